"""The words by which a summary is found: what anybody may read of it, and no names."""

import pytest

from app.slack.mrkdwn import Mrkdwn
from app.summaries.plain_text import search_text
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.telling import generate
from tests.unit.summaries.examples import Example
from tests.unit.summaries.examples.all import EXAMPLES

QUEUE = Statement(text=Mrkdwn("Drain the <https://x.example|queue> · <@U0DANA|Dana>"))
SOUGHT = Statement(text=Mrkdwn("A moment at 10:40; the words are sought."), is_withheld=True)


def told(key: SectionKey, *statements: Statement, note: str | None = None) -> str:
    section = Section(key=key, heading=Mrkdwn("Heading"), statements=statements, note=note)
    return search_text(Document(sections=(section,)))


def test_links_are_words_and_owners_are_somebody() -> None:
    assert told(SectionKey.FORWARD, QUEUE) == "Heading\nDrain the queue · somebody"


def test_what_stands_in_for_missing_words_is_not_searched() -> None:
    assert told(SectionKey.DECISIONS, SOUGHT, QUEUE, note="Nobody has told yet.") == (
        "Heading\nDrain the queue · somebody"
    )


def test_the_footer_is_the_same_everywhere() -> None:
    assert told(SectionKey.FOOTER, QUEUE) == ""


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_whole_summary_is_searched_without_a_name(example: Example) -> None:
    said = search_text(generate(example.story))
    assert "What happened" in said
    assert [name for names in example.story.names.values() for name in names if name in said] == []
