"""Which entries the rewind stops at, and why: domain.md §3. No I/O.

A stop is chosen for what can be learned there, never for who acted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from app.reviews.rules import LONG_LENGTH
from app.slack.mrkdwn import plain
from app.timeline.rules import Entry
from app.vocabulary import EntryKind, Meaning, Phase, Source, StopReason

FEWEST = 5
MOST = 7
MOST_IN_LONG = 9
SILENCE = timedelta(minutes=10)
"""A gap that is longer is worth asking about."""

_LONGEST_COUNTED = timedelta(hours=1)
_MOST_PEOPLE_COUNTED = 5
_NEW_PHASE = 3.0
_CROWDED = 1.5
"""What each stop in the same phase takes from the next one there."""
_WORTH = {
    StopReason.HALF_HANDOFF: 7.0,
    StopReason.DECISION: 6.0,
    StopReason.ACCOUNTS: 6.0,
    StopReason.HANDOFF: 5.0,
    StopReason.GAP: 2.0,
    StopReason.SIGNAL: 2.0,
    StopReason.MARKS: 1.0,
    StopReason.KEPT: 0.0,
}
_TELLING = {EntryKind.STATUS, EntryKind.DECISION, EntryKind.HANDOFF}
_WORTH_OF_MEANING = {Meaning.INSIGHT: 3.0, Meaning.HELPED: 1.0, Meaning.LUCK: 1.0}
_ENOUGH = 2.0
"""What a further stop is worth at least, once the fewest are chosen."""


@dataclass(frozen=True, slots=True)
class ChosenStop:
    """An entry to stop at and the first of the reasons for it. `measure` belongs to the reason:
    minutes of a gap, how many people kept it, else 0.
    """

    entry_id: int
    reason: StopReason
    measure: int = 0


@dataclass(frozen=True, slots=True)
class _Option:
    """An entry that could be a stop."""

    entry: Entry
    stop: ChosenStop
    worth: float


def choose_stops(
    entries: Sequence[Entry], *, accounts: Mapping[int, int], length: timedelta
) -> tuple[ChosenStop, ...]:
    """5 to 7 stops for an hour, up to 9 for ninety minutes, in the order of time; fewer when less
    was kept. `entries` stand in the order of time; `accounts` says how many second accounts an
    entry has.

    The first signal is always among them, so that the walk begins there or before. The others are
    what is worth most, spread over the phases and the time.
    """
    options = _options(entries, accounts)
    most = MOST_IN_LONG if length >= LONG_LENGTH else MOST
    signal = _first_signal(options)
    picked = [signal] if signal else []
    while len(picked) < most and (best := _best(options, picked)) is not None:
        picked.append(best)
    taken = {one.stop.entry_id for one in picked}
    return tuple(one.stop for one in options if one.stop.entry_id in taken)


def stop_at(entry: Entry, entries: Sequence[Entry], *, accounts: Mapping[int, int]) -> ChosenStop:
    """The stop at an entry that somebody chose, whatever it is worth."""
    return _stop(entry, _silences(entries).get(entry.id), accounts.get(entry.id, 0))


def can_be_stop(entry: Entry) -> bool:
    """Whether there is something to look at: words that have been read, or files."""
    return entry.is_filled and bool(plain(entry.text).strip() or entry.files)


def why(reason: StopReason, measure: int) -> str:
    """The reason for a stop, in a few words."""
    match reason:
        case StopReason.GAP:
            return f"{measure} min of silence before this"
        case StopReason.MARKS:
            return f"{measure} people kept it"
        case _:
            return _WHY[reason]


_WHY = {
    StopReason.HALF_HANDOFF: "hand-off, one end known",
    StopReason.DECISION: "decision",
    StopReason.HANDOFF: "hand-off",
    StopReason.ACCOUNTS: "seen in two ways",
    StopReason.SIGNAL: "first signal",
    StopReason.KEPT: "kept",
}


def _options(entries: Sequence[Entry], accounts: Mapping[int, int]) -> list[_Option]:
    silences = _silences(entries)
    return [
        _Option(entry, stop, _worth(entry, stop, silences.get(entry.id)))
        for entry in entries
        if can_be_stop(entry)
        for stop in [_stop(entry, silences.get(entry.id), accounts.get(entry.id, 0))]
        if not _is_routine(entry, stop)
    ]


def _silences(entries: Sequence[Entry]) -> dict[int, timedelta]:
    """How long nothing was kept before an entry, where that is long, while the incident lasted."""
    return {
        later.id: later.occurred_at - earlier.occurred_at
        for earlier, later in pairwise(filter(_tells, entries))
        if later.phase not in {Phase.BEFORE, Phase.AFTER}
        and later.occurred_at - earlier.occurred_at > SILENCE
    }


def _tells(entry: Entry) -> bool:
    """Whether it breaks a silence; that somebody joined, which the bot noted, does not."""
    return entry.source is not Source.SYSTEM or entry.kind in _TELLING


def _stop(entry: Entry, silence: timedelta | None, accounts: int) -> ChosenStop:
    kept_by = max(entry.marks.values(), default=0)
    minutes = silence // timedelta(minutes=1) if silence else 0
    is_handoff = entry.kind is EntryKind.HANDOFF or Meaning.HANDOFF in entry.marks
    is_half = is_handoff and entry.handoff is not None and not entry.handoff.is_complete
    measures = {
        StopReason.HALF_HANDOFF: is_half,
        StopReason.DECISION: entry.kind is EntryKind.DECISION or Meaning.DECISION in entry.marks,
        StopReason.HANDOFF: is_handoff,
        StopReason.ACCOUNTS: accounts > 0,
        StopReason.GAP: minutes,
        StopReason.SIGNAL: entry.kind is EntryKind.SIGNAL,
        StopReason.MARKS: kept_by if kept_by > 1 else 0,
    }
    reason = next((each for each, measure in measures.items() if measure), StopReason.KEPT)
    counts = reason in {StopReason.GAP, StopReason.MARKS}
    return ChosenStop(entry.id, reason, int(measures[reason]) if counts else 0)


def _is_routine(entry: Entry, stop: ChosenStop) -> bool:
    """What the bot noted by itself is a stop only where it says more than that it happened."""
    is_noted = entry.source is Source.SYSTEM or entry.kind is EntryKind.STATUS
    return is_noted and stop.reason in {StopReason.KEPT, StopReason.SIGNAL}


def _worth(entry: Entry, stop: ChosenStop, silence: timedelta | None) -> float:
    marked = sum(_WORTH_OF_MEANING.get(meaning, 0.0) for meaning in entry.marks)
    people = max(0, min(_MOST_PEOPLE_COUNTED, max(entry.marks.values(), default=0)) - 1)
    quiet = min(silence, _LONGEST_COUNTED) / _LONGEST_COUNTED * 2 if silence else 0.0
    return _WORTH[stop.reason] + marked + people + quiet


def _first_signal(options: Sequence[_Option]) -> _Option | None:
    """The earliest signal; else the earliest of all that was said once it had begun."""
    signals = [one for one in options if one.entry.kind is EntryKind.SIGNAL]
    begun = [one for one in options if one.entry.phase is not Phase.BEFORE]
    return next(iter(signals or begun or options), None)


def _best(options: Sequence[_Option], picked: Sequence[_Option]) -> _Option | None:
    """The one that adds most; None when nothing adds enough any more."""
    taken = {one.stop.entry_id for one in picked}
    phases = Counter(one.entry.phase for one in picked)
    moments = [one.entry.occurred_at for one in picked]
    whole = options[-1].entry.occurred_at - options[0].entry.occurred_at if options else SILENCE

    def gain(one: _Option) -> float:
        """Its worth, and more in a phase that has no stop yet."""
        return one.worth + (_NEW_PHASE if one.entry.phase not in phases else 0)

    def merit(one: _Option) -> tuple[float, int]:
        crowd = _CROWDED * phases[one.entry.phase]
        return gain(one) - crowd + _apart(one, moments, whole), -one.entry.number

    rest = [one for one in options if one.stop.entry_id not in taken]
    if len(picked) >= FEWEST:
        rest = [one for one in rest if gain(one) >= _ENOUGH]
    return max(rest, key=merit, default=None)


def _apart(one: _Option, moments: Sequence[datetime], whole: timedelta) -> float:
    """How far from the nearest stop, as a part of the whole."""
    nearest = min((abs(one.entry.occurred_at - each) for each in moments), default=whole)
    return nearest / whole if whole else 0.0
