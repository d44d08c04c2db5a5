"""What people write in the place of sections: it is told as it stands, however often the rest is
told anew, and what changes beneath it is said.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_rewind import Rewind, steers
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, mentioned_users
from app.summaries.rules_document import (
    Document,
    Section,
    SectionKey,
    Statement,
    statement_json,
)
from app.summaries.rules_story import Story
from app.workspace.rules_people import Cast

CORRECTABLE = tuple(key for key in SectionKey if key not in {SectionKey.TITLE, SectionKey.FOOTER})
"""The title is the incident's own, and the footer counts."""
OURS = "in the words of the team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody wrote in the place of a section; no statements once that was taken back.

    `based_on` is what was told when it was written, `told` what would be told now. `revision`
    counts how often it was changed, last by the gesture of this `key`. `dropped` statements had
    quoted a deleted message.
    """

    section: SectionKey
    statements: tuple[Statement, ...]
    based_on: tuple[Statement, ...] = ()
    told: tuple[Statement, ...] = ()
    dropped: int = 0
    revision: int = 1
    key: str = ""

    @property
    def difference(self) -> "Difference":
        """What has changed beneath it since."""
        if not self.statements:
            return Difference()
        return difference(self.based_on, self.told)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An entry of the reader's, as the summary may quote it."""

    entry_id: int
    number: int
    text: Mrkdwn


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionsPage:
    """What somebody can correct: the sections, if they may, and their own words.

    `asked` is whom to tell about the rest. `saved` is the section that was written a moment ago.
    """

    incident: Incident
    review_id: int
    may_correct: bool
    asked: UserId
    corrections: Mapping[SectionKey, Correction]
    own: Sequence[OwnWords]
    saved: SectionKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a section is to say in the place of what is `told`; `ids` are those of the entries by
    their numbers. It was at this `revision` when somebody began to write, 0 before the first.
    """

    section: SectionKey
    statements: tuple[Statement, ...]
    told: tuple[Statement, ...]
    ids: Mapping[int, int]
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a section said from one moment on."""

    id: int
    statements: tuple[Statement, ...]
    written_at: datetime
    written_by: UserId


@dataclass(frozen=True, slots=True)
class Difference:
    """Statements that are told now and were not, and those that are told no more."""

    added: tuple[Statement, ...] = ()
    gone: tuple[Statement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone)


def difference(before: Sequence[Statement], now: Sequence[Statement]) -> Difference:
    """In what is said; that something waits to be reworded is no matter of its words."""
    then, current = [*map(_said, before)], [*map(_said, now)]
    return Difference(
        added=tuple(one for one in now if _said(one) not in then),
        gone=tuple(one for one in before if _said(one) not in current),
    )


def _said(one: Statement) -> tuple[object, ...]:
    return (None if one.is_withheld else one.text, one.evidence, one.at, one.lead_in())


def with_written(document: Document, story: Story) -> Document:
    """The document with what people wrote in the place of what is told."""
    sections = tuple(_with_written(section, story) for section in document.sections)
    return replace(document, sections=sections)


def _with_written(section: Section, story: Story) -> Section:
    written = story.written.get(section.key)
    if not written:
        return section
    has_times = any(one.at for one in written)
    return replace(
        section,
        statements=by_role(written, section.key, story),
        aside=f"UTC, {OURS}" if has_times else OURS,
        note=None,
        is_written=True,
        is_drafted=False,
        beneath=section.statements,
    )


def by_role(
    statements: Sequence[Statement], key: SectionKey, story: Story
) -> tuple[Statement, ...]:
    """Without names, but for the owners of changes where changes are told."""
    is_forward = key is SectionKey.FORWARD
    owners = frozenset(one.owner for one in story.changes if one.owner and is_forward)
    return tuple(
        replace(one, text=_anonymous(one.text, story.cast(), owners)) for one in statements
    )


def _anonymous(text: Mrkdwn, cast: Cast, owners: frozenset[UserId]) -> Mrkdwn:
    named = owners & set(mentioned_users(text))
    if not named:
        return cast.anonymous(text)
    pieces = _around(text, named)
    return Mrkdwn("".join(one if is_owner else cast.anonymous(one) for one, is_owner in pieces))


def _around(text: Mrkdwn, named: frozenset[UserId]) -> list[tuple[Mrkdwn, bool]]:
    """The text in pieces; those that mention an owner by themselves."""
    pieces: list[tuple[Mrkdwn, bool]] = []
    at = 0
    for start, end in _mentions(text, named):
        pieces += [(Mrkdwn(text[at:start]), False), (Mrkdwn(text[start:end]), True)]
        at = end
    return [*pieces, (Mrkdwn(text[at:]), False)]


def _mentions(text: Mrkdwn, named: frozenset[UserId]) -> list[tuple[int, int]]:
    found = []
    for user in named:
        start = text.find(f"<@{user}")
        while start >= 0:
            end = text.index(">", start) + 1
            found.append((start, end))
            start = text.find(f"<@{user}", end)
    return sorted(found)


def may_correct(user: UserId, incident: Incident, review: Review, rewind: Rewind) -> bool:
    """Whoever facilitates, leads or finishes the write-up."""
    return user in {review.owner, incident.lead} or steers(user, review, incident, rewind)


def seen(document: Document, key: SectionKey, revision: int) -> str:
    """Tells whether what a form was filled in with has changed: the entries and their numbers, what
    is told, what somebody wrote.
    """
    told = [statement_json(one) for one in document.section(key).told]
    entries = [[each.number, each.entry_id] for each in document.sources]
    stored = json.dumps([revision, told, entries], sort_keys=True)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


def renumbered(
    statements: Sequence[Statement], numbers: Mapping[int, int]
) -> tuple[Statement, ...]:
    """With evidence by other numbers, or by ids; what has none is no evidence any more."""
    return tuple(
        replace(one, evidence=tuple(numbers[each] for each in one.evidence if each in numbers))
        for one in statements
    )
