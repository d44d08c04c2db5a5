"""The summary as a document: twelve sections of statements, each with the entries it rests on.

Generated or written by a person, shown in Slack or as Markdown: it is always this. Versions are
stored as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_words import capitalized, dated, day
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
    cannot be quoted yet; what `is_drafted` is in the words of a language model. `quotes` is what it
    is made from, the words that are held back among it; it is not stored.
    """

    text: Mrkdwn
    evidence: tuple[int, ...] = ()
    at: datetime | None = None
    label: str | None = None
    said_by: str | None = None
    confidence: Confidence | None = None
    is_withheld: bool = False
    is_drafted: bool = False
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
    is_drafted: bool = False
    """Whether some of it is in the words of a language model."""
    is_dated: bool = False
    """Whether a reader needs the day though all statements may be of the same one."""

    @property
    def told(self) -> tuple[Statement, ...]:
        """What would stand here if nobody had written anything."""
        return self.beneath if self.is_written else self.statements

    def days(self) -> tuple[str, ...]:
        """The day of each statement where that differs from the one before, else an empty text; all
        empty when everything happened on the day of the title.
        """
        years = {each.at.astimezone(UTC).year for each in self.statements if each.at}
        show = dated if len(years) > 1 else day
        days = [show(each.at) if each.at else "" for each in self.statements]
        if len({each for each in days if each}) < 2 and not self.is_dated:
            return ("",) * len(days)
        pairs = zip(days, ["", *days], strict=False)
        return tuple(now if now != before else "" for now, before in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The entry behind a number, as it was when the document was made."""

    number: int
    entry_id: int
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All twelve sections in order, and the sources that their evidence refers to. `read_at` is
    when a person had read all that a language model drafted of it.
    """

    sections: tuple[Section, ...]
    sources: tuple[Source, ...] = ()
    read_at: datetime | None = None

    @property
    def is_drafted(self) -> bool:
        return any(section.is_drafted for section in self.sections)

    def drafted_digests(self) -> frozenset[str]:
        """Of each statement in a language model's words."""
        return frozenset(
            digest_of(section.key, statement.text)
            for section in self.sections
            for statement in section.statements
            if statement.is_drafted
        )

    def drafted_digest(self) -> str:
        """Of all of them together."""
        return digest_of(*sorted(self.drafted_digests()))

    def shown(self) -> tuple[Section, ...]:
        """The sections that have something to say."""
        return tuple(each for each in self.sections if each.statements or each.note)

    def section(self, key: SectionKey) -> Section:
        return next(section for section in self.sections if section.key is key)

    def permalinks(self) -> Mapping[int, str]:
        """By the number of the entry; an entry without a message has none."""
        return {each.number: each.permalink for each in self.sources if each.permalink}


def digest_of(*words: str) -> str:
    """The same for the same words in this order, and it does not tell them."""
    return sha256("\x00".join(words).encode()).hexdigest()


def to_json(document: Document) -> dict[str, Any]:
    """Plain values for a JSON column; `from_json` gives back an equal document."""
    return {
        "version": JSON_VERSION,
        "sections": [_section_json(section) for section in document.sections],
        "sources": [
            {"number": each.number, "entry_id": each.entry_id, "permalink": each.permalink}
            for each in document.sources
        ],
        "read_at": document.read_at.isoformat() if document.read_at else None,
    }


def from_json(stored: Mapping[str, Any]) -> Document:
    """The document behind `to_json`'s values. ValueError when a newer program wrote them."""
    if stored["version"] != JSON_VERSION:
        raise ValueError(f"a summary of version {stored['version']} cannot be read here")
    return Document(
        sections=tuple(_section(each) for each in stored["sections"]),
        sources=tuple(Source(**each) for each in stored["sources"]),
        read_at=datetime.fromisoformat(stored["read_at"]) if stored.get("read_at") else None,
    )


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "key": section.key.value,
        "heading": section.heading,
        "statements": [statement_json(statement) for statement in section.statements],
        "aside": section.aside,
        "note": section.note,
        "is_written": section.is_written,
        "is_drafted": section.is_drafted,
        "is_dated": section.is_dated,
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
        "is_drafted": statement.is_drafted,
    }


def _section(stored: Mapping[str, Any]) -> Section:
    return Section(
        key=SectionKey(stored["key"]),
        heading=Mrkdwn(stored["heading"]),
        statements=tuple(statement_from(each) for each in stored["statements"]),
        aside=stored["aside"],
        note=stored["note"],
        is_written=stored.get("is_written", False),
        is_drafted=stored.get("is_drafted", False),
        is_dated=stored.get("is_dated", False),
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
        is_drafted=stored.get("is_drafted", False),
    )
