"""When people hear of a review before it, and until when it can still be prepared. No I/O."""

from datetime import datetime

from app.reviews.rules import Review
from app.vocabulary import ReviewDepth, ReviewState
from app.workspace.rules_calendar import WorkingCalendar


def asks_until(review: Review) -> datetime:
    """Until when there is a point in asking: the meeting, or the end of the threads."""
    return review.ends_at if review.depth is ReviewDepth.LIGHT else review.meets_at


def questions_due_at(review: Review, calendar: WorkingCalendar, *, now: datetime) -> datetime:
    """The next working morning in somebody's calendar; now, where that would be too late."""
    morning_at = calendar.morning_after(now)
    return morning_at if morning_at < asks_until(review) else now


def is_asking(review: Review, *, now: datetime) -> bool:
    """Whether people are still asked before it: not once it is skipped, called off or over."""
    is_ahead = review.state in {ReviewState.SCHEDULED, ReviewState.REWINDING}
    return is_ahead and review.closed_at is None and now < asks_until(review)
