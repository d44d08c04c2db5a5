"""What somebody reads before the review: the entries that concern them, and when. No I/O."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_rewind import Account
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import mentioned_users, plain
from app.timeline.rules import Entry
from app.vocabulary import EntryKind, ReviewDepth, ReviewState, Source
from app.workspace.rules_calendar import WorkingCalendar
from app.workspace.rules_quoting import reads_as_judgement

SHOWN_AT_MOST = 10
"""In the letter; the form has them all."""

PER_PAGE = 5

_TELLING = {EntryKind.DECISION: 3, EntryKind.HANDOFF: 3, EntryKind.SIGNAL: 1, EntryKind.IMPACT: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An entry as somebody reads it whom it concerns."""

    entry: Entry
    accounts: Sequence[Account] = ()
    """How others saw it, and this person too, if they said so."""
    is_own: bool = False
    is_confirmed: bool = False
    has_own_account: bool = False

    @property
    def is_held_back(self) -> bool:
        """One's own words, which the summary leaves out until they are said anew."""
        return self.is_own and reads_as_judgement(self.entry.text)

    @property
    def is_read(self) -> bool:
        return self.is_confirmed or self.has_own_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Somebody's part of a timeline, in the order of time."""

    incident: Incident
    review: Review
    readings: Sequence[Reading]

    @property
    def unread(self) -> Sequence[Reading]:
        return [reading for reading in self.readings if not reading.is_read]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.readings) // PER_PAGE))

    def page(self, number: int) -> Sequence[Reading]:
        """The readings on this page, which counts from 1."""
        return self.readings[(number - 1) * PER_PAGE : number * PER_PAGE]


def people_concerned(entry: Entry) -> frozenset[UserId]:
    """Who said it, whom it names, who gave something over or received it. What the bot noted by
    itself, but for hand-offs, asks for nobody's memory.
    """
    if not entry.is_filled or not plain(entry.text).strip() or _is_routine(entry):
        return frozenset()
    return frozenset(user for user in _people_in(entry) if user)


def may_read(
    entries: Sequence[Entry], incident: Incident, insiders: Collection[UserId], user: UserId
) -> bool:
    """Whether somebody may be shown their part directly. That a private incident mentions them does
    not open it to them; that they spoke in its channel, or held a role, shows that they know it.
    """
    if not incident.is_private:
        return True
    return user in insiders or any(
        entry.author == user and _is_inside(entry, incident.channel) for entry in entries
    )


def most_telling(readings: Sequence[Reading], limit: int = SHOWN_AT_MOST) -> Sequence[Reading]:
    """Those that matter most, in the order of time."""
    ranked = sorted(readings, key=lambda reading: (-_weight(reading), reading.entry.number))
    chosen = {reading.entry.id for reading in ranked[:limit]}
    return [reading for reading in readings if reading.entry.id in chosen]


def calibrates_at(
    calendar: WorkingCalendar, meets_at: datetime, *, now: datetime
) -> datetime | None:
    """The morning of the last working day before the meeting, or as soon after it as can be; None
    when nothing of the days before is left.
    """
    due_at = calendar.next_moment(max(calendar.morning_before(meets_at), now))
    is_before = due_at.astimezone(calendar.zone).date() < meets_at.astimezone(calendar.zone).date()
    return due_at if is_before else None


def awaits_calibration(review: Review, *, now: datetime) -> bool:
    """Whether its meeting lies ahead. A light review has none: in its threads everybody is asked
    anyway.
    """
    is_full = review.depth is ReviewDepth.FULL
    is_ahead = review.state is ReviewState.SCHEDULED and now < review.meets_at
    return is_full and is_ahead and review.closed_at is None


def _is_routine(entry: Entry) -> bool:
    is_noted = entry.source is Source.SYSTEM or entry.kind is EntryKind.STATUS
    return is_noted and entry.handoff is None


def _people_in(entry: Entry) -> Iterator[UserId | None]:
    yield entry.author
    yield from mentioned_users(entry.text)
    if entry.handoff:
        yield entry.handoff.giver
        yield entry.handoff.receiver


def _is_inside(entry: Entry, channel: ChannelId | None) -> bool:
    return entry.source is Source.NOTE or (entry.channel is not None and entry.channel == channel)


def _weight(reading: Reading) -> int:
    entry = reading.entry
    marked = max(entry.marks.values(), default=0)
    unread = 0 if reading.is_read else 10
    return _TELLING.get(entry.kind, 0) + marked + 2 * len(reading.accounts) + unread
