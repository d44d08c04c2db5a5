"""The course of an incident as a picture: where things stand on it, decided here and drawn
elsewhere, and the words that say the same.

It shows roles, times and kinds, and nothing that anybody wrote.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Any

from app.summaries.rules_checklist import SILENCE
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import capitalized, clock, counted, dates, day, lasting
from app.timeline.rules import Handoff
from app.vocabulary import EntryKind, Phase
from app.vocabulary import Source as Origin

ALT_TEXT = 990
"""Characters; Slack takes 1,000 of a file (files.getUploadURLExternal, alt_txt_too_large)."""
NEAR = 0.032
"""Shares of the width. Dots of a lane that are nearer to each other would cover one another."""
_BEFORE, _AFTER = 0.25, 0.15
"""How much is shown before the start and behind the end, in lengths of the incident. What lies
further away stands at the edge."""
_SHORTEST = timedelta(minutes=10)
_SYSTEMS = "systems"
_OTHERS = "others"
_PHASE_WORDS = {
    Phase.BEFORE: "before",
    Phase.DETECT: "noticing",
    Phase.DIAGNOSE: "understanding",
    Phase.MITIGATE: "easing",
    Phase.RECOVER: "recovering",
    Phase.AFTER: "after",
}


class Sign(StrEnum):
    """What a dot stands for, in the order in which the more telling one names a group."""

    DECISION = "decision"
    HANDOFF = "hand-off"
    SIGNAL = "signal"
    CHANGE = "change or action"
    STATUS = "status"
    WORD = "what was said"


_SIGN_OF_KIND = {
    EntryKind.DECISION: Sign.DECISION,
    EntryKind.HANDOFF: Sign.HANDOFF,
    EntryKind.SIGNAL: Sign.SIGNAL,
    EntryKind.IMPACT: Sign.SIGNAL,
    EntryKind.CHANGE: Sign.CHANGE,
    EntryKind.ACTION: Sign.CHANGE,
    EntryKind.STATUS: Sign.STATUS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One entry, or several of the same lane at about the same time. `x` is 0 at the left edge and
    1 at the right one.
    """

    lane: int
    x: float
    sign: Sign
    count: int = 1
    numbers: tuple[int, ...] = ()
    """Of the entries, where they are decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of time with its words: a phase, or a silence."""

    start: float
    end: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A hand-off between lanes; without `end` nobody read it back."""

    giver: int
    receiver: int
    start: float
    end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn. `started` and `ended` are places like `x` of a dot; `alt` says all of it."""

    heading: str
    lanes: tuple[str, ...]
    dots: tuple[Dot, ...]
    phases: tuple[Band, ...]
    silences: tuple[Band, ...]
    arrows: tuple[Arrow, ...]
    ticks: tuple[Tick, ...]
    started: float
    ended: float | None
    alt: str

    def values(self) -> dict[str, Any]:
        """Plain values, for the process that draws."""
        return asdict(self)

    def digest(self) -> str:
        """The same for pictures that show the same."""
        return sha256(json.dumps(self.values(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Window:
    """The time that is shown."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(min(1.0, max(0.0, share)), 4)


def picture(story: Story) -> Picture | None:
    """None when there is nothing to see yet: fewer than two moments."""
    entries = [entry for entry in story.entries if entry.says_something()]
    if len({entry.occurred_at for entry in entries}) < 2:
        return None
    window, lanes = _window(story, entries), _lanes(story, entries)
    phases, silences = _phases(story, entries, window), _silences(story, entries)
    return Picture(
        heading=f"INC-{story.incident_number} · {_dates(story)} · times in UTC",
        lanes=tuple(map(capitalized, lanes)),
        dots=tuple(_dots(story, entries, window, lanes)),
        phases=phases,
        silences=tuple(_silence(start, end, window) for start, end in silences),
        arrows=tuple(_arrows(story, entries, window, lanes)),
        ticks=_ticks(window),
        started=window.x(story.started_at),
        ended=window.x(story.resolved_at) if story.resolved_at else None,
        alt=_alt(story, entries, lanes, silences),
    )


def _dates(story: Story) -> str:
    return dates(story.started_at, story.resolved_at)


def _window(story: Story, entries: Sequence[KeptEntry]) -> _Window:
    """The incident and some of the time around it, as far as anything is known of that."""
    first, last = entries[0].occurred_at, entries[-1].occurred_at
    start, end = story.started_at, story.resolved_at or max(last, story.started_at)
    length = max(end - start, _SHORTEST)
    shown_from = min(start, max(first, start - _BEFORE * length))
    shown_to = max(end, min(last, end + _AFTER * length), shown_from + _SHORTEST)
    margin = 0.02 * (shown_to - shown_from)
    return _Window(shown_from - margin, shown_to + margin)


def _lane_of(entry: KeptEntry, story: Story) -> str:
    if entry.author is None or entry.source in (Origin.HOOK, Origin.SYSTEM):
        return _SYSTEMS
    return story.roles.get(entry.author, _OTHERS)


def _lanes(story: Story, entries: Sequence[KeptEntry]) -> list[str]:
    """Roles, with the lead on top, and systems at the bottom."""
    found = {_lane_of(entry, story) for entry in entries}
    found |= {lane for _, handoff in _handoffs(entries) for lane in _ends(handoff, story)}
    order = ["lead", "scribe", "communications"]
    last = ["responder", "facilitator", _OTHERS, _SYSTEMS]
    custom = sorted(found.difference(order, last))
    return [lane for lane in [*order, *custom, *last] if lane in found]


def _handoffs(entries: Iterable[KeptEntry]) -> Iterator[tuple[KeptEntry, Handoff]]:
    return ((entry, entry.handoff) for entry in entries if entry.handoff)


def _ends(handoff: Handoff, story: Story) -> tuple[str, str]:
    giver, receiver = (
        story.roles.get(user, _OTHERS) if user else _OTHERS
        for user in (handoff.giver, handoff.receiver)
    )
    return giver, receiver


def _dots(
    story: Story, entries: Sequence[KeptEntry], window: _Window, lanes: Sequence[str]
) -> Iterator[Dot]:
    """Grouped where they would cover one another, so that hundreds stay legible. Decisions have
    dots of their own.
    """
    for lane, name in enumerate(lanes):
        own = [entry for entry in entries if _lane_of(entry, story) == name]
        for is_decision in (False, True):
            alike = [entry for entry in own if entry.is_decision() is is_decision]
            yield from (_dot(lane, group, window) for group in _near(alike, window))


def _near(entries: Iterable[KeptEntry], window: _Window) -> Iterator[list[KeptEntry]]:
    group: list[KeptEntry] = []
    for entry in entries:
        if group and window.x(entry.occurred_at) - window.x(group[0].occurred_at) > NEAR:
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _dot(lane: int, group: Sequence[KeptEntry], window: _Window) -> Dot:
    middle = sum(window.x(entry.occurred_at) for entry in group) / len(group)
    return Dot(
        lane=lane,
        x=round(middle, 4),
        sign=min((_sign(entry) for entry in group), key=list(Sign).index),
        count=len(group),
        numbers=tuple(entry.number for entry in group if entry.is_decision()),
    )


def _sign(entry: KeptEntry) -> Sign:
    if entry.is_decision():
        return Sign.DECISION
    if entry.is_handoff():
        return Sign.HANDOFF
    return _SIGN_OF_KIND.get(entry.kind, Sign.WORD)


def _phases(story: Story, entries: Sequence[KeptEntry], window: _Window) -> tuple[Band, ...]:
    """From one change of phase to the next, as the entries tell it."""
    starts = {Phase.BEFORE: window.start, Phase.DETECT: story.started_at}
    starts[Phase.DIAGNOSE] = story.declared_at
    for entry in entries:
        if entry.phase in (Phase.MITIGATE, Phase.RECOVER):
            starts.setdefault(entry.phase, entry.occurred_at)
    if story.resolved_at:
        starts[Phase.AFTER] = story.resolved_at
    ordered = sorted(starts.items(), key=lambda item: (item[1], list(Phase).index(item[0])))
    places = [(phase, window.x(at)) for phase, at in ordered]
    ends = [x for _, x in places[1:]] + [1.0]
    return tuple(
        Band(start=start, end=end, words=_PHASE_WORDS[phase])
        for (phase, start), end in zip(places, ends, strict=True)
        if end > start
    )


def _silences(story: Story, entries: Sequence[KeptEntry]) -> list[tuple[datetime, datetime]]:
    """Half hours and longer of the incident of which nothing is kept; the three longest."""
    end = story.resolved_at
    within = [entry.occurred_at for entry in entries if entry.occurred_at >= story.started_at]
    within = [at for at in within if end is None or at <= end]
    least = max(SILENCE, 0.04 * ((end or within[-1]) - story.started_at)) if within else SILENCE
    quiet = [pair for pair in pairwise(within) if pair[1] - pair[0] > least]
    return sorted(sorted(quiet, key=lambda pair: pair[0] - pair[1])[:3])


def _silence(start: datetime, end: datetime, window: _Window) -> Band:
    return Band(start=window.x(start), end=window.x(end), words=f"quiet\n{lasting(start, end)}")


def _arrows(
    story: Story, entries: Sequence[KeptEntry], window: _Window, lanes: Sequence[str]
) -> Iterator[Arrow]:
    for entry, handoff in _handoffs(entries):
        giver, receiver = (lanes.index(lane) for lane in _ends(handoff, story))
        received = handoff.received_at
        yield Arrow(
            giver=giver,
            receiver=receiver,
            start=window.x(handoff.given_at or entry.occurred_at),
            end=window.x(received) if received else None,
        )


_TICKS = 6
_STEPS = [timedelta(minutes=n) for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)]
_STEPS += [timedelta(days=n) for n in (1, 2, 7, 14, 30)]


def _ticks(window: _Window) -> tuple[Tick, ...]:
    """At most six round times; with the day where there is more than one."""
    length = window.end - window.start
    step = next((each for each in _STEPS if length / each <= _TICKS), length / _TICKS)
    midnight = window.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + -(-(window.start - midnight) // step) * step
    times = [first + n * step for n in range(_TICKS + 1) if first + n * step <= window.end]
    days = ["", *(f"{at.day} {at:%b}" for at in times)]
    is_one_day = len(set(days)) == 2 and step < timedelta(days=1)
    return tuple(
        Tick(x=window.x(at), words=_tick(at, step, None if is_one_day or now == before else now))
        for at, before, now in zip(times, days, days[1:], strict=False)
    )


def _tick(at: datetime, step: timedelta, new_day: str | None) -> str:
    if step >= timedelta(days=1):
        return f"{at.day} {at:%b}"
    return f"{clock(at)}\n{new_day}" if new_day else clock(at)


def _alt(
    story: Story,
    entries: Sequence[KeptEntry],
    lanes: Sequence[str],
    silences: Sequence[tuple[datetime, datetime]],
) -> str:
    """The same in words, as far as there is room."""
    told = [
        f"Timeline of INC-{story.incident_number}, {_dates(story)}, {_course(story)}.",
        _shares(story, entries, lanes),
        *_landmarks(story, entries, silences),
    ]
    text = ""
    for part in told:
        if len(text) + len(part) + 1 > ALT_TEXT:
            return f"{text} …"
        text = f"{text} {part}".strip()
    return text


def _course(story: Story) -> str:
    start = clock(story.started_at)
    if story.resolved_at is None:
        return f"from {start} UTC, not over yet"
    length = lasting(story.started_at, story.resolved_at)
    return f"from {start} to {clock(story.resolved_at)} UTC, {length}"


def _shares(story: Story, entries: Sequence[KeptEntry], lanes: Sequence[str]) -> str:
    by_lane: Mapping[str, int] = Counter(_lane_of(entry, story) for entry in entries)
    parts = [f"{lane} {by_lane[lane]}" for lane in lanes if by_lane.get(lane)]
    return f"{capitalized(counted(len(entries), 'entry', 'entries'))} by role: {', '.join(parts)}."


def _landmarks(
    story: Story, entries: Sequence[KeptEntry], silences: Sequence[tuple[datetime, datetime]]
) -> Iterator[str]:
    """In words, in the order of time."""
    found = [
        (entry.occurred_at, f"decision [{entry.number}]")
        for entry in entries
        if entry.is_decision()
    ]
    for entry, handoff in _handoffs(entries):
        giver, receiver = _ends(handoff, story)
        back = handoff.received_at
        end = f"read back {_when(back, story)}" if back else "not read back"
        at = handoff.given_at or entry.occurred_at
        found.append((at, f"hand-off from {giver} to {receiver}, {end}"))
    for start, end_at in silences:
        found.append((start, f"quiet for {lasting(start, end_at)}"))
    for at, words in sorted(found):
        yield f"{_when(at, story)} {words}."


def _when(at: datetime, story: Story) -> str:
    is_same_day = day(at) == day(story.started_at)
    return clock(at) if is_same_day else f"{day(at)} {clock(at)}"
