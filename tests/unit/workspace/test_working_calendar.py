"""When somebody works: the next moment within their hours, mornings after and before a day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workspace.rules_calendar import WorkingCalendar, WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
ODD_ZONES = [
    ZoneInfo(name)
    for name in (
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Africa/Casablanca",
        "America/Santiago",
        "Antarctica/Troll",
    )
]
"""As far ahead and behind as there are, and clocks that change by other than an hour."""

MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def berlin(*holidays: date) -> WorkingCalendar:
    return WorkingCalendar(zone=BERLIN, holidays=frozenset(holidays))


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-03-03T08:00", "2026-03-03T08:00"),
        ("2026-03-03T11:17", "2026-03-03T11:17"),
        ("2026-03-03T15:59", "2026-03-03T15:59"),
        ("2026-03-03T07:59", "2026-03-03T08:00"),
        ("2026-03-02T23:30", "2026-03-03T08:00"),
        ("2026-03-03T16:00", "2026-03-04T08:00"),
        ("2026-03-06T16:00", "2026-03-09T08:00"),
        ("2026-03-07T11:00", "2026-03-09T08:00"),
        ("2026-03-08T22:59", "2026-03-09T08:00"),
    ],
)
def test_the_next_moment_is_now_or_the_next_morning_of_a_working_day(at: str, moment: str) -> None:
    assert berlin().next_moment(utc(at)) == utc(moment)


def test_a_holiday_is_no_working_day() -> None:
    easter = berlin(date(2026, 4, 3), date(2026, 4, 6))
    assert easter.next_moment(utc("2026-04-03T10:00")) == utc("2026-04-07T07:00")
    assert easter.morning_after(utc("2026-04-02T10:00")) == utc("2026-04-07T07:00")
    assert easter.morning_before(utc("2026-04-07T10:00")) == utc("2026-04-02T07:00")
    assert easter.morning_before(utc("2026-04-07T10:00"), 2) == utc("2026-04-01T07:00")


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [
        ("2026-03-28T12:00", "2026-03-27T08:00", "2026-03-30T07:00"),
        ("2026-03-30T12:00", "2026-03-27T08:00", "2026-03-31T07:00"),
        ("2026-10-24T12:00", "2026-10-23T07:00", "2026-10-26T08:00"),
        ("2026-10-26T12:00", "2026-10-23T07:00", "2026-10-27T08:00"),
    ],
)
def test_mornings_follow_the_clock_where_it_changes(at: str, before: str, after: str) -> None:
    assert berlin().morning_before(utc(at)) == utc(before)
    assert berlin().morning_after(utc(at)) == utc(after)


def test_a_morning_that_the_clocks_skip_comes_when_they_have_gone_on() -> None:
    night = WorkingCalendar(
        zone=BERLIN,
        hours=WorkingHours(start=time(2, 30), end=time(10), weekdays=frozenset(range(7))),
    )
    assert night.morning_after(utc("2026-03-28T12:00")) == utc("2026-03-29T01:30")


def test_the_day_is_that_of_the_persons_own_zone() -> None:
    at = utc("2026-03-02T10:30")  # Monday, but already Tuesday in Kiritimati
    far_ahead = WorkingCalendar(zone=ZoneInfo("Pacific/Kiritimati"))
    far_behind = WorkingCalendar(zone=ZoneInfo("Pacific/Pago_Pago"))
    assert far_ahead.next_moment(at) == utc("2026-03-02T19:00")
    assert far_behind.next_moment(at) == utc("2026-03-02T20:00")
    assert far_ahead.morning_before(at) == utc("2026-03-01T19:00")
    assert far_behind.morning_before(at) == utc("2026-02-27T20:00")


@given(
    zone=st.sampled_from([BERLIN, *ODD_ZONES]),
    at=MOMENTS,
)
def test_the_next_moment_always_lies_within_hours_and_stays(zone: ZoneInfo, at: datetime) -> None:
    calendar = WorkingCalendar(zone=zone)
    moment = calendar.next_moment(at)
    local = moment.astimezone(zone)
    assert moment >= at
    assert local.weekday() < 5
    assert time(9) <= local.time() < time(17)
    assert calendar.next_moment(moment) == moment


@given(
    zone=st.sampled_from([BERLIN, *ODD_ZONES]),
    at=MOMENTS,
    days=st.integers(1, 4),
)
def test_mornings_lie_on_other_days_and_in_order(zone: ZoneInfo, at: datetime, days: int) -> None:
    calendar = WorkingCalendar(zone=zone)
    day = at.astimezone(zone).date()
    before, after = calendar.morning_before(at, days), calendar.morning_after(at, days)
    assert before.astimezone(zone).date() < day < after.astimezone(zone).date()
    assert calendar.morning_before(at, days + 1) < before
    assert calendar.morning_after(at, days + 1) > after


@pytest.mark.parametrize(
    ("start", "end", "weekdays"),
    [(time(9), time(9), {0}), (time(17), time(9), {0}), (time(9), time(17), {7})],
)
def test_hours_without_any_time_in_them_are_refused(
    start: time, end: time, weekdays: set[int]
) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingHours(start=start, end=end, weekdays=frozenset(weekdays))
