"""A summary in each form in which somebody reads it, as text."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from app.slack.blocks import Message
from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.html import html
from app.summaries.markdown import markdown
from app.summaries.plain_text import plain_text
from app.summaries.published import published
from app.summaries.rules_document import Document
from app.summaries.rules_story import Story
from app.summaries.views import summary_messages


def renderings(document: Document, story: Story) -> dict[str, str]:
    """As a reader sees it, by what it is: without marks of Markdown, and of HTML only the words."""
    messages = summary_messages(document)
    shown = [text for each in (messages.first, *messages.replies) for text in texts_of(each)]
    body = re.sub("</?code>", "`", html(document).partition("<body>")[2])
    return {
        "Slack": "\n".join(plain(Mrkdwn(text)) for text in shown),
        "Markdown": unescape(markdown(document).replace("\\", "")),
        "HTML": unescape(re.sub("<[^<>]*>", "", body)),
        "JSON": published(document, story),
        "text": plain_text(document),
    }


def texts_of(message: Message) -> Iterator[str]:
    """What stands in its blocks, a text each, as Slack gets it."""
    for block in message.blocks:
        yield from _texts(block.to_dict())


def _texts(block: dict[str, Any]) -> Iterator[str]:
    parts = [block.get("text") or {}, *(block.get("elements") or [])]
    return (str(each["text"]) for each in parts if isinstance(each.get("text"), str))


def without_owners(text: str, story: Story) -> str:
    """Owners of changes are named, there and nowhere else."""
    owners = {change.owner for change in story.changes if change.owner}
    for owner in owners:
        text = text.replace(f" · {story.names[owner][0]} · ", " · ")
    return text
