"""What a summary is made from: an incident, its kept entries and the people's roles, as plain
values. Where they come from is the queries' matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.reviews.rules_findings import GROUP_OF
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.rules_document import SectionKey, Statement
from app.summaries.rules_draft import ModelDraft
from app.timeline.rules import Decision, Handoff
from app.vocabulary import (
    Category,
    EntryKind,
    FactorGroup,
    FindingKind,
    FollowUpState,
    Meaning,
    Phase,
    Source,
    Strength,
)
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast

AHEAD = "scheduled"
"""The state of a review that has not met."""
SHARED = "shared"
"""The same, once it was said to be whole."""
NOT_SCHEDULED = "not scheduled yet"
"""The same, while the incident goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that somebody said in the review, and the numbers of the entries it is about."""

    text: Mrkdwn
    by: UserId
    evidence: tuple[int, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something the review found. `evidence` are numbers of entries; `new_to` counts people."""

    id: int
    kind: FindingKind
    text: Mrkdwn
    by: UserId
    category: Category | None = None
    reasonable: Mrkdwn | None = None
    evidence: tuple[int, ...] = ()
    new_to: int = 0

    @property
    def group(self) -> FactorGroup | None:
        return GROUP_OF[self.category] if self.category else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that the review asks for, or decided against. `factors` are ids of findings. `owner`
    is set once somebody has taken it.
    """

    text: Mrkdwn
    by: UserId
    strength: Strength
    state: FollowUpState
    factors: tuple[int, ...] = ()
    owner: UserId | None = None
    due_on: date | None = None
    ticket_url: str | None = None
    reason: Mrkdwn | None = None
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """One entry of the timeline in its newest version; what was deleted is not here.

    `number` counts from 1 in the order of time and is what evidence refers to. `marks` says how
    many people said each of these about it. A recalled entry was told later from memory.
    """

    entry_id: int
    number: int
    occurred_at: datetime
    kind: EntryKind
    phase: Phase
    text: Mrkdwn
    author: UserId | None = None
    marks: Mapping[Meaning, int] = field(default_factory=dict)
    permalink: str | None = None
    files: tuple[Mapping[str, str], ...] = ()
    is_recalled: bool = False
    source: Source = Source.MESSAGE
    decision: Decision | None = None
    handoff: Handoff | None = None
    accounts: tuple[Told, ...] = ()
    """How others saw it."""

    def says_something(self) -> bool:
        return bool(plain(self.text).strip() or self.files)

    def has_source(self) -> bool:
        """Whether it leads to where it comes from, or the bot itself saw it happen."""
        return self.permalink is not None or self.source in (Source.SYSTEM, Source.HOOK)

    def is_decision(self) -> bool:
        return self.kind is EntryKind.DECISION or Meaning.DECISION in self.marks

    def is_handoff(self) -> bool:
        return self.kind is EntryKind.HANDOFF or Meaning.HANDOFF in self.marks

    def is_insight(self) -> bool:
        return Meaning.INSIGHT in self.marks

    def is_luck(self) -> bool:
        return Meaning.LUCK in self.marks

    def has_helped(self) -> bool:
        return Meaning.HELPED in self.marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An incident as it is known now.

    Times are aware. `state` and `review_state` are words for people ("resolved", "building
    forward"). `entries` stand in the order of their numbers. `roles` names each participant by
    role ("lead", "scribe", "communications", "responder", "facilitator", or a custom word);
    `names` lists what a participant is called, so that those names can be replaced.
    """

    incident_number: int
    title: Mrkdwn
    severity: str
    state: str
    review_state: str
    started_at: datetime
    detected_at: datetime | None = None
    declared_at: datetime
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    impact: Mrkdwn | None = None
    eased_by: Mrkdwn | None = None
    timeline_url: str | None = None
    entries: tuple[KeptEntry, ...] = ()
    roles: Mapping[UserId, str] = field(default_factory=dict)
    names: Mapping[UserId, tuple[str, ...]] = field(default_factory=dict)
    is_thinned: bool = False
    """The texts of its timeline were kept for as long as the workspace wants."""
    reflections: int = 0
    confirmed: int = 0
    """People who have read their entries and said that they are right."""
    parked: tuple[Told, ...] = ()
    """Ideas that wait until changes are decided."""
    findings: tuple[Found, ...] = ()
    changes: tuple[Change, ...] = ()
    written: Mapping[SectionKey, tuple[Statement, ...]] = field(default_factory=dict)
    """What people wrote in the place of sections; it is told as it stands."""
    draft: ModelDraft | None = None
    """What a language model made of it, where the workspace allows that."""
    _cast: Cast = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once for all that is quoted: looking names up takes an index of them.
        object.__setattr__(self, "_cast", Cast(roles=self.roles, names=Names(self.names)))

    def found(self, kind: FindingKind) -> tuple[Found, ...]:
        """The findings of a kind, in their order."""
        return tuple(each for each in self.findings if each.kind is kind)

    def factors(self) -> tuple[Found, ...]:
        """What contributed; a factor's number is its place here, from 1."""
        return self.found(FindingKind.FACTOR)

    def cast(self) -> Cast:
        return self._cast

    def answers(self) -> Mapping[int, int]:
        """The entries that only read back a hand-off: their numbers by their ids."""
        numbers = {entry.entry_id: entry.number for entry in self.entries}
        ids = {entry.handoff.answer_id for entry in self.entries if entry.handoff}
        return {each: numbers[each] for each in ids if each is not None and each in numbers}
