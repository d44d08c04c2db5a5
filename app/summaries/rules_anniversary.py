"""A lesson that comes back: after how long, whether it still may, and what it says. No I/O."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Document
from app.vocabulary import FollowUpState, Holds, ReviewState
from app.workspace.rules_calendar import WorkingCalendar

MONTHS = (3, 6, 12)
USUAL = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """That somebody asked for a review to come back to a channel, and when it does."""

    channel: ChannelId
    due_at: datetime
    asked_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a change; `holds` is what the last look back said."""

    text: Mrkdwn
    state: FollowUpState
    holds: Holds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What comes back of a review, and where the rest can be read."""

    label: str
    review: int
    document: Document
    url: str | None
    shared_at: datetime
    changes: Sequence[Became] = ()


def may_come_back(incident: Incident, review: Review) -> bool:
    """Only what everybody may read, as long as it is shared."""
    return review.state is ReviewState.SHARED and not incident.is_private


def after_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter."""
    beyond = day.year * 12 + day.month - 1 + months
    year, month = divmod(beyond, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def comes_back_at(day: date, months: int, calendar: WorkingCalendar) -> datetime:
    """In the morning of that day, or of the next working day."""
    then = datetime.combine(after_months(day, months), calendar.hours.start, calendar.zone)
    return calendar.next_moment(then)
