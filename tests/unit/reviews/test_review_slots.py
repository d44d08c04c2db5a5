"""When a review is proposed. 2026-03-02 is a Monday; Europe moves its clocks on 29 March 2026, the
United States on 8 March.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reviews.rules_slots import Slot, first_slots
from app.workspace.rules_calendar import WorkingCalendar, WorkingHours, distance
from app.workspace.rules_holidays import holiday_dates

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
TOKYO = ZoneInfo("Asia/Tokyo")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
PAGO_PAGO = ZoneInfo("Pacific/Pago_Pago")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
ZONES = [STOCKHOLM, NEW_YORK, LOS_ANGELES, TOKYO, KATHMANDU, PAGO_PAGO, KIRITIMATI]

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
IN_STOCKHOLM = WorkingCalendar(zone=STOCKHOLM)


def propose(
    *zones: ZoneInfo,
    resolved_at: datetime = MONDAY,
    now: datetime | None = None,
    calendar: WorkingCalendar = IN_STOCKHOLM,
    length: timedelta = timedelta(minutes=60),
    count: int = 1,
) -> list[Slot]:
    return first_slots(
        resolved_at=resolved_at,
        now=now or resolved_at,
        zones=zones,
        calendar=calendar,
        length=length,
        count=count,
    )


def local(slot: Slot, zone: ZoneInfo = STOCKHOLM) -> str:
    return f"{slot.starts_at.astimezone(zone):%a %d %b %H:%M}"


def at(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("resolved", "expected"),
    [
        ("2026-03-02T16:00", "Wed 04 Mar 10:00"),
        ("2026-03-02T00:00", "Wed 04 Mar 10:00"),
        ("2026-03-02T23:59", "Wed 04 Mar 10:00"),
        ("2026-03-05T11:00", "Mon 09 Mar 10:00"),
        ("2026-03-06T22:45", "Tue 10 Mar 10:00"),
        ("2026-03-07T12:00", "Tue 10 Mar 10:00"),
        ("2026-03-08T12:00", "Tue 10 Mar 10:00"),
        ("2026-03-27T18:00", "Tue 31 Mar 10:00"),
    ],
)
def test_the_first_proposal_is_the_second_working_day_at_ten(resolved: str, expected: str) -> None:
    [slot] = propose(STOCKHOLM, resolved_at=at(resolved))
    assert local(slot) == expected


def test_a_slot_is_in_utc_and_as_long_as_asked() -> None:
    [slot] = propose(STOCKHOLM, length=timedelta(minutes=90))
    assert slot.starts_at.tzinfo is UTC
    assert slot.ends_at - slot.starts_at == timedelta(minutes=90)
    assert slot.is_common
    assert slot.note is None


def test_without_participants_the_workspace_zone_counts() -> None:
    tokyo = WorkingCalendar(zone=TOKYO)
    [slot] = propose(resolved_at=at("2026-03-02T16:00", TOKYO), calendar=tokyo)
    assert local(slot, TOKYO) == "Wed 04 Mar 10:00"


def test_the_resolution_counts_on_its_day_in_the_workspace_zone() -> None:
    late_on_tuesday_in_utc = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    [slot] = propose(STOCKHOLM, resolved_at=late_on_tuesday_in_utc)
    assert local(slot) == "Fri 06 Mar 10:00"


def test_two_zones_meet_where_their_days_overlap() -> None:
    [slot] = propose(STOCKHOLM, NEW_YORK)
    assert local(slot) == "Wed 04 Mar 15:30"
    assert local(slot, NEW_YORK) == "Wed 04 Mar 09:30"
    assert slot.is_common


def test_the_weeks_between_two_changes_of_clocks_are_respected() -> None:
    [slot] = propose(STOCKHOLM, NEW_YORK, resolved_at=at("2026-03-10T12:00"))
    assert local(slot) == "Thu 12 Mar 15:00"
    assert local(slot, NEW_YORK) == "Thu 12 Mar 10:00"


def test_zones_that_never_overlap_get_the_smallest_stretch_and_are_told() -> None:
    [slot] = propose(LOS_ANGELES, TOKYO, STOCKHOLM)
    assert not slot.is_common
    assert slot.note is not None
    assert "in Los Angeles" in slot.note
    assert "in Tokyo" in slot.note
    worst = max(distance_of(slot, zone) for zone in (LOS_ANGELES, TOKYO, STOCKHOLM))
    assert worst <= timedelta(hours=7)


def distance_of(slot: Slot, zone: ZoneInfo) -> timedelta:
    return distance(slot.starts_at, slot.ends_at, zone=zone, hours=WorkingHours())


def test_the_smallest_stretch_is_shared_fairly() -> None:
    [slot] = propose(STOCKHOLM, LOS_ANGELES, resolved_at=at("2026-02-02T16:00"))
    stretches = [distance_of(slot, STOCKHOLM), distance_of(slot, LOS_ANGELES)]
    assert stretches == [timedelta(hours=1), timedelta(hours=1)]


def test_the_stretch_is_smaller_on_a_day_between_two_changes_of_clocks() -> None:
    [slot] = propose(STOCKHOLM, LOS_ANGELES)
    assert local(slot) == "Mon 09 Mar 16:30"
    assert distance_of(slot, LOS_ANGELES) == timedelta(minutes=30)


def test_the_two_ends_of_the_day_line_meet_on_different_dates() -> None:
    [slot] = propose(PAGO_PAGO, KIRITIMATI, calendar=WorkingCalendar(zone=PAGO_PAGO))
    assert slot.is_common
    assert local(slot, PAGO_PAGO) == "Wed 04 Mar 10:00"
    assert local(slot, KIRITIMATI) == "Thu 05 Mar 11:00"


def test_a_friday_that_is_already_saturday_elsewhere_is_not_common() -> None:
    thursday = datetime(2026, 3, 4, 15, tzinfo=UTC)
    [slot] = propose(PAGO_PAGO, KIRITIMATI, resolved_at=thursday)
    assert local(slot, KIRITIMATI)[:3] not in {"Sat", "Sun"}


def test_zones_off_the_full_hour_get_a_common_slot() -> None:
    [slot] = propose(KATHMANDU, calendar=WorkingCalendar(zone=KATHMANDU))
    assert local(slot, KATHMANDU) == "Wed 04 Mar 10:00"


def test_holidays_are_not_counted() -> None:
    whole_week = frozenset(date(2026, 3, 2) + timedelta(days=n) for n in range(7))
    [slot] = propose(STOCKHOLM, calendar=WorkingCalendar(zone=STOCKHOLM, holidays=whole_week))
    assert local(slot) == "Tue 10 Mar 10:00"


def test_new_year_is_crossed_with_the_holidays_of_both_years() -> None:
    calendar = WorkingCalendar(zone=STOCKHOLM, holidays=holiday_dates("SE", [2026, 2027]))
    [slot] = propose(STOCKHOLM, resolved_at=at("2026-12-30T12:00"), calendar=calendar)
    assert local(slot) == "Mon 04 Jan 10:00"


def test_an_incident_resolved_late_is_reviewed_in_the_days_that_are_left() -> None:
    [slot] = propose(STOCKHOLM, now=at("2026-03-05T11:00"))
    assert local(slot) == "Fri 06 Mar 10:00"


def test_an_incident_resolved_weeks_late_counts_from_now() -> None:
    [slot] = propose(STOCKHOLM, now=at("2026-03-17T11:00"))
    assert local(slot) == "Thu 19 Mar 10:00"


def test_more_proposals_are_on_following_days() -> None:
    slots = propose(STOCKHOLM, count=9)
    assert [local(slot) for slot in slots] == [
        "Wed 04 Mar 10:00",
        "Thu 05 Mar 10:00",
        "Fri 06 Mar 10:00",
        "Mon 09 Mar 10:00",
    ]


def test_the_edges_of_a_working_day_are_taken_only_when_nothing_else_is_left() -> None:
    short = WorkingHours(start=time(9), end=time(10))
    [slot] = propose(STOCKHOLM, calendar=WorkingCalendar(zone=STOCKHOLM, hours=short))
    assert local(slot) == "Wed 04 Mar 09:00"


def test_other_weekdays_and_hours_are_a_workspace_own_choice() -> None:
    hours = WorkingHours(start=time(12), end=time(20), weekdays=frozenset({6, 0, 1, 2, 3}))
    [slot] = propose(
        STOCKHOLM,
        resolved_at=at("2026-03-05T12:00"),
        calendar=WorkingCalendar(zone=STOCKHOLM, hours=hours),
    )
    assert local(slot) == "Mon 09 Mar 13:00"


def test_a_meeting_longer_than_a_working_day_is_proposed_as_a_stretch() -> None:
    [slot] = propose(STOCKHOLM, length=timedelta(hours=10))
    assert not slot.is_common


def test_working_hours_need_a_day_and_an_end_after_the_start() -> None:
    with pytest.raises(ValueError, match="need a day"):
        WorkingHours(weekdays=frozenset())
    with pytest.raises(ValueError, match="end after their start"):
        WorkingHours(start=time(17), end=time(9))


@pytest.mark.parametrize("country", [None, "", "XX", "DE-XX", "not a country"])
def test_an_unknown_country_has_no_holidays(country: str | None) -> None:
    assert holiday_dates(country, [2026]) == frozenset()


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany in holiday_dates("DE-BY", [2026])
    assert epiphany not in holiday_dates("DE", [2026])


@settings(max_examples=60, deadline=None)
@given(
    resolved_at=st.timedeltas(timedelta(0), timedelta(days=2000)).map(EPOCH.__add__),
    waited=st.timedeltas(timedelta(0), timedelta(days=20)),
    zones=st.lists(st.sampled_from(ZONES), max_size=4),
    workspace=st.sampled_from(ZONES),
    length=st.sampled_from([timedelta(minutes=60), timedelta(minutes=90)]),
)
def test_every_proposal_keeps_the_promises(
    resolved_at: datetime,
    waited: timedelta,
    zones: list[ZoneInfo],
    workspace: ZoneInfo,
    length: timedelta,
) -> None:
    now = resolved_at + waited
    calendar = WorkingCalendar(zone=workspace, holidays=holiday_dates("US", range(2024, 2032)))
    slots = propose(*zones, resolved_at=resolved_at, now=now, calendar=calendar, length=length)
    assert (
        slots
        == propose(
            *reversed(zones), resolved_at=resolved_at, now=now, calendar=calendar, length=length
        )
        or not slots[0].is_common
    )
    for slot in slots:
        start = slot.starts_at.astimezone(workspace)
        assert slot.starts_at > now
        assert start.date() > resolved_at.astimezone(workspace).date()
        assert start.minute in (0, 30)
        assert start.weekday() < 5
        assert start.date() not in calendar.holidays
        offs = [distance_of(slot, zone) for zone in zones or [workspace]]
        assert slot.is_common == (max(offs) == timedelta(0))
        assert slot.is_common == (slot.note is None)
