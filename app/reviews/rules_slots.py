"""When a review could take place: on which days, and at which hour of those days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from app.reviews.rules import LENGTH
from app.workspace.rules_calendar import WorkingCalendar, WorkingHours, distance

_STEP = timedelta(minutes=15)
_DAY = timedelta(days=1)


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
    `zones` are the participants'; without any the calendar's own is taken. Where no hour suits
    everyone, the one that is furthest from nobody's working day is proposed.
    """
    people = tuple(dict.fromkeys(zones)) or (calendar.zone,)
    days = _days(resolved_at, now, calendar, earliest_days, latest_days)
    choices = [_choices(day, length, calendar.zone) for day in days]
    found = _common(choices, people, calendar.hours)
    if not found:
        found = _least_unfair(choices, people, calendar.hours)
    return found[:count]


def _days(
    resolved_at: datetime, now: datetime, calendar: WorkingCalendar, earliest: int, latest: int
) -> list[date]:
    """Working days `earliest` to `latest` after the resolution, as far as they begin after now."""
    counted = islice(calendar.working_days_after(resolved_at), earliest - 1, latest)
    today = now.astimezone(calendar.zone).date()
    ahead = [day for day in counted if day > today]
    return ahead or list(islice(calendar.working_days_after(now), earliest - 1, latest))


def _choices(day: date, length: timedelta, zone: ZoneInfo) -> list[Slot]:
    """A slot at each full and half hour of a day in `zone`. Clock times that a change to summer
    time leaves out are left out.
    """
    return [Slot(starts_at=at, ends_at=at + length) for at in _half_hours(day, zone)]


def _half_hours(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    # Steps are taken in UTC, where every instant exists once; 15 minutes, because some zones are
    # a quarter of an hour apart from UTC.
    at = datetime.combine(day, time(0), zone).astimezone(UTC)
    end = datetime.combine(day + _DAY, time(0), zone).astimezone(UTC)
    while at < end:
        if at.astimezone(zone).minute in (0, 30):
            yield at
        at += _STEP


def _common(
    days: Sequence[Sequence[Slot]], zones: Sequence[ZoneInfo], hours: WorkingHours
) -> list[Slot]:
    """The pleasantest slot of each day that has one inside everybody's hours."""
    suitable = [[slot for slot in slots if _suits(slot, zones, hours)] for slots in days]
    middle = hours.away_from_edges()
    return [
        min(slots, key=lambda slot: _burden(slot, zones, middle)) for slots in suitable if slots
    ]


def _suits(slot: Slot, zones: Sequence[ZoneInfo], hours: WorkingHours) -> bool:
    return all(_off(slot, zone, hours) == timedelta(0) for zone in zones)


def _least_unfair(
    days: Sequence[Sequence[Slot]], zones: Sequence[ZoneInfo], hours: WorkingHours
) -> list[Slot]:
    """The best slot of each day, of those days on which it is as good as it gets."""
    best = [min(slots, key=lambda slot: _burden(slot, zones, hours)) for slots in days]
    least = min(_burden(slot, zones, hours) for slot in best)
    return [
        replace(slot, is_common=False, note=_note(slot, zones))
        for slot in best
        if _burden(slot, zones, hours) == least
    ]


def _burden(
    slot: Slot, zones: Sequence[ZoneInfo], hours: WorkingHours
) -> tuple[timedelta, timedelta]:
    """First how far it is for the person who has it worst, then for all together."""
    offs = [_off(slot, zone, hours) for zone in zones]
    return max(offs), sum(offs, timedelta(0))


def _off(slot: Slot, zone: ZoneInfo, hours: WorkingHours) -> timedelta:
    return distance(slot.starts_at, slot.ends_at, zone=zone, hours=hours)


def _note(slot: Slot, zones: Sequence[ZoneInfo]) -> str:
    """For people: what the compromise means on each clock."""
    clocks = [f"{slot.starts_at.astimezone(zone):%a %H:%M} in {_place(zone)}" for zone in zones]
    return (
        "No hour lies inside everyone's working day. This one is the smallest stretch: "
        f"{', '.join(clocks)}."
    )


def _place(zone: ZoneInfo) -> str:
    return str(zone).rpartition("/")[2].replace("_", " ")
