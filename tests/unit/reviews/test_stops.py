"""Where the rewind stops: chosen for what can be learned there, in the order of time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews.rules import LENGTH, LONG_LENGTH
from app.reviews.rules_stops import (
    FEWEST,
    MOST,
    MOST_IN_LONG,
    ChosenStop,
    can_be_stop,
    choose_stops,
    stop_at,
    why,
)
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.timeline.rules import Entry, Handoff
from app.vocabulary import EntryKind, Meaning, Phase, Source, StopReason
from tests.factories import NOW
from tests.samples import an_entry

MINUTE = timedelta(minutes=1)
HALF = Handoff(state_given=Mrkdwn("Running fine."), given_at=NOW)
WHOLE = replace(HALF, read_back=Mrkdwn("I have it."), received_at=NOW)


def entry(number: int, **changes: object) -> Entry:
    """The n-th of a timeline, a minute after the one before."""
    usual = {"id": number, "number": number, "occurred_at": NOW + number * MINUTE, "marks": {}}
    return an_entry(**(usual | changes))


def after(number: int, minutes: float, **changes: object) -> Entry:
    return entry(number, occurred_at=NOW + minutes * MINUTE, **changes)


def chosen(
    entries: Sequence[Entry], *, accounts: dict[int, int] | None = None, length: timedelta = LENGTH
) -> tuple[ChosenStop, ...]:
    return choose_stops(entries, accounts=accounts or {}, length=length)


def test_nothing_kept_means_no_stop() -> None:
    assert chosen([]) == ()


def test_one_entry_is_one_stop() -> None:
    assert [stop.entry_id for stop in chosen([entry(1)])] == [1]


@pytest.mark.parametrize(("length", "most"), [(LENGTH, MOST), (LONG_LENGTH, MOST_IN_LONG)])
def test_five_hundred_decisions_are_as_many_stops_as_the_time_holds(
    length: timedelta, most: int
) -> None:
    entries = [entry(n, kind=EntryKind.DECISION) for n in range(1, 501)]
    assert len(chosen(entries, length=length)) == most


def test_of_many_plain_entries_five_are_enough() -> None:
    assert len(chosen([entry(n) for n in range(1, 100)])) == FEWEST


@pytest.mark.parametrize(
    ("changes", "accounts", "reason"),
    [
        ({"kind": EntryKind.DECISION}, 0, "decision"),
        ({"marks": {Meaning.DECISION: 1}}, 0, "decision"),
        ({"kind": EntryKind.HANDOFF, "handoff": HALF}, 0, "hand-off, one end known"),
        ({"kind": EntryKind.HANDOFF, "handoff": WHOLE}, 0, "hand-off"),
        ({"kind": EntryKind.HANDOFF}, 0, "hand-off"),
        ({}, 1, "seen in two ways"),
        ({"kind": EntryKind.SIGNAL}, 0, "first signal"),
        ({"marks": {Meaning.KEEP: 4, Meaning.INSIGHT: 1}}, 0, "4 people kept it"),
        ({"marks": {Meaning.KEEP: 1}}, 0, "kept"),
    ],
)
def test_a_stop_knows_why(changes: dict[str, object], accounts: int, reason: str) -> None:
    [stop] = chosen([entry(1, **changes)], accounts={1: accounts})
    assert why(stop.reason, stop.measure) == reason


@pytest.mark.parametrize(
    ("minutes", "reason"), [(10, "kept"), (42.5, "42 min of silence before this")]
)
def test_the_entry_after_a_silence_of_over_ten_minutes_is_a_stop(
    minutes: float, reason: str
) -> None:
    stops = chosen([after(1, 0), after(2, minutes)])
    assert why(stops[1].reason, stops[1].measure) == reason


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.AFTER])
def test_silence_before_and_after_the_incident_is_no_reason(phase: Phase) -> None:
    stops = chosen([after(1, 0, phase=phase), after(2, 600, phase=phase)])
    assert [stop.reason for stop in stops] == [StopReason.KEPT] * 2


def test_somebody_joining_does_not_break_a_silence() -> None:
    joined = after(2, 20, source=Source.SYSTEM, kind=EntryKind.CONTEXT)
    stops = chosen([after(1, 0), joined, after(3, 40)])
    assert [(stop.entry_id, stop.measure) for stop in stops] == [(1, 0), (3, 40)]


def test_what_the_bot_noted_is_a_stop_only_after_a_silence() -> None:
    noted = {"source": Source.SYSTEM, "kind": EntryKind.STATUS}
    stops = chosen([entry(1), entry(2, **noted), after(3, 60, **noted)])
    assert [stop.entry_id for stop in stops] == [1, 3]


@pytest.mark.parametrize(
    "telling",
    [
        {"kind": EntryKind.DECISION},
        {"kind": EntryKind.HANDOFF, "handoff": HALF},
        {"marks": {Meaning.INSIGHT: 1}},
        {"marks": {Meaning.KEEP: 5}},
    ],
)
def test_what_tells_more_comes_before_what_was_only_kept(telling: dict[str, object]) -> None:
    entries = [entry(n) for n in range(1, 60)]
    entries[30] = entry(31, **telling)
    assert 31 in [stop.entry_id for stop in chosen(entries)]


def test_a_half_handoff_comes_before_a_whole_one() -> None:
    whole = [entry(n, kind=EntryKind.HANDOFF, handoff=WHOLE) for n in range(1, 20)]
    entries = [*whole[:10], entry(11, kind=EntryKind.HANDOFF, handoff=HALF), *whole[11:]]
    assert 11 in [stop.entry_id for stop in chosen(entries)]


def test_two_accounts_of_one_entry_make_it_a_stop() -> None:
    entries = [entry(n) for n in range(1, 60)]
    assert 31 in [stop.entry_id for stop in chosen(entries, accounts={31: 1})]


def test_every_phase_has_a_stop_when_there_is_room() -> None:
    phases = list(Phase)
    entries = [entry(n, phase=phases[n // 10]) for n in range(60)]
    busy = [
        replace(one, kind=EntryKind.DECISION) if one.phase is Phase.MITIGATE else one
        for one in entries
    ]
    at = {one.id: one.phase for one in busy}
    assert {at[stop.entry_id] for stop in chosen(busy)} == set(phases)


def test_words_that_have_not_been_read_are_no_stop() -> None:
    unread = entry(2, text=NOTHING, is_filled=False, kind=EntryKind.DECISION)
    assert [stop.entry_id for stop in chosen([entry(1), unread])] == [1]


def test_an_entry_that_somebody_adds_has_its_reason_as_well() -> None:
    entries = [after(1, 0), after(2, 30), entry(40, kind=EntryKind.DECISION)]
    assert stop_at(entries[1], entries, accounts={}) == ChosenStop(2, StopReason.GAP, 30)
    assert stop_at(entries[2], entries, accounts={}).reason is StopReason.DECISION


@st.composite
def timelines(draw: st.DrawFn) -> list[Entry]:
    """Any entries in the order of time, phases forward."""
    gaps = draw(st.lists(st.integers(0, 90), max_size=40))
    phases = sorted(draw(st.lists(st.sampled_from(Phase), min_size=40, max_size=40)), key=_order)
    minutes, made = 0, []
    for n, gap in enumerate(gaps, start=1):
        minutes += gap
        made.append(
            after(
                n,
                minutes,
                kind=draw(st.sampled_from(EntryKind)),
                source=draw(st.sampled_from(Source)),
                phase=phases[n - 1],
                marks=draw(st.dictionaries(st.sampled_from(Meaning), st.integers(1, 9))),
                handoff=draw(st.sampled_from([None, HALF, WHOLE])),
                is_filled=draw(st.booleans()),
            )
        )
    return made


def _order(phase: Phase) -> int:
    return list(Phase).index(phase)


@given(timelines(), st.sampled_from([LENGTH, LONG_LENGTH]))
def test_whatever_was_kept_the_walk_is_forward_short_and_begins_at_the_first_signal(
    entries: list[Entry], length: timedelta
) -> None:
    stops = chosen(entries, length=length)
    ids = [stop.entry_id for stop in stops]
    assert ids == sorted(set(ids))
    assert len(ids) <= (MOST_IN_LONG if length == LONG_LENGTH else MOST)
    able = {one.id: one for one in entries if can_be_stop(one)}
    assert set(ids) <= set(able)
    told = [one for one in able.values() if one.source is not Source.SYSTEM]
    spoken = [one for one in told if one.kind is not EntryKind.STATUS]
    assert len(ids) >= min(FEWEST, len(spoken))
    signals = [one.id for one in spoken if one.kind is EntryKind.SIGNAL]
    if signals:
        assert ids[0] <= signals[0]
    assert all(why(stop.reason, stop.measure) for stop in stops)
    assert stops == chosen(entries, length=length)
