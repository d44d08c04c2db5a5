"""Working days and working hours: how far a meeting lies from somebody's working day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from app.workspace.rules import Workspace, clock_time
from app.workspace.rules_holidays import holiday_dates

_DAY = timedelta(days=1)
_EDGE = timedelta(hours=1)
_WITHIN = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """The hours of a working day, the same clock times in every zone; Monday is 0. ValueError when
    there is no working day or a day has no hours.
    """

    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        if self.start >= self.end or not self.weekdays & frozenset(range(7)):
            raise ValueError("working hours need a day, and an end after their start")

    def away_from_edges(self) -> "WorkingHours":
        """The same days without the first and the last hour, so that a meeting is neither the first
        thing in the morning nor the last before people leave; as they are when too short for that.
        """
        start, end = _later(self.start, _EDGE), _later(self.end, -_EDGE)
        return replace(self, start=start, end=end) if self.start < start < end else self


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """A workspace's zone, hours and holidays; `holidays` are dates in that zone."""

    zone: ZoneInfo
    hours: WorkingHours = WorkingHours()
    holidays: frozenset[date] = frozenset()

    def working_days_after(self, at: datetime) -> Iterator[date]:
        """The working days that begin after the day of `at` in this zone; endless."""
        first = at.astimezone(self.zone).date() + _DAY
        days = (first + n * _DAY for n in count())
        return (day for day in days if self._is_working_day(day))

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """How many working days there are after the day of `start`, with the day of `end` here."""
        last = end.astimezone(self.zone).date()
        return sum(1 for _ in takewhile(last.__ge__, self.working_days_after(start)))

    def next_moment(self, at: datetime) -> datetime:
        """The earliest moment from `at` on that lies within the hours of a working day here."""
        local = at.astimezone(self.zone)
        if self._is_working_day(local.date()) and self.hours.start <= local.time() < self.hours.end:
            return at
        if self._is_working_day(local.date()) and local.time() < self.hours.start:
            return self._morning(local.date())
        return self.morning_after(at)

    def morning_after(self, at: datetime, days: int = 1) -> datetime:
        """When the working day begins that is `days` working days after the day of `at` here."""
        return self._morning(next(islice(self.working_days_after(at), days - 1, None)))

    def morning_before(self, at: datetime, days: int = 1) -> datetime:
        """When the working day begins that is `days` working days before the day of `at` here."""
        last = at.astimezone(self.zone).date() - _DAY
        earlier = (last - n * _DAY for n in count())
        working = (day for day in earlier if self._is_working_day(day))
        return self._morning(next(islice(working, days - 1, None)))

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.start, self.zone).astimezone(UTC)

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() in self.hours.weekdays and day not in self.holidays


def calendar_of(
    workspace: Workspace, now: datetime, zone: ZoneInfo | None = None
) -> WorkingCalendar:
    """The workspace's hours and holidays around `now`, in a person's own zone, else in its own."""
    choices = workspace.choices
    years = (now.year - 1, now.year, now.year + 1)
    return WorkingCalendar(
        zone=zone or workspace.zone,
        hours=WorkingHours(
            start=clock_time(choices.day_starts_at) or WorkingHours().start,
            end=clock_time(choices.day_ends_at) or WorkingHours().end,
        ),
        holidays=holiday_dates(choices.holiday_country, years),
    )


def _later(clock: time, by: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 1), clock) + by).time()


def distance(
    starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, hours: WorkingHours
) -> timedelta:
    """By how much a meeting would have to move to lie inside the hours of a working day in `zone`:
    nothing when it does. One that is longer than a working day never does.
    """
    own_day = starts_at.astimezone(zone).date()
    if own_day.weekday() in hours.weekdays:
        here = _shift(starts_at, ends_at, own_day, zone, hours)
        if here == _WITHIN:
            return here
    nearby = (own_day + n * _DAY for n in range(-7, 8))
    return min(
        _shift(starts_at, ends_at, day, zone, hours)
        for day in nearby
        if day.weekday() in hours.weekdays
    )


def _shift(
    starts_at: datetime, ends_at: datetime, day: date, zone: ZoneInfo, hours: WorkingHours
) -> timedelta:
    # In UTC: two times of one zone are subtracted by their clocks, which a change of summer time
    # makes wrong by an hour.
    early = datetime.combine(day, hours.start, zone).astimezone(UTC) - starts_at.astimezone(UTC)
    late = ends_at.astimezone(UTC) - datetime.combine(day, hours.end, zone).astimezone(UTC)
    return max(early, late, _WITHIN)
