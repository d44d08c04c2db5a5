"""What a review is, and whether its meeting can be held at a time that a person picked. Proposing a
time is in
`rules_slots`, a facilitator in `rules_facilitator`, the agenda in `rules_agenda`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ReviewDepth, ReviewState

LENGTH = timedelta(minutes=60)
LONG_LENGTH = timedelta(minutes=90)
"""For more than nine people or seven stops: domain.md §3."""

_PEOPLE_IN_AN_HOUR = 9
_STOPS_IN_AN_HOUR = 7
_OFF = frozenset({ReviewState.SKIPPED, ReviewState.CALLED_OFF})

_FURTHEST = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review as it stands now."""

    id: int
    incident_id: int
    state: ReviewState
    facilitator: UserId | None
    meets_at: datetime
    length: timedelta
    calendar_uid: str
    calendar_sequence: int
    closed_at: datetime | None
    depth: ReviewDepth = ReviewDepth.FULL
    accepted_at: datetime | None = None
    """When the facilitator said yes."""
    facilitator_reason: Mrkdwn | None = None
    owner: UserId | None = None
    reason: Mrkdwn | None = None
    """Why it was skipped."""
    reflections_opened_at: datetime | None = None
    shared_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.meets_at + self.length

    @property
    def is_off(self) -> bool:
        """Skipped, or without a date: nothing rings for it."""
        return self.state in _OFF


def fitting_length(people: int, stops: int = 0) -> timedelta:
    """How long a meeting of so many people, with so many stops, takes."""
    is_long = people > _PEOPLE_IN_AN_HOUR or stops > _STOPS_IN_AN_HOUR
    return LONG_LENGTH if is_long else LENGTH


def off_sentence(review: "Review") -> str:
    """For somebody who wants to go on with a review that is off: what to do first."""
    if review.state is ReviewState.SKIPPED:
        return "This review was skipped. *Bring it back* in its message gives it a date again."
    return "The date of this review was called off. *Reschedule* in its message gives it a new one."


def meeting_problem(starts_at: datetime, *, resolved_at: datetime, now: datetime) -> str | None:
    """Why a meeting cannot start then, in one sentence for the person who picked it; None when it
    can. A person may choose the day of the incident itself; only proposals avoid it.
    """
    if starts_at <= now:
        return "This time has already passed. Please pick one that is still ahead."
    if starts_at <= resolved_at:
        return "The review comes after the incident. Please pick a time after it was resolved."
    if starts_at - now > _FURTHEST:
        return "This is more than a year ahead. Please check the year."
    return None
