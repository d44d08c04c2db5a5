"""Whole incidents with their reviews, made up at random: from a near miss that one person wrote
down to two days with 400 entries, in several time zones and over midnight.

Each text begins with a sentence that has a number of its own, by which it is found again; some of
them name people in one way or another, and some judge somebody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.incidents.rules import TITLE_MAX, Incident
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.summaries.rules_corrections import CORRECTABLE
from app.summaries.rules_document import Statement
from app.summaries.rules_story import AHEAD, NOT_SCHEDULED, SHARED, Change, Found, KeptEntry, Story
from app.summaries.rules_story import Told as Said
from app.timeline.rules import Decision, Handoff
from app.timeline.rules_handoffs import LEAD_SUBJECT
from app.vocabulary import (
    Category,
    ChannelState,
    EntryKind,
    FindingKind,
    FollowUpState,
    Meaning,
    Phase,
    Role,
    Severity,
    Source,
    State,
    Strength,
)

LEAD, SECOND, RESPONDER, COMMS, SCRIBE, STRANGER = (UserId(f"U{n}NAMED") for n in "ABCDEF")
NAMES = {
    LEAD: ("Mira Halvorsen", "mhalvorsen"),
    SECOND: ("Jonas Lindqvist",),
    RESPONDER: ("Teo Marchetti", "teo.m"),
    COMMS: ("Renske Oosterhuis",),
    SCRIBE: ("Priyanka Søndergaard",),
    STRANGER: ("Xóchitl Núñez",),
}
ROLES = {LEAD: "lead", SECOND: "lead", RESPONDER: "responder", COMMS: "communications"} | {
    SCRIBE: "scribe"
}
PEOPLE = tuple(NAMES)
MOST_ENTRIES = 400

_NAMELESS = (
    "The queue held {n} orders.",
    "Support counted {n} tickets about carts since the morning.",
    "Build {n} went out to the first region.",
    "Checkout answered after {n} ms because the pool was full.",
    "`replica-{n}` was behind the others",
    "Page <https://board.example/d/7|the board> showed {n} errors a minute!",
    "- {n} carts were empty\n- the cache was not",
    "We paused import {n} rather than rolling it back.",
    "Was {n} the limit of the pool?",
)
_NAMING = (
    "{who} saw {n} orders in the queue.",
    "We asked {who} to look at node {n}.",
    "The board of {who} showed {n} items.",
    "Import {n} is with {who}, the rest waits.",
    "{who}'s change {n} went out at noon.",
)
_MORE = (
    "The cache was warm again.",
    "It took {n} minutes until the graph moved.",
    "Nobody had come near that before.",
    "Looking.",
    "Half of the workers restarted, so {n} jobs ran again.",
)
_JUDGING = (
    "{n} orders: {who} should have checked the queue, as always.",
    "Build {n} was pure carelessness of {who}, amateur hour.",
)
_ZONES = ("UTC", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin")
_REVIEWS = (NOT_SCHEDULED, AHEAD, "rewinding", "building forward", SHARED)
_DAYS = (
    datetime(2026, 3, 4, 9, 20, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, 40, tzinfo=UTC),  # the clocks of Berlin go forward
    datetime(2025, 12, 31, 22, 15, tzinfo=UTC),
    datetime(2026, 6, 30, 23, 58, 20, tzinfo=UTC),
)


@dataclass
class _Author:
    """Makes everything up. `blames` is how often a text judges somebody."""

    dice: Random
    blames: float
    zone: ZoneInfo
    start: datetime
    end: datetime | None
    numbers: Iterator[int] = field(default_factory=lambda: count(10_007, 13))

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def text(self) -> Mrkdwn:
        frames = _NAMING if self.chance(0.4) else _NAMELESS
        first = self.dice.choice(_JUDGING if self.chance(self.blames) else frames)
        more = self.dice.choices(_MORE, k=self.dice.choice((0, 0, 0, 0, 1, 2, 12)))
        return Mrkdwn(" ".join(map(self._filled, (first, *more))))

    def calmly(self) -> Mrkdwn:
        """What people write in the place of a section is told as it stands."""
        return replace(self, blames=0.0).text()

    def maybe(self, share: float = 0.6) -> Mrkdwn | None:
        return self.text() if self.chance(share) else None

    def somebody(self) -> UserId:
        return self.dice.choice(PEOPLE)

    def at(self) -> datetime:
        """Mostly during the incident, now and then long before it or after."""
        length = (self.end or self.start + timedelta(hours=30)) - self.start
        before = self.dice.choice((timedelta(days=12), timedelta(hours=5)))
        share = self.dice.choice((0.0, *(self.dice.random() for _ in range(20)), 1.0, 1.2))
        at = self.start - before if self.chance(0.03) else self.start + length * share
        return at.astimezone(self.zone)

    def _filled(self, frame: str) -> str:
        number = next(self.numbers)
        return frame.format(n=self.dice.choice((f"{number:,}", number)), who=self._who())

    def _who(self) -> str:
        user = self.somebody()
        whole = NAMES[user][0]
        first, last = whole.split()
        forms = (f"<@{user}>", f"<@{user}|{first.lower()}>", whole, first, last, first.upper())
        return self.dice.choice((*forms, f"@{NAMES[user][-1]}"))


@dataclass(frozen=True)
class MadeUp:
    """What an incident is made up from; the same again gives the same one."""

    seed: int
    entries: int
    start: datetime
    minutes: int | None
    """None while it is not over."""
    zone: str
    review: str
    blames: float

    def story(self) -> Story:
        """As the queries give it."""
        end = None if self.minutes is None else self.start + timedelta(minutes=self.minutes)
        dice, zone = Random(self.seed), ZoneInfo(self.zone)  # noqa: S311 - no secret
        author = _Author(dice, self.blames, zone, self.start, end)
        told = _told(author, self)
        return told if self.review in (NOT_SCHEDULED, AHEAD) else _reviewed(told, author)


def incidents(blames: float = 0.1, most: int = MOST_ENTRIES) -> st.SearchStrategy[MadeUp]:
    """`blames` is how often a text judges somebody, in some of them."""
    return st.builds(
        MadeUp,
        seed=st.integers(0, 2**20),
        entries=st.sampled_from([n for n in (0, 1, 2, 9, 30, 80, MOST_ENTRIES) if n <= most]),
        start=st.sampled_from(_DAYS),
        minutes=st.sampled_from((None, 0, 4, 95, 60 * 11, 60 * 50)),
        zone=st.sampled_from(_ZONES),
        review=st.sampled_from(_REVIEWS),
        blames=st.sampled_from((0.0, blames)),
    )


def incident_of(told: Story) -> Incident:
    """The same as it is stored, as far as its card tells it."""
    return Incident(
        id=1,
        team=TeamId("T1"),
        number=told.incident_number,
        title=told.title,
        severity=Severity.SEV2,
        state=State.RESOLVED if told.resolved_at else State.MONITORING,
        is_private=False,
        impact=told.impact,
        eased_by=told.eased_by,
        declared_by=LEAD,
        declared_at=told.declared_at,
        started_at=told.started_at,
        resolved_at=told.resolved_at,
        channel=ChannelId("C1"),
        channel_name="inc",
        channel_state=ChannelState.OPEN,
        lead=LEAD,
    )


def _told(author: _Author, made_up: MadeUp) -> Story:
    start, end = author.start.astimezone(author.zone), author.end
    size = made_up.entries
    return Story(
        incident_number=author.dice.randint(1, 999),
        title=esc(plain(author.text())[:TITLE_MAX]),
        severity=author.dice.choice(("sev1", "sev3", "near miss")),
        state="resolved" if end else "monitoring",
        review_state=made_up.review,
        started_at=start,
        declared_at=start + timedelta(minutes=4),
        mitigated_at=start + timedelta(minutes=3) if end and author.chance(0.5) else None,
        resolved_at=end.astimezone(author.zone) if end else None,
        impact=author.maybe(),
        eased_by=author.maybe(),
        timeline_url=author.dice.choice((None, "https://acme.slack.com/archives/C1")),
        entries=_entries(author, size, telling=0.05 if size > 100 else 0.3),
        roles=ROLES,
        names=NAMES,
    )


def _entries(author: _Author, size: int, telling: float) -> tuple[KeptEntry, ...]:
    """`telling` is the share of those that people said something about."""
    times = sorted(author.at() for _ in range(size))
    entries = [_entry(author, n, at, telling) for n, at in enumerate(times, start=1)]
    return tuple(_with_answers(entries))


def _entry(author: _Author, number: int, at: datetime, telling: float) -> KeptEntry:
    is_told, dice = author.chance(telling), author.dice
    source = dice.choice((*[Source.MESSAGE] * 5, Source.HOOK, Source.NOTE, Source.SYSTEM))
    values: dict[str, Any] = {
        "entry_id": 1000 + number,
        "number": number,
        "occurred_at": at,
        "kind": dice.choice([*EntryKind] if is_told else [*_PLAIN_KINDS]),
        "phase": _phase(author, at),
        "text": author.text() if author.chance(0.97) else Mrkdwn("  "),
        "author": author.somebody() if source is not Source.HOOK else None,
        "permalink": f"https://acme.slack.com/archives/C1/p{number}"
        if source is Source.MESSAGE
        else None,
        "is_recalled": source is Source.NOTE,
        "source": source,
    }
    return KeptEntry(**values | (_about(author, at) if is_told else {}))


_PLAIN_KINDS = (EntryKind.SIGNAL, EntryKind.OBSERVATION, EntryKind.CHANGE, EntryKind.STATUS)


def _phase(author: _Author, at: datetime) -> Phase:
    if at < author.start:
        return Phase.BEFORE
    if author.end and at > author.end:
        return Phase.AFTER
    passed = (at - author.start) / max((author.end or at) - author.start, timedelta(minutes=1))
    return (Phase.DETECT, Phase.DIAGNOSE, Phase.MITIGATE, Phase.RECOVER)[min(3, int(passed * 4))]


def _about(author: _Author, at: datetime) -> dict[str, Any]:
    """What people said about an entry; little of it, as a rule."""
    dice = author.dice
    file = {"id": "F1", "name": "graph.png", "type": "image/png", "permalink": "https://acme.test"}
    return {
        "marks": {mark: dice.randint(1, 4) for mark in dice.sample([*Meaning], dice.randint(0, 2))},
        "decision": _decision(author) if author.chance(0.3) else None,
        "handoff": _handoff(author, at) if author.chance(0.2) else None,
        "accounts": (Said(text=author.text(), by=author.somebody(), id=5),)
        if author.chance(0.2)
        else (),
        "files": (file,) if author.chance(0.1) else (),
    }


def _decision(author: _Author) -> Decision:
    return Decision(
        intent=author.maybe(),
        known=author.maybe(),
        assumed=author.maybe(),
        alternatives=author.maybe(0.2),
        pressure=author.maybe(0.2),
        outcome=author.maybe(),
    )


def _handoff(author: _Author, at: datetime) -> Handoff:
    """Read back or not; of the lead, of something else, or a message that somebody marked."""
    is_of_lead = author.chance(0.3)
    is_answered = author.chance(0.5)
    return Handoff(
        subject=LEAD_SUBJECT if is_of_lead else author.maybe(),
        role=Role.LEAD if is_of_lead else None,
        giver=author.dice.choice((LEAD, RESPONDER, None)),
        receiver=author.dice.choice((SECOND, STRANGER)),
        state_given=author.maybe(),
        open_questions=author.maybe(0.3),
        given_at=at,
        read_back=author.maybe() if is_answered else None,
        received_at=at + timedelta(minutes=3) if is_answered else None,
    )


def _with_answers(entries: Iterable[KeptEntry]) -> Iterator[KeptEntry]:
    """Every second hand-off that was answered was answered by the message after it."""
    for one, following in pairwise([*entries, None]):
        assert one is not None
        handoff = one.handoff
        if handoff and handoff.read_back and following and not following.handoff and one.number % 2:
            answered = replace(handoff, answer_id=following.entry_id)
            yield replace(one, handoff=answered)
        else:
            yield one


def _reviewed(told: Story, author: _Author) -> Story:
    findings = tuple(_found(author, n, told) for n in range(author.dice.choice((0, 1, 4, 14))))
    changes = tuple(_change(author, n, findings) for n in range(author.dice.choice((0, 1, 3, 9))))
    return replace(
        told,
        reflections=author.dice.randint(0, 30),
        confirmed=author.dice.randint(0, 9),
        findings=findings,
        changes=changes,
        parked=tuple(
            Said(text=author.text(), by=author.somebody(), evidence=_evidence(author, told), id=n)
            for n in range(author.dice.choice((0, 0, 2)))
        ),
        written={
            key: (Statement(text=author.calmly(), evidence=_evidence(author, told)),)
            for key in CORRECTABLE
            if author.chance(0.04)
        },
    )


def _evidence(author: _Author, told: Story) -> tuple[int, ...]:
    numbers = [one.number for one in told.entries]
    return tuple(author.dice.sample(numbers, min(len(numbers), author.dice.randint(0, 3))))


def _found(author: _Author, number: int, told: Story) -> Found:
    kinds = [kind for kind in FindingKind if kind is not FindingKind.PARKED_IDEA]
    kind = author.dice.choice((FindingKind.FACTOR, *kinds))
    is_factor = kind is FindingKind.FACTOR
    return Found(
        id=number + 1,
        kind=kind,
        text=author.text(),
        by=author.somebody(),
        category=author.dice.choice([*Category]) if is_factor else None,
        reasonable=author.maybe(0.3) if is_factor else None,
        evidence=_evidence(author, told),
        new_to=author.dice.randint(0, 12) if kind is FindingKind.LEARNING else 0,
    )


def _change(author: _Author, number: int, findings: tuple[Found, ...]) -> Change:
    factors = [one.id for one in findings if one.kind is FindingKind.FACTOR]
    return Change(
        id=number + 1,
        text=author.text(),
        by=author.somebody(),
        strength=author.dice.choice([*Strength]),
        state=author.dice.choice([*FollowUpState]),
        factors=tuple(author.dice.sample(factors, min(len(factors), author.dice.randint(0, 3)))),
        owner=author.dice.choice((None, LEAD, RESPONDER)),
        due_on=author.dice.choice((None, date(2026, 3, 18))),
        ticket_url=author.dice.choice((None, "https://tracker.example/1")),
        reason=author.maybe(0.7),
    )
