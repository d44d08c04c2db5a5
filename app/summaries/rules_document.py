"""The summary as a document: twelve sections of statements, each with the entries it rests on.

Generated or written by a person, shown in Slack or as Markdown: it is always this. Versions are
stored as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_words import capitalized, day
from app.vocabulary import Confidence

JSON_VERSION = 1


class SectionKey(StrEnum):
    """The sections of a summary in their order: domain.md §4."""

    TITLE = "title"
    IN_SHORT = "in_short"
    WHAT_HAPPENED = "what_happened"
    DECISIONS = "decisions"
    FACTORS = "factors"
    PRESSURE = "pressure"
    HANDOFFS = "handoffs"
    HELPED = "helped"
    LEARNED = "learned"
    QUESTIONS = "questions"
    FORWARD = "forward"
    FOOTER = "footer"


class Subject(StrEnum):
    """Where something is stored that a summary quotes."""

    INCIDENT = "incident"
    ENTRY = "entry"
    DECISION = "decision"
    HANDOFF = "handoff"
    ACCOUNT = "account"
    FINDING = "finding"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody wrote, and where: under which subject, and as which of its fields. `number` and
    `at` are those of its entry.
    """

    subject: Subject
    id: int = 0
    field: str = "text"
    text: Mrkdwn
    by: UserId | None = None
    number: int | None = None
    at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.subject.value}:{self.id}:{self.field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that is said: in one line of Mrkdwn, free of names.

    `evidence` are numbers of entries. `at` is shown where it is set. `label` says what the
    statement is ("Decision"), `said_by` the role of the person whose words it quotes,
    `confidence` whether they saw it or remember it. What `is_withheld` stands in for words that
    cannot be quoted yet. `quotes` is what it is made from, the words that are held back among it;
    it is not stored.
    """

    text: Mrkdwn
    evidence: tuple[int, ...] = ()
    at: datetime | None = None
    label: str | None = None
    said_by: str | None = None
    confidence: Confidence | None = None
    is_withheld: bool = False
    quotes: tuple[Quote, ...] = field(default=(), compare=False)

    def lead_in(self) -> str | None:
        """What stands before the text: `Decision`, `Lead` or `Decision (lead)`."""
        if self.label and self.said_by:
            return f"{self.label} ({self.said_by})"
        return self.label or (capitalized(self.said_by) if self.said_by else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it. The heading of the title section is the title itself.

    `aside` stands beside the heading. `note` stands below the statements and says what nobody has
    told yet and how to tell it; in an empty section it stands alone. What `is_written` by a person
    is kept however often the summary is told; `beneath` is what is told of it otherwise, and is
    not stored.
    """

    key: SectionKey
    heading: Mrkdwn
    statements: tuple[Statement, ...] = ()
    aside: str | None = None
    note: str | None = None
    is_written: bool = False
    beneath: tuple[Statement, ...] = field(default=(), compare=False)

    @property
    def told(self) -> tuple[Statement, ...]:
        """What would stand here if nobody had written anything."""
        return self.beneath if self.is_written else self.statements

    def days(self) -> tuple[str, ...]:
        """The day of each statement where that differs from the one before, else an empty text; all
        empty when everything happened on one day.
        """
        days = [day(each.at) if each.at else "" for each in self.statements]
        if len({each for each in days if each}) < 2:
            return ("",) * len(days)
        before = ["", *days[:-1]]
        return tuple(
            now if now != earlier else "" for now, earlier in zip(days, before, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The entry behind a number, as it was when the document was made."""

    number: int
    entry_id: int
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All twelve sections in order, and the sources that their evidence refers to."""

    sections: tuple[Section, ...]
    sources: tuple[Source, ...] = ()

    def shown(self) -> tuple[Section, ...]:
        """The sections that have something to say."""
        return tuple(each for each in self.sections if each.statements or each.note)

    def section(self, key: SectionKey) -> Section:
        return next(section for section in self.sections if section.key is key)

    def permalinks(self) -> Mapping[int, str]:
        """By the number of the entry; an entry without a message has none."""
        return {each.number: each.permalink for each in self.sources if each.permalink}


def to_json(document: Document) -> dict[str, Any]:
    """Plain values for a JSON column; `from_json` gives back an equal document."""
    return {
        "version": JSON_VERSION,
        "sections": [_section_json(section) for section in document.sections],
        "sources": [
            {"number": each.number, "entry_id": each.entry_id, "permalink": each.permalink}
            for each in document.sources
        ],
    }


def from_json(stored: Mapping[str, Any]) -> Document:
    """The document behind `to_json`'s values. ValueError when a newer program wrote them."""
    if stored["version"] != JSON_VERSION:
        raise ValueError(f"a summary of version {stored['version']} cannot be read here")
    return Document(
        sections=tuple(_section(each) for each in stored["sections"]),
        sources=tuple(Source(**each) for each in stored["sources"]),
    )


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "key": section.key.value,
        "heading": section.heading,
        "statements": [statement_json(statement) for statement in section.statements],
        "aside": section.aside,
        "note": section.note,
        "is_written": section.is_written,
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """Plain values; `statement_from` gives back an equal statement."""
    return {
        "text": statement.text,
        "evidence": list(statement.evidence),
        "at": statement.at.isoformat() if statement.at else None,
        "label": statement.label,
        "said_by": statement.said_by,
        "confidence": statement.confidence,
        "is_withheld": statement.is_withheld,
    }


def _section(stored: Mapping[str, Any]) -> Section:
    return Section(
        key=SectionKey(stored["key"]),
        heading=Mrkdwn(stored["heading"]),
        statements=tuple(statement_from(each) for each in stored["statements"]),
        aside=stored["aside"],
        note=stored["note"],
        is_written=stored.get("is_written", False),
    )


def statement_from(stored: Mapping[str, Any]) -> Statement:
    """The statement behind `statement_json`'s values."""
    return Statement(
        text=Mrkdwn(stored["text"]),
        evidence=tuple(stored["evidence"]),
        at=datetime.fromisoformat(stored["at"]) if stored["at"] else None,
        label=stored["label"],
        said_by=stored["said_by"],
        confidence=Confidence(stored["confidence"]) if stored.get("confidence") else None,
        is_withheld=stored.get("is_withheld", False),
    )
