"""What a workspace is told once a week, in its channel."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block

from app.home.rules_digest import LISTED, Digest, Told
from app.slack.blocks import Message, context, section
from app.slack.mrkdwn import clip, harmless, link

_TEXT = 150


def digest_post(digest: Digest) -> Message:
    """Each list that has something in it."""
    blocks: list[Block] = [
        section(":calendar: *This week*"),
        *_list("Open incidents", digest.is_open),
        *_list("Reviews that meet", digest.meeting),
        *_list("Changes that are due", digest.due),
        *_list("Reviews to read", digest.shared),
        context("Once a week, of what everybody can see. The settings say when."),
    ]
    return Message("What is going on this week", blocks)


def _list(head: str, lines: Sequence[Told]) -> Iterator[Block]:
    if not lines:
        return
    yield section("\n".join([f"*{head}*", *map(_line, lines[:LISTED])]))
    if len(lines) > LISTED:
        yield context("And more.")


def _line(told: Told) -> str:
    label = link(told.url, told.label) if told.url else told.label
    when = f" · {told.when}" if told.when else ""
    return f"• {label} {harmless(clip(told.text, _TEXT))}{when}"
