"""What a language model is told of an incident: the facts of the summary as it is told without one,
so with roles instead of names and without what is held back. Whoever is named anyway, in code or as
an owner, keeps a fact from being sent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.slack.mrkdwn import plain
from app.summaries.rules_document import (
    Document,
    Section,
    SectionKey,
    Statement,
    Subject,
    digest_of,
)
from app.summaries.rules_draft import DRAFTED
from app.summaries.rules_words import clock, day
from app.workspace.rules_names import Names

RECORD = "R"
"""The id of what the incident's own forms say: impact, span, what eased it."""
ROOM = 24_000
"""Characters of all facts together. What does not fit is told without a model."""
UNKNOWN = "nobody has told us yet"
"""In what is said to be unknown; that is no fact, and always stands."""
_TOLD_OF = (
    SectionKey.WHAT_HAPPENED,
    SectionKey.DECISIONS,
    SectionKey.FACTORS,
    SectionKey.PRESSURE,
    SectionKey.HANDOFFS,
    SectionKey.HELPED,
    SectionKey.LEARNED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """An entry or a finding as the summary tells it, in one or in several sections; plain text."""

    id: str
    about: str
    """What it is a fact of, whatever its number is."""
    texts: tuple[str, ...]
    evidence: tuple[int, ...] = ()
    at: datetime | None = None
    label: str | None = None
    said_by: str | None = None

    def words(self) -> str:
        """All that a statement about it may take from it."""
        parts = [self.label, self.said_by, *self.texts]
        when = [clock(self.at), day(self.at)] if self.at else []
        return " ".join([*when, *(part for part in parts if part)])

    @property
    def digest(self) -> str:
        return digest_of(self.about, self.words())


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts by id, and which of them each section tells, line by line."""

    by_id: Mapping[str, Fact] = field(default_factory=dict)
    lines: Mapping[SectionKey, tuple[str, ...]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Of the question: the same facts in the same sections are not asked about again."""
        lines = [
            f"{key}:{self.by_id[each].about}" for key in self.lines for each in self.lines[key]
        ]
        return digest_of(*(fact.digest for fact in self.by_id.values()), *lines)

    def prompt(self) -> str:
        """The facts as JSON between two tags, which nothing in them can close."""
        values = {
            "facts": [_values(fact) for fact in self.by_id.values()],
            "sections": {key.value: list(self.lines.get(key, ())) for key in DRAFTED},
        }
        told = (
            json.dumps(values, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
        )
        return f"<facts>{told}</facts>"


def facts_of(document: Document, names: Names) -> Facts:
    """The facts of a document that was told without a model."""
    found: dict[str, Fact] = {}
    for fact in _all(document):
        known = found.get(fact.id)
        found[fact.id] = _together(known, fact) if known else fact
    kept = _fitting([fact for fact in found.values() if not any(names.named_in(fact.words()))])
    lines = {key: tuple(dict.fromkeys(_ids(document.section(key), kept))) for key in DRAFTED}
    return Facts(kept, lines)


def fact_id(statement: Statement) -> str | None:
    """Of the entry or the finding that a statement tells; none of words that are held back, and of
    how others saw it, which stays in their own words.
    """
    if statement.is_withheld:
        return None
    for quote in statement.quotes:
        if quote.subject is Subject.ACCOUNT:
            return None
        if quote.subject is Subject.FINDING:
            return f"F{quote.id}"
        if quote.number is not None:
            return f"E{quote.number}"
    return None


def is_worded(statement: Statement, section: Section) -> bool:
    """Whether a model may word it: nothing is lost that only markup can show, and no side of what
    was seen differently gets other words.
    """
    told = fact_id(statement)
    accounts = {
        quote.number
        for each in section.statements
        for quote in each.quotes
        if quote.subject is Subject.ACCOUNT
    }
    numbers = {quote.number for quote in statement.quotes} - {None}
    return told is not None and "<" not in statement.text and not numbers & accounts


def _all(document: Document) -> Iterator[Fact]:
    told = [
        plain(each.text)
        for each in document.section(SectionKey.IN_SHORT).statements
        if not each.is_withheld and UNKNOWN not in each.text.casefold()
    ]
    heading = plain(document.section(SectionKey.TITLE).heading)
    yield Fact(id=RECORD, about=RECORD, texts=(heading, *told))
    ids = {source.number: source.entry_id for source in document.sources}
    for key in _TOLD_OF:
        for statement in document.section(key).statements:
            told_of = fact_id(statement)
            if told_of is not None:
                yield _fact(told_of, statement, ids)


def _fact(told_of: str, statement: Statement, ids: Mapping[int, int]) -> Fact:
    is_entry = told_of.startswith("E")
    return Fact(
        id=told_of,
        about=f"E{ids.get(int(told_of[1:]), 0)}" if is_entry else told_of,
        texts=(plain(statement.text),),
        evidence=statement.evidence,
        at=statement.at,
        label=statement.label,
        said_by=statement.said_by,
    )


def _together(one: Fact, other: Fact) -> Fact:
    texts = [text for text in other.texts if all(text not in known for known in one.texts)]
    return replace(
        one,
        texts=(*one.texts, *texts),
        evidence=tuple(sorted({*one.evidence, *other.evidence})),
        at=one.at or other.at,
        label=one.label or other.label,
        said_by=one.said_by or other.said_by,
    )


def _fitting(facts: Sequence[Fact]) -> dict[str, Fact]:
    room, kept = ROOM, {}
    for fact in facts:
        room -= len(fact.words())
        if room >= 0:
            kept[fact.id] = fact
    return kept


def _ids(section: Section, known: Mapping[str, Fact]) -> Iterator[str]:
    if section.key is SectionKey.IN_SHORT:
        yield from known
        return
    for statement in section.statements:
        told = fact_id(statement)
        if told in known and is_worded(statement, section):
            yield str(told)


def _values(fact: Fact) -> dict[str, Any]:
    values = {
        "id": fact.id,
        "at": f"{day(fact.at)} {clock(fact.at)} UTC" if fact.at else None,
        "what": fact.label,
        "said_by": fact.said_by,
        "text": " / ".join(fact.texts),
    }
    return {name: value for name, value in values.items() if value}
