"""The summary as Slack messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement

from app.slack.blocks import (
    CONTEXT_TEXT,
    SECTION_TEXT,
    Message,
    actions,
    button,
    context,
    section,
)
from app.slack.mrkdwn import Mrkdwn, bold, clip, link
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_posting import posting
from app.summaries.rules_words import clock
from app.summaries.views_pieces import packed

CORRECT = "summaries.correct"
READ_DRAFT = "summaries.read_draft"
BLOCKS = 50
ALL_TEXT = 11_500
"""Characters in all blocks of a message. Slack refuses about 13,200 (bolt-js issue 2509)."""
_NOTICE = 300


@dataclass(frozen=True, slots=True)
class SummaryMessages:
    """The message for the channel, and what did not fit in it, for its thread."""

    first: Message
    replies: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """One block to be: its text, and whether it is small print."""

    text: Mrkdwn
    is_small: bool

    def block(self) -> Block:
        return context(self.text) if self.is_small else section(self.text)


def summary_messages(document: Document, review_id: int | None = None) -> SummaryMessages:
    """The document as far as it is read in three minutes, and in its thread the sections that take
    longer, in full; all within Slack's limits for each message. With its review, the first one has
    the buttons for it.
    """
    told = posting(document)
    notice = clip(document.section(SectionKey.TITLE).heading, _NOTICE)
    first, *rest = _by_message(_all_texts(told.posted.shown(), document))
    rest += _by_message(_all_texts(told.in_full, document)) if told.in_full else []
    return SummaryMessages(
        first=_message(notice, first, _presses(document, review_id)),
        replies=tuple(_message(Mrkdwn(f"{notice} (continued)"), texts) for texts in rest),
    )


def _all_texts(sections: Sequence[Section], document: Document) -> list[_Text]:
    return [text for each in sections for text in _texts(each, document)]


def parse_read(value: str) -> tuple[int, str]:
    """The review, and a digest of the draft that was read."""
    review_id, _, seen = value.partition(":")
    return int(review_id), seen


def _presses(document: Document, review_id: int | None) -> list[ButtonElement]:
    if review_id is None:
        return []
    presses = [button("Correct this", CORRECT, str(review_id))]
    if document.is_drafted and document.read_at is None:
        value = f"{review_id}:{document.drafted_digest()}"
        presses.append(button("I have read it", READ_DRAFT, value))
    return presses


def _message(
    notice: Mrkdwn, texts: Sequence[_Text], presses: Sequence[ButtonElement] = ()
) -> Message:
    blocks = [text.block() for text in texts]
    if presses:
        blocks.append(actions("correct", *presses))
    return Message(text=notice, blocks=blocks)


def _by_message(texts: Sequence[_Text]) -> list[list[_Text]]:
    messages: list[list[_Text]] = [[]]
    room = ALL_TEXT
    for text in texts:
        if len(text.text) > room or len(messages[-1]) == BLOCKS - 1:
            messages.append([])
            room = ALL_TEXT
        messages[-1].append(text)
        room -= len(text.text)
    return messages


def _texts(part: Section, document: Document) -> list[_Text]:
    if part.key is SectionKey.FOOTER:
        small = [f"_{each.text}_" for each in part.statements]
        return [_Text(text, is_small=True) for text in packed(small, CONTEXT_TEXT)]
    return [_Text(text, is_small=False) for text in packed(_lines(part, document), SECTION_TEXT)]


def _lines(part: Section, document: Document) -> Iterator[str]:
    yield _heading(part)
    if part.key is SectionKey.IN_SHORT:
        told = (f"{each.text} {_evidence(each, document)}".strip() for each in part.statements)
        yield " ".join(told)
    else:
        days = part.days()
        for n, (day, statement) in enumerate(zip(days, part.statements, strict=True), start=1):
            if day:
                yield f"_{day}_"
            yield line(part, n, statement, document)
    if part.note:
        yield f"_{part.note}_"


def _heading(part: Section) -> str:
    heading = bold(part.heading)
    return f"{heading} ({part.aside})" if part.aside else heading


def line(part: Section, number: int, statement: Statement, document: Document) -> str:
    """A statement of a section, which is its first, second or so."""
    lead_in = statement.lead_in()
    words = [
        _bullet(part, number, statement),
        f"*{lead_in}:*" if lead_in else "",
        statement.text,
        _evidence(statement, document),
    ]
    return " ".join(word for word in words if word)


def _bullet(part: Section, number: int, statement: Statement) -> str:
    if statement.at:
        return f"`{clock(statement.at)}`"
    if part.key is SectionKey.FACTORS:
        return f"{number}."  # changes refer to them
    return "" if part.key is SectionKey.TITLE else "•"


def _evidence(statement: Statement, document: Document) -> str:
    urls = document.permalinks()
    return "".join(
        link(urls[number], f"[{number}]") if number in urls else f"[{number}]"
        for number in statement.evidence
    )
