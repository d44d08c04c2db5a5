"""Times as people type them: what is understood, and what is asked back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules_moments import check_clock_time, latest_moment, split_note

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "clock", "words"),
    [
        ("14:05 restarted the indexers", "14:05", "restarted the indexers"),
        ("9:05\nrestarted\nall of them", "9:05", "restarted\nall of them"),
        ("14:05", None, "14:05"),
        ("14:05:30 restarted", None, "14:05:30 restarted"),
        ("restarted at 14:05", None, "restarted at 14:05"),
        ("99:99 restarted", "99:99", "restarted"),
        ("10:1 odds", None, "10:1 odds"),
    ],
)
def test_a_note_may_begin_with_its_time(typed: str, clock: str | None, words: str) -> None:
    assert split_note(Mrkdwn(typed)) == (clock, words)


@pytest.mark.parametrize("typed", ["24:00", "14:60", "99:99"])
def test_a_time_that_no_clock_shows_is_asked_for_again(typed: str) -> None:
    with pytest.raises(UserError, match=f"{typed} is not a time of day. Write it like 14:05"):
        check_clock_time(typed)


def test_a_time_of_day_is_read() -> None:
    assert check_clock_time("0:00") == time(0, 0)
    assert check_clock_time("23:59") == time(23, 59)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "zone", "typed", "meant"),
    [
        # 10:00 in Berlin: this morning, or yesterday evening.
        ("2026-03-03T09:00", "Europe/Berlin", "9:30", "2026-03-03T08:30"),
        ("2026-03-03T09:00", "Europe/Berlin", "10:00", "2026-03-03T09:00"),
        ("2026-03-03T09:00", "Europe/Berlin", "10:01", "2026-03-02T09:01"),
        # Another day on the person's calendar than on UTC's.
        ("2026-03-03T09:00", "Pacific/Pago_Pago", "21:30", "2026-03-03T08:30"),
        ("2026-03-03T09:00", "Pacific/Kiritimati", "22:30", "2026-03-03T08:30"),
        ("2026-03-03T09:00", "Pacific/Kiritimati", "23:30", "2026-03-02T09:30"),
        ("2026-03-03T09:00", "Asia/Kathmandu", "14:00", "2026-03-03T08:15"),
        # 02:30 came twice in Berlin on 25 October 2026: the second time unless that is to come.
        ("2026-10-25T09:00", "Europe/Berlin", "2:30", "2026-10-25T01:30"),
        ("2026-10-25T01:10", "Europe/Berlin", "2:30", "2026-10-25T00:30"),
        ("2026-10-25T00:10", "Europe/Berlin", "2:30", "2026-10-24T00:30"),
        # Before the gap of 29 March 2026, 02:30 was last shown the day before.
        ("2026-03-29T00:10", "Europe/Berlin", "2:30", "2026-03-28T01:30"),
        ("2026-03-29T00:45", "Europe/Berlin", "2:30", "2026-03-28T01:30"),
        ("2026-03-29T01:10", "Europe/Berlin", "1:30", "2026-03-29T00:30"),
    ],
)
def test_a_clock_time_means_when_it_was_last_shown(
    now: str, zone: str, typed: str, meant: str
) -> None:
    moment = latest_moment(typed, ZoneInfo(zone), datetime.fromisoformat(f"{now}+00:00"))
    assert moment == datetime.fromisoformat(f"{meant}+00:00")


@pytest.mark.parametrize("minutes_after_the_gap", [0, 10, 45, 600])
def test_a_time_that_the_clocks_skipped_is_asked_for_again(minutes_after_the_gap: int) -> None:
    now = datetime(2026, 3, 29, 1, 0, tzinfo=UTC) + minutes_after_the_gap * MINUTE
    with pytest.raises(UserError, match="2:30 did not exist that day"):
        latest_moment("2:30", BERLIN, now)


SECONDS = st.integers(1_000_000_000, 2_000_000_000)
CLOCKS = st.times().map(lambda clock: f"{clock:%H:%M}")
ZONES = st.timezones() | st.sampled_from(
    [ZoneInfo(name) for name in ("Pacific/Pago_Pago", "Pacific/Kiritimati", "Australia/Lord_Howe")]
)


@settings(max_examples=500)
@given(SECONDS, CLOCKS, ZONES)
def test_a_clock_time_is_never_in_the_future_and_shown_on_that_clock(
    seconds: int, typed: str, zone: ZoneInfo
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    try:
        moment = latest_moment(typed, zone, now)
    except UserError:
        return
    assert moment <= now
    assert moment.tzinfo is UTC
    assert f"{moment.astimezone(zone):%H:%M}" == typed
    assert now - moment < timedelta(hours=26)


@settings(max_examples=500)
@given(SECONDS, ZONES, st.integers(0, 24 * 60 - 1))
def test_what_the_clock_showed_within_a_day_is_found_again(
    seconds: int, zone: ZoneInfo, minutes_ago: int
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    then = (now - minutes_ago * MINUTE).replace(second=0)
    typed = f"{then.astimezone(zone):%H:%M}"
    if f"{then.astimezone(zone):%S}" != "00":
        return  # offsets with seconds are older than Slack
    assert then <= latest_moment(typed, zone, now) <= now
