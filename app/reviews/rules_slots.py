"""When a review could take place: on which days, and at which hour of those days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.reviews.rules import LENGTH
from app.reviews.rules_calendar import WorkingCalendar

_DAY = timedelta(days=1)
_STEP = timedelta(minutes=15)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A proposed meeting, in UTC. Outside somebody's working hours `is_common` is False and `note`
    says so to people.
    """

    starts_at: datetime
    ends_at: datetime
    is_common: bool = True
    note: str | None = None


def first_slots(
    *,
    resolved_at: datetime,
    now: datetime,
    zones: Sequence[ZoneInfo],
    calendar: WorkingCalendar,
    earliest_days: int = 2,
    latest_days: int = 5,
    length: timedelta = LENGTH,
    count: int = 1,
) -> list[Slot]:
    """Proposals for the meeting, at most one a day and at most `count`, earliest first.

    domain.md §3: two to five working days after the resolution, never the same day, inside the
    working hours of all participants where they overlap, not on weekends or holidays. Days are
    counted in the calendar's zone. When those days have passed by `now`, they are counted from now.
    `zones` are the participants'; without any the calendar's own is taken. Where no hour
    suits everyone, the one that is furthest from nobody's working day is proposed.
    """
    raise NotImplementedError
