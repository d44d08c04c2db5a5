"""What a language model drafted of a summary, as plain values, and when it is asked.

What is kept of a draft does not refer to numbers, which change, but to the facts themselves: a line
whose facts read otherwise now, or are gone, is told no more. docs/adr/0007-drafts.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.summaries.rules_document import SectionKey

DRAFTED = (
    SectionKey.IN_SHORT,
    SectionKey.WHAT_HAPPENED,
    SectionKey.PRESSURE,
    SectionKey.HELPED,
    SectionKey.LEARNED,
)
"""The sections that a model may word, in their order."""
BETWEEN = timedelta(minutes=15)
"""From one question about a review to the next."""
MOST_TRIES = 3
"""Of the same question, when the answer does not come."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A statement in the model's words, plain text, and the digests of the facts behind it; the
    first is the one it tells.
    """

    section: SectionKey
    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """All that is kept of what a model said. `read` are digests of the texts that a person has
    read, `read_by` is their role.
    """

    lines: tuple[DraftLine, ...] = ()
    read: frozenset[str] = frozenset()
    read_by: str | None = None
    read_at: datetime | None = None

    def of(self, section: SectionKey) -> tuple[DraftLine, ...]:
        return tuple(line for line in self.lines if line.section is section)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """The question that was asked last: a digest of its facts."""

    digest: str
    at: datetime
    tries: int
    is_answered: bool


def next_ask(last: AskedFor | None, digest: str, now: datetime) -> datetime | None:
    """When to ask about these facts: at once, or when the pause is over. None when they have been
    asked about, with an answer or often enough.
    """
    if last is None:
        return now
    is_same = last.digest == digest
    if is_same and (last.is_answered or last.tries >= MOST_TRIES):
        return None
    return max(now, last.at + BETWEEN)


def with_newer(old: Collection[DraftLine], new: Collection[DraftLine]) -> tuple[DraftLine, ...]:
    """The new lines, and of sections that they leave out the old ones."""
    worded = {line.section for line in new}
    kept = [line for line in old if line.section not in worded]
    return tuple(sorted([*kept, *new], key=lambda line: DRAFTED.index(line.section)))


def lines_json(lines: Collection[DraftLine]) -> list[dict[str, Any]]:
    """Plain values for a JSON column; `lines_from` gives back equal lines."""
    return [
        {"section": line.section.value, "text": line.text, "facts": list(line.facts)}
        for line in lines
    ]


def lines_from(stored: Collection[Mapping[str, Any]]) -> tuple[DraftLine, ...]:
    return tuple(
        DraftLine(SectionKey(each["section"]), each["text"], tuple(each["facts"]))
        for each in stored
    )
