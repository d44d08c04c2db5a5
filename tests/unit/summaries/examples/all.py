"""Made-up incidents, by the name of their file in docs/examples; the small one in every form."""

import json
from collections.abc import Iterator
from pathlib import Path

from app.slack.blocks import Message
from app.summaries.html import html
from app.summaries.markdown import markdown
from app.summaries.plain_text import plain_text
from app.summaries.published import published
from app.summaries.telling import generate
from app.summaries.views import summary_messages
from tests.unit.summaries.examples import long_outage, near_miss, small_sev3

FOLDER = Path(__file__).parents[4] / "docs" / "examples"
EXAMPLES = {
    "two-day-outage": long_outage.EXAMPLE,
    "near-miss": near_miss.EXAMPLE,
    "small-incident": small_sev3.EXAMPLE,
}


IN_EVERY_FORM = "small-incident"


def written() -> Iterator[tuple[str, str]]:
    """The files: name and text."""
    for name, example in EXAMPLES.items():
        document = generate(example.story)
        yield f"{name}.md", markdown(document)
        if name == IN_EVERY_FORM:
            yield f"{name}.html", html(document)
            yield f"{name}.json", published(document, example.story)
            yield f"{name}.txt", plain_text(document)
            messages = summary_messages(document)
            shown = [_sent(each) for each in (messages.first, *messages.replies)]
            yield f"{name}.slack.json", json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _sent(message: Message) -> dict[str, object]:
    return {"text": message.text, "blocks": [block.to_dict() for block in message.blocks]}
