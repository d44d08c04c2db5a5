"""The checklist: what meets each of its points, and what leaves it open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_checklist import (
    GATES,
    Facts,
    Item,
    checklist,
    open_gates,
)
from app.summaries.rules_document import SectionKey
from app.summaries.rules_story import Change, Found, KeptEntry, Story
from app.summaries.telling import generate
from app.timeline.rules import Decision
from app.vocabulary import (
    Category,
    EntryKind,
    FactorGroup,
    FindingKind,
    FollowUpState,
    Phase,
    Source,
    Strength,
)
from tests.samples import a_handoff
from tests.unit.summaries.stories import LEAD, RESPONDER, START, entry, story

TEN = timedelta(minutes=10)


ENTRIES = tuple(
    entry(
        number,
        f"Fact {number}.",
        occurred_at=START + number * TEN,
        phase=phase,
        author=(LEAD, RESPONDER)[number % 2],
    )
    for number, phase in enumerate(Phase)
)
FACTOR = Found(
    id=1,
    kind=FindingKind.FACTOR,
    category=Category.STRETCH,
    text=Mrkdwn("The limit."),
    by=LEAD,
    evidence=(1,),
)
OWNERSHIP = replace(FACTOR, id=2, category=Category.OWNERSHIP, evidence=(2,))
PROCESS = replace(FACTOR, id=3, category=Category.PROCESS_MISSING, evidence=(3,))
CHANGE = Change(
    text=Mrkdwn("Add a limit"),
    by=LEAD,
    strength=Strength.ENGINEER,
    state=FollowUpState.OPEN,
    factors=(1, 2, 3),
    owner=LEAD,
    due_on=date(2026, 3, 18),
)
AGAINST = replace(CHANGE, state=FollowUpState.DECIDED_NOT, owner=None, due_on=None)
WHOLE = story(
    ENTRIES,
    resolved_at=START + 6 * TEN,
    findings=(
        FACTOR,
        OWNERSHIP,
        PROCESS,
        replace(FACTOR, id=4, kind=FindingKind.HELPED),
        replace(FACTOR, id=5, kind=FindingKind.OPEN_QUESTION),
    ),
    changes=(CHANGE,),
    reflections=2,
    confirmed=1,
)
HALF = a_handoff(state_given=Mrkdwn("Running."), received_at=None)
FACTS = Facts(participants=2, reflected=2, in_timeline=2, working_days=3)


def is_met(item: Item, of: Story = WHOLE, facts: Facts = FACTS) -> bool:
    return next(check.is_met for check in checklist(of, facts, generate(of)) if check.item is item)


def test_a_whole_review_has_nothing_open() -> None:
    found = checklist(WHOLE, FACTS, generate(WHOLE))
    assert [check.item for check in found if check.is_open] == []
    assert [check.item for check in found] == list(Item)
    assert tuple(Item)[: len(GATES)] == GATES


def _typed(one: KeptEntry) -> KeptEntry:
    """Written by hand, leading nowhere."""
    return replace(one, permalink=None, source=Source.NOTE)


LACKING: Mapping[str, tuple[Item, Story]] = {
    "three phases": (Item.PHASES, replace(WHOLE, entries=ENTRIES[:3])),
    "two of six without a source": (
        Item.SOURCES,
        replace(WHOLE, entries=(*ENTRIES[:4], *map(_typed, ENTRIES[4:]))),
    ),
    "one voice": (
        Item.PERSPECTIVES,
        replace(WHOLE, entries=tuple(replace(each, author=LEAD) for each in ENTRIES)),
    ),
    "a decision without what was known": (
        Item.DECISIONS,
        replace(
            WHOLE,
            entries=(
                *ENTRIES[:5],
                replace(
                    ENTRIES[5],
                    kind=EntryKind.DECISION,
                    decision=Decision(intent=Mrkdwn("Speed"), assumed=Mrkdwn("Stuck")),
                ),
            ),
        ),
    ),
    "one factor": (Item.FACTORS, replace(WHOLE, findings=(FACTOR,))),
    "two factors of one kind": (
        Item.FACTORS,
        replace(WHOLE, findings=(FACTOR, replace(FACTOR, id=2))),
    ),
    "a factor that nothing shows": (
        Item.FACTORS,
        replace(WHOLE, findings=(FACTOR, replace(OWNERSHIP, evidence=()))),
    ),
    "a group that nobody answered": (Item.GROUPS, replace(WHOLE, findings=(FACTOR, OWNERSHIP))),
    "nothing decided": (Item.CHANGES, replace(WHOLE, changes=())),
    "a change without an owner": (
        Item.CHANGES,
        replace(WHOLE, changes=(replace(CHANGE, owner=None),)),
    ),
    "a change without a factor": (
        Item.CHANGES,
        replace(WHOLE, changes=(replace(CHANGE, factors=()),)),
    ),
    "a no without a reason": (Item.CHANGES, replace(WHOLE, changes=(AGAINST,))),
    "only a reminder": (
        Item.STRUCTURE,
        replace(WHOLE, changes=(replace(CHANGE, strength=Strength.REMIND),)),
    ),
    "one reflection": (Item.REFLECTIONS, replace(WHOLE, reflections=1)),
    "a finding that judges": (
        Item.TEXT,
        replace(WHOLE, findings=(FACTOR, replace(OWNERSHIP, text=Mrkdwn("You forgot it.")))),
    ),
    "a blind spot that rests on nothing": (
        Item.TEXT,
        replace(
            WHOLE,
            findings=(FACTOR, replace(FACTOR, kind=FindingKind.BLIND_SPOT, evidence=())),
        ),
    ),
    "five phases": (Item.ALL_PHASES, replace(WHOLE, entries=ENTRIES[:5])),
    "forty silent minutes": (
        Item.SILENCE,
        replace(WHOLE, entries=(ENTRIES[0], *ENTRIES[4:])),
    ),
    "a factor that no change answers": (
        Item.ANSWERED,
        replace(WHOLE, changes=(replace(CHANGE, factors=(1,)),)),
    ),
    "nobody checked": (Item.CONFIRMED, replace(WHOLE, confirmed=0)),
    "nothing that helped": (Item.HELPED, replace(WHOLE, findings=(FACTOR,))),
    "no question": (Item.QUESTION, replace(WHOLE, findings=(FACTOR,))),
}


@pytest.mark.parametrize(("item", "lacking"), LACKING.values(), ids=LACKING)
def test_what_is_lacking_leaves_its_point_open(item: Item, lacking: Story) -> None:
    assert not is_met(item, lacking)


@pytest.mark.parametrize(
    ("item", "facts"),
    [
        (Item.FACILITATOR, replace(FACTS, facilitates=False)),
        (Item.FACILITATOR, replace(FACTS, took_part=True)),
        (Item.REFLECTED, replace(FACTS, participants=4)),
        (Item.CONFIRMED, replace(FACTS, in_timeline=3)),
        (Item.SOON, replace(FACTS, working_days=6)),
    ],
)
def test_facts_leave_their_point_open(item: Item, facts: Facts) -> None:
    assert not is_met(item, facts=facts)


def test_a_responder_may_facilitate_for_a_reason() -> None:
    facts = replace(FACTS, took_part=True, facilitator_reason=Mrkdwn("Nobody else is here."))
    assert is_met(Item.FACILITATOR, facts=facts)


def test_not_this_time_answers_a_group() -> None:
    lacking = replace(WHOLE, findings=(FACTOR, OWNERSHIP))
    facts = replace(FACTS, answered_groups=frozenset({FactorGroup.PROCESS}))
    assert is_met(Item.GROUPS, lacking, facts)


def test_a_hand_off_that_was_not_read_back_is_open_until_its_gap_is_a_factor() -> None:
    half = replace(ENTRIES[4], kind=EntryKind.HANDOFF, handoff=HALF)
    lacking = replace(WHOLE, entries=(*ENTRIES[:4], half, *ENTRIES[5:]))
    assert not is_met(Item.HANDOFFS, lacking)
    (check,) = [one for one in checklist(lacking, FACTS, None) if one.item is Item.HANDOFFS]
    assert check.entries == (half.number,)
    gap = replace(FACTOR, id=9, category=Category.HANDOFF, evidence=(half.number,))
    assert is_met(Item.HANDOFFS, replace(lacking, findings=(*WHOLE.findings, gap)))


def test_a_reasoned_no_answers_a_factor() -> None:
    reasoned = replace(AGAINST, reason=Mrkdwn("Too costly."))
    assert is_met(Item.ANSWERED, replace(WHOLE, changes=(reasoned,)))
    assert is_met(Item.CHANGES, replace(WHOLE, changes=(reasoned,)))
    assert is_met(Item.STRUCTURE, replace(WHOLE, changes=(reasoned,)))


def test_a_waived_gate_is_open_no_more_though_it_is_not_met() -> None:
    lacking = replace(WHOLE, reflections=0)
    facts = replace(FACTS, waivers={Item.REFLECTIONS: Mrkdwn("Everybody is away.")})
    assert open_gates(checklist(lacking, FACTS, generate(lacking))) == (Item.REFLECTIONS,)
    assert open_gates(checklist(lacking, facts, generate(lacking))) == ()


def test_nudges_never_make_a_summary_incomplete() -> None:
    late = replace(FACTS, working_days=30, reflected=0)
    assert open_gates(checklist(WHOLE, late, generate(WHOLE))) == ()
    assert generate(WHOLE, late).section(SectionKey.TITLE).note is None


def test_a_summary_with_an_open_gate_says_that_it_is_incomplete() -> None:
    lacking = replace(WHOLE, reflections=0, changes=())
    note = generate(lacking, FACTS).section(SectionKey.TITLE).note
    assert note is not None
    assert note.startswith("Not complete yet: 2 points are open.")


def test_before_a_summary_stands_its_text_is_open() -> None:
    assert Item.TEXT in open_gates(checklist(WHOLE, FACTS, None))
