"""What makes a review good, as a machine can check it: domain.md §6. It is a checklist for whoever
facilitates and whoever writes it up, never a score of people or teams.

A gate that is open marks the summary as incomplete until it is met, or waived with a reason. A
nudge is one suggestion.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Document, SectionKey
from app.summaries.rules_ends import is_explained
from app.summaries.rules_story import Change, Found, Story
from app.vocabulary import Category, FactorGroup, FindingKind, FollowUpState, Phase, Strength

SILENCE = timedelta(minutes=30)
TOP_FACTORS = 3
_WITH_SOURCE = 0.9
_REFLECTED = 0.6
_CONFIRMED = 0.5
_SOON = 5
"""Working days from the end to the review."""
_HAND_ON = frozenset({Category.HANDOFF, Category.OWNERSHIP})
_ASKED = frozenset({FactorGroup.STRETCH, FactorGroup.PEOPLE, FactorGroup.PROCESS})
"""The groups that every review answers; "not this time" is an answer."""
_RESTING = frozenset(
    {
        SectionKey.WHAT_HAPPENED,
        SectionKey.DECISIONS,
        SectionKey.FACTORS,
        SectionKey.PRESSURE,
        SectionKey.HANDOFFS,
        SectionKey.HELPED,
    }
)
"""The sections whose every statement rests on entries."""


class Item(StrEnum):
    """What is checked; the gates first."""

    PHASES = "phases"
    SOURCES = "sources"
    PERSPECTIVES = "perspectives"
    DECISIONS = "decisions"
    HANDOFFS = "handoffs"
    FACTORS = "factors"
    GROUPS = "groups"
    CHANGES = "changes"
    STRUCTURE = "structure"
    REFLECTIONS = "reflections"
    FACILITATOR = "facilitator"
    TEXT = "text"
    ALL_PHASES = "all_phases"
    SILENCE = "silence"
    ANSWERED = "answered"
    REFLECTED = "reflected"
    CONFIRMED = "confirmed"
    HELPED = "helped"
    QUESTION = "question"
    SOON = "soon"


GATES = tuple(Item)[: tuple(Item).index(Item.ALL_PHASES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the checklist needs to know besides the story. Counts of people name nobody.

    `working_days` are those from the end of the incident to the review. `reflected` is how many
    people are known to have answered at least; `in_timeline` how many the timeline tells of.
    """

    answered_groups: frozenset[FactorGroup] = frozenset()
    facilitates: bool = True
    """Somebody does."""
    took_part: bool = False
    """Whoever facilitates was part of the response."""
    facilitator_reason: Mrkdwn | None = None
    participants: int = 0
    reflected: int = 0
    in_timeline: int = 0
    working_days: int = 0
    waivers: Mapping[Item, Mrkdwn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist. `waived` is the reason why a gate was let pass; `entries` are the
    numbers of those that it is about.
    """

    item: Item
    is_met: bool
    waived: Mrkdwn | None = None
    entries: tuple[int, ...] = ()

    @property
    def is_gate(self) -> bool:
        return self.item in GATES

    @property
    def is_open(self) -> bool:
        return not self.is_met and self.waived is None


Checklist = tuple[Check, ...]


def checklist(story: Story, facts: Facts, document: Document | None) -> Checklist:
    """Every gate and every nudge, in their order; `document` is the summary, once there is one."""
    met = {item: holds(story, facts) for item, holds in _HOLDS.items()}
    met[Item.TEXT] = document is not None and _rests_on_entries(document)
    about = {item: lacking(story) for item, lacking in _LACKING.items()}
    return tuple(
        Check(item, met[item], facts.waivers.get(item), about.get(item, ())) for item in Item
    )


def open_gates(found: Checklist) -> tuple[Item, ...]:
    """What the summary still lacks."""
    return tuple(check.item for check in found if check.is_gate and check.is_open)


def _phases(story: Story, _: Facts) -> bool:
    return len({entry.phase for entry in story.entries}) >= 4


def _sources(story: Story, _: Facts) -> bool:
    with_source = [entry for entry in story.entries if entry.has_source()]
    return len(with_source) >= _WITH_SOURCE * len(story.entries)


def _perspectives(story: Story, _: Facts) -> bool:
    accounts = {account.by for entry in story.entries for account in entry.accounts}
    return len(accounts | {entry.author for entry in story.entries if entry.author}) >= 2


def _unexplained(story: Story) -> tuple[int, ...]:
    """The decisions of which intent, known or assumed is missing."""
    decisions = [entry for entry in story.entries if entry.is_decision()]
    return tuple(entry.number for entry in decisions if not is_explained(entry))


def _half(story: Story) -> tuple[int, ...]:
    """The hand-offs that were not read back, unless their gap is a factor that rests on them."""
    shown = {
        number
        for factor in story.factors()
        if factor.category in _HAND_ON
        for number in factor.evidence
    }
    halves = [one for one in story.entries if one.handoff and one.handoff.received_at is None]
    return tuple(entry.number for entry in halves if entry.number not in shown)


def _decisions(story: Story, _: Facts) -> bool:
    return not _unexplained(story)


def _handoffs(story: Story, _: Facts) -> bool:
    return not _half(story)


def _factors(story: Story, _: Facts) -> bool:
    supported = [factor for factor in story.factors() if factor.evidence]
    return len(supported) >= 2 and len({factor.category for factor in supported}) >= 2


def _groups(story: Story, facts: Facts) -> bool:
    filled = {factor.group for factor in story.factors()}
    return filled | facts.answered_groups >= _ASKED


def _changes(story: Story, _: Facts) -> bool:
    """Something was decided, and every change can be done by somebody."""
    return bool(story.changes) and all(map(_is_complete, story.changes))


def _is_complete(change: Change) -> bool:
    if change.state is FollowUpState.DECIDED_NOT:
        return change.reason is not None
    return bool(change.factors) and change.owner is not None and change.due_on is not None


def _structure(story: Story, _: Facts) -> bool:
    """Not everything is a reminder."""
    made = [one for one in story.changes if one.state is not FollowUpState.DECIDED_NOT]
    return not made or any(map(_is_structural, made))


def _is_structural(change: Change) -> bool:
    return change.strength is not Strength.REMIND


def _reflections(story: Story, _: Facts) -> bool:
    return story.reflections >= 2


def _facilitator(_: Story, facts: Facts) -> bool:
    return facts.facilitates and (not facts.took_part or facts.facilitator_reason is not None)


def _all_phases(story: Story, _: Facts) -> bool:
    return {entry.phase for entry in story.entries} >= set(Phase)


def _silence(story: Story, _: Facts) -> bool:
    """No gap of the response that nobody said anything about."""
    times = [each.occurred_at for each in story.entries if each.occurred_at >= story.started_at]
    end = story.resolved_at
    within = [at for at in times if end is None or at <= end]
    return all(later - earlier <= SILENCE for earlier, later in pairwise(within))


def _answered(story: Story, _: Facts) -> bool:
    """Each of the factors that most rests on has a structural change, or a reasoned no."""
    top = sorted(story.factors(), key=_weight, reverse=True)[:TOP_FACTORS]
    return bool(top) and all(_is_answered(factor, story) for factor in top)


def _weight(factor: Found) -> int:
    return len(factor.evidence)


def _is_answered(factor: Found, story: Story) -> bool:
    changes = [one for one in story.changes if factor.id in one.factors]
    return any(one.state is FollowUpState.DECIDED_NOT or _is_structural(one) for one in changes)


def _reflected(_: Story, facts: Facts) -> bool:
    return facts.reflected >= _REFLECTED * facts.participants


def _confirmed(story: Story, facts: Facts) -> bool:
    return story.confirmed >= _CONFIRMED * facts.in_timeline


def _helped(story: Story, _: Facts) -> bool:
    marked = any(entry.has_helped() or entry.is_luck() for entry in story.entries)
    return marked or bool(story.found(FindingKind.HELPED) or story.found(FindingKind.LUCK))


def _question(story: Story, _: Facts) -> bool:
    return bool(story.found(FindingKind.OPEN_QUESTION))


def _soon(_: Story, facts: Facts) -> bool:
    return facts.working_days <= _SOON


def _rests_on_entries(document: Document) -> bool:
    """Every statement names its entries, and nothing was held back for its wording."""
    return all(
        not statement.is_withheld and (statement.evidence or section.key not in _RESTING)
        for section in document.sections
        for statement in section.statements
    )


_LACKING: Mapping[Item, Callable[[Story], tuple[int, ...]]] = {
    Item.DECISIONS: _unexplained,
    Item.HANDOFFS: _half,
}
_HOLDS: Mapping[Item, Callable[[Story, Facts], bool]] = {
    Item.PHASES: _phases,
    Item.SOURCES: _sources,
    Item.PERSPECTIVES: _perspectives,
    Item.DECISIONS: _decisions,
    Item.HANDOFFS: _handoffs,
    Item.FACTORS: _factors,
    Item.GROUPS: _groups,
    Item.CHANGES: _changes,
    Item.STRUCTURE: _structure,
    Item.REFLECTIONS: _reflections,
    Item.FACILITATOR: _facilitator,
    Item.ALL_PHASES: _all_phases,
    Item.SILENCE: _silence,
    Item.ANSWERED: _answered,
    Item.REFLECTED: _reflected,
    Item.CONFIRMED: _confirmed,
    Item.HELPED: _helped,
    Item.QUESTION: _question,
    Item.SOON: _soon,
}
