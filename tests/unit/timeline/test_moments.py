"""Times as people type them: what is understood, and what is asked back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules_moments import LONGEST_PHRASE, moment_typed, spelled, split_note

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""A Tuesday; ten in Berlin."""
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)


def at(utc: str) -> datetime:
    return datetime.fromisoformat(f"{utc}+00:00")


def meant(typed: str, now: datetime = NOW, zone: ZoneInfo = BERLIN) -> datetime:
    moment = moment_typed(typed, zone, now)
    assert moment is not None
    return moment


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("now", "2026-03-03T09:00"),
        ("9:30", "2026-03-03T08:30"),
        ("14:05", "2026-03-02T13:05"),
        ("14.05", "2026-03-02T13:05"),
        ("at 14:05", "2026-03-02T13:05"),
        ("2:05 pm", "2026-03-02T13:05"),
        ("2:05\u202fPM", "2026-03-02T13:05"),
        ("2 p.m.", "2026-03-02T13:00"),
        ("12:05 am", "2026-03-02T23:05"),
        ("12:05 pm", "2026-03-02T11:05"),
        ("8:59:30", "2026-03-03T07:59:30"),
        ("today 9:30", "2026-03-03T08:30"),
        ("yesterday 23:50", "2026-03-02T22:50"),
        ("Yesterday at 23:50", "2026-03-02T22:50"),
        ("23:50 yesterday", "2026-03-02T22:50"),
        ("10 min ago", "2026-03-03T08:50"),
        ("45s ago", "2026-03-03T08:59:15"),
        ("2 h ago", "2026-03-03T07:00"),
        ("an hour ago", "2026-03-03T08:00"),
        ("half an hour ago", "2026-03-03T08:30"),
        ("1.5 hours ago", "2026-03-03T07:30"),
        ("1 h 20 min ago", "2026-03-03T07:40"),
        ("an hour and 20 minutes ago", "2026-03-03T07:40"),
        ("3 days ago", "2026-02-28T09:00"),
        ("a week ago", "2026-02-24T09:00"),
        ("Mon 14:05", "2026-03-02T13:05"),
        ("Monday 14:05", "2026-03-02T13:05"),
        ("last Friday 14:05", "2026-02-27T13:05"),
        ("Tue 9:30", "2026-03-03T08:30"),
        ("Tue 10:30", "2026-02-24T09:30"),
        ("Oct 21 22:52", "2025-10-21T20:52"),
        ("21 Oct 22:52", "2025-10-21T20:52"),
        ("Mar 3 9:30", "2026-03-03T08:30"),
        ("October 21st, 2018 at 10:52 pm", "2018-10-21T20:52"),
        ("21/10 22:52", "2025-10-21T20:52"),
        ("10/21/2018 22:52", "2018-10-21T20:52"),
        ("21.10.2018 22:52", "2018-10-21T20:52"),
        ("3/3 9:30", "2026-03-03T08:30"),
        ("2018-10-21 22:52", "2018-10-21T20:52"),
        ("2018-10-21 22:52 UTC", "2018-10-21T22:52"),
        ("2018-10-21 22:52Z", "2018-10-21T22:52"),
        ("2018-10-21T22:52:10Z", "2018-10-21T22:52:10"),
        ("2018-10-21T22:52:10.123456Z", "2018-10-21T22:52:10"),
        ("2018-10-21T22:52:10-04:00", "2018-10-22T02:52:10"),
        ("2018-10-21 22:52 +02:00", "2018-10-21T20:52"),
        ("22:52 UTC", "2026-03-02T22:52"),
        ("22:52 gmt", "2026-03-02T22:52"),
        ("22:52+02:00", "2026-03-02T20:52"),
        ("22:52 UTC+2", "2026-03-02T20:52"),
        ("22:52 UTC-0330", "2026-03-03T02:22"),
        ("yesterday 23:50 UTC", "2026-03-02T23:50"),
    ],
)
def test_what_people_type_is_understood(typed: str, utc: str) -> None:
    assert meant(typed) == at(utc)
    assert len(typed) <= LONGEST_PHRASE


@pytest.mark.parametrize(
    ("typed", "asked_back"),
    [
        ("25:00", "25:00 is not a time of day. Write it like 14:05"),
        ("14:60", "14:60 is not a time of day"),
        ("14:05 pm", "14:05 pm is not a time of day"),
        ("0 am", "0 am is not a time of day"),
        ("Feb 30 14:05", "The calendar has no February 30"),
        ("2026-02-30 14:05", "The calendar has no February 30"),
        ("2026-13-01 14:05", "The calendar has no month 13"),
        ("03/04 14:05", "Is 03/04 April 3 or March 4? Write 2025-04-03 14:05 or 2025-03-04 14:05."),
        ("2/3/2026 14:05", "Is 2/3 March 2 or February 3? Write 2026-03-02 14:05 or 2026-02-03"),
        ("tomorrow 14:05", "tomorrow 14:05 is still ahead"),
        ("14:05 tomorrow", "14:05 tomorrow is still ahead"),
        ("today 23:50", "today 23:50 is still ahead"),
        ("2026-03-03 10:01", "2026-03-03 10:01 is still ahead"),
        ("2062-03-03 10:01", "The year 2062 looks odd"),
        ("0218-10-21 22:52", "The year 218 looks odd"),
        ("400 days ago", "400 days ago is 400 days back. Write the date"),
        ("9999 weeks ago", "9999 weeks ago is 69,993 days back"),
        ("yesterday", "At what time, yesterday? Write it like yesterday 14:05."),
        ("2018-10-21", "At what time, 2018-10-21?"),
        ("14:05 CET", "CET is not the same everywhere"),
        ("14:05 +19:00", r"No place on earth is at UTC\+19:00"),
        ("soon", "I can't read “soon” as a time. Write it like 14:05, yesterday 23:50"),
        ("", "I can't read “” as a time"),
        ("x" * 500, "I can't read “x{39}…” as a time"),
        ("14:05 restarted", "I can't read"),
    ],
)
def test_what_cannot_be_or_can_be_meant_in_two_ways_is_asked_back(
    typed: str, asked_back: str
) -> None:
    with pytest.raises(UserError, match=asked_back.replace("?", r"\?")):
        moment_typed(typed, BERLIN, NOW)


@pytest.mark.parametrize(
    "typed", ["14:05", "yesterday 23:50", "Mon 14:05", "Oct 21 22:52", "2018-10-21 22:52"]
)
def test_a_clocks_time_waits_for_the_zone_of_the_clock(typed: str) -> None:
    assert moment_typed(typed, None, NOW) is None


@pytest.mark.parametrize("typed", ["now", "10 min ago", "22:52 UTC", "2018-10-21T22:52:10Z"])
def test_what_is_the_same_everywhere_does_not_wait(typed: str) -> None:
    assert moment_typed(typed, None, NOW) == meant(typed)


@pytest.mark.parametrize("typed", ["25:00", "Feb 30 14:05", "03/04 14:05", "soon", "tomorrow 8:00"])
def test_what_is_wrong_in_every_zone_does_not_wait_either(typed: str) -> None:
    with pytest.raises(UserError):
        moment_typed(typed, None, NOW)


@pytest.mark.parametrize(
    ("now", "zone", "typed", "utc"),
    [
        # Another day on the person's calendar than on UTC's.
        ("2026-03-03T09:00", "Pacific/Pago_Pago", "21:30", "2026-03-03T08:30"),
        ("2026-03-03T09:00", "Pacific/Kiritimati", "22:30", "2026-03-03T08:30"),
        ("2026-03-03T09:00", "Pacific/Kiritimati", "23:30", "2026-03-02T09:30"),
        ("2026-03-03T09:00", "Asia/Kathmandu", "14:00", "2026-03-03T08:15"),
        # 02:30 came twice in Berlin on 25 October 2026; the second time is still to come.
        ("2026-10-25T01:10", "Europe/Berlin", "2:30", "2026-10-25T00:30"),
        ("2026-10-25T00:10", "Europe/Berlin", "2:30", "2026-10-24T00:30"),
        ("2026-10-25T09:00", "Europe/Berlin", "2:30 +02:00", "2026-10-25T00:30"),
        ("2026-10-25T09:00", "Europe/Berlin", "2:30 +01:00", "2026-10-25T01:30"),
        # Before the gap of 29 March 2026, 02:30 was last shown the day before.
        ("2026-03-29T00:10", "Europe/Berlin", "2:30", "2026-03-28T01:30"),
        ("2026-03-29T00:45", "Europe/Berlin", "2:30", "2026-03-28T01:30"),
        ("2026-03-29T01:10", "Europe/Berlin", "1:30", "2026-03-29T00:30"),
    ],
)
def test_a_clock_time_means_when_it_was_last_shown(
    now: str, zone: str, typed: str, utc: str
) -> None:
    assert meant(typed, at(now), ZoneInfo(zone)) == at(utc)


@pytest.mark.parametrize("minutes_after_the_gap", [0, 10, 45, 600])
@pytest.mark.parametrize("typed", ["2:30", "today 2:30", "2026-03-29 2:30", "Mar 29 2:30"])
def test_a_time_that_the_clocks_skipped_is_asked_for_again(
    typed: str, minutes_after_the_gap: int
) -> None:
    now = at("2026-03-29T01:00") + minutes_after_the_gap * MINUTE
    with pytest.raises(UserError, match="2:30 did not exist that day"):
        moment_typed(typed, BERLIN, now)


@pytest.mark.parametrize("typed", ["2:30", "2026-10-25 2:30", "Oct 25 2:30"])
def test_of_a_time_that_was_twice_that_night_both_are_offered(typed: str) -> None:
    with pytest.raises(UserError, match="02:30 twice that night") as asked:
        moment_typed(typed, BERLIN, at("2026-10-25T09:00"))
    first, second = "2026-10-25 02:30 +02:00", "2026-10-25 02:30 +01:00"
    assert first in asked.value.sentence
    assert second in asked.value.sentence
    now = at("2026-11-01T09:00")
    assert (meant(first, now), meant(second, now)) == (
        at("2026-10-25T00:30"),
        at("2026-10-25T01:30"),
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14:05", "2026-03-03"),
        ("23:50", "2026-03-03"),
        ("today 8:05", "2026-03-09"),
        ("yesterday 14:05", "2026-03-08"),
        ("Fri 14:05", "2026-03-06"),
        ("2026-03-04 14:05", "2026-03-04"),
    ],
)
def test_in_a_review_days_later_a_time_alone_is_one_of_the_incidents_last_day(
    typed: str, day: str
) -> None:
    over_at = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)
    found = moment_typed(typed, UTC, datetime(2026, 3, 9, 10, 0, tzinfo=UTC), over_at=over_at)
    assert found is not None
    assert found.date().isoformat() == day


def test_the_morning_after_a_time_alone_still_means_this_morning() -> None:
    over_at = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)
    found = moment_typed("8:05", UTC, datetime(2026, 3, 4, 9, 0, tzinfo=UTC), over_at=over_at)
    assert found == datetime(2026, 3, 4, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "when", "words"),
    [
        ("14:05 restarted the indexers", "14:05", "restarted the indexers"),
        ("9:05\nrestarted\nall of them", "9:05", "restarted\nall of them"),
        ("14:05:30 restarted", "14:05:30", "restarted"),
        ("14:05: restarted", "14:05", "restarted"),
        ("14:05 - restarted", "14:05", "restarted"),
        ("14:05 – restarted", "14:05", "restarted"),
        ("2:05 pm restarted", "2:05 pm", "restarted"),
        ("yesterday 23:50 restarted", "yesterday 23:50", "restarted"),
        ("yesterday  at 23.50 restarted", "yesterday at 23.50", "restarted"),
        ("10 min ago restarted", "10 min ago", "restarted"),
        ("an hour ago the queue grew", "an hour ago", "the queue grew"),
        ("2018-10-21 22:52 UTC failover", "2018-10-21 22:52 UTC", "failover"),
        ("2018-10-21T22:52:10Z failover", "2018-10-21T22:52:10Z", "failover"),
        ("Mon 14:05 failover", "Mon 14:05", "failover"),
        ("Oct 21 22:52 failover", "Oct 21 22:52", "failover"),
        ("03/04 14:05 failover", "03/04 14:05", "failover"),
        ("99:99 restarted", "99:99", "restarted"),
        ("14:05", "14:05", ""),
        ("yesterday 23:50 ", "yesterday 23:50", ""),
        ("restarted at 14:05", None, "restarted at 14:05"),
        ("10:1 odds", None, "10:1 odds"),
        ("5 nodes are down", None, "5 nodes are down"),
        ("10 minutes of lag", None, "10 minutes of lag"),
        ("2024 was odd", None, "2024 was odd"),
        ("yesterday we saw it, too", None, "yesterday we saw it, too"),
        ("now it works", None, "now it works"),
        ("may be 14:05", None, "may be 14:05"),
        ("14.05 ms is slow", None, "14.05 ms is slow"),
        ("10:00-11:30 the import ran", None, "10:00-11:30 the import ran"),
        ("14:05 +10 nodes", "14:05", "+10 nodes"),
        ("14:05 z-index broke", "14:05", "z-index broke"),
        ("2 PMs asked", None, "2 PMs asked"),
        ("3 hours agony", None, "3 hours agony"),
    ],
)
def test_a_note_may_begin_with_its_time(typed: str, when: str | None, words: str) -> None:
    assert split_note(Mrkdwn(typed)) == (when, words)


SECONDS = st.integers(1_000_000_000, 2_000_000_000)
ZONES = st.timezones() | st.sampled_from(
    [ZoneInfo(name) for name in ("Pacific/Pago_Pago", "Pacific/Kiritimati", "Australia/Lord_Howe")]
)
ODD_WORDS = (
    "14:05 2 25:61 . : / - + am pm Feb 30 31 2018 T yesterday tomorrow last Mon an hour ago 9999 w "
    "UTC Z cet +02:00 -14:59 \u0130 \u017fat \u0661 2016-12-31 23:59:60"
)
PIECES = st.lists(st.sampled_from(ODD_WORDS.split()), max_size=6)


@settings(max_examples=200)
@example("9999-99-99 99:99:99 +99:99", 1_800_000_000, BERLIN)
@given(
    st.text() | PIECES.map(" ".join) | PIECES.map("".join),
    SECONDS,
    ZONES | st.none(),
)
def test_whatever_is_typed_is_a_moment_that_has_passed_or_is_asked_back(
    typed: str, seconds: int, zone: ZoneInfo | None
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    try:
        moment = moment_typed(typed, zone, now)
    except UserError:
        return
    assert moment is None or (moment <= now and moment.tzinfo is UTC)


@given(st.text() | PIECES.map(" ".join))
def test_no_word_of_a_note_is_lost(text: str) -> None:
    when, words = split_note(Mrkdwn(text))
    assert text.rstrip().endswith(words) if when else words == text


CLOCKS = st.times().map(lambda clock: f"{clock:%H:%M}")


@settings(max_examples=150)
@given(SECONDS, CLOCKS, ZONES)
def test_a_clock_time_was_shown_on_that_clock_within_the_last_day(
    seconds: int, typed: str, zone: ZoneInfo
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    try:
        moment = meant(typed, now, zone)
    except UserError:
        return
    assert f"{moment.astimezone(zone):%H:%M}" == typed
    assert now - moment < timedelta(hours=26)


@settings(max_examples=150)
@given(SECONDS, ZONES, st.integers(0, 24 * 60 - 1))
def test_what_the_clock_showed_within_a_day_is_found_again(
    seconds: int, zone: ZoneInfo, minutes_ago: int
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    then = (now - minutes_ago * MINUTE).replace(second=0)
    assume(f"{then.astimezone(zone):%S}" == "00")  # offsets with seconds are older than Slack
    typed = f"{then.astimezone(zone):%H:%M}"
    try:
        assert then <= meant(typed, now, zone) <= now
    except UserError as asked:
        assert "twice" in asked.sentence  # noqa: PT017 - nothing else may be asked


@settings(max_examples=150)
@example(1_792_891_800, ZoneInfo("Europe/Berlin"), 0)
@given(SECONDS, ZONES | st.none(), st.integers(0, 10**8))
def test_a_moment_that_was_spelled_is_read_as_itself(
    seconds: int, zone: ZoneInfo | None, seconds_ago: int
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    then = (now - timedelta(seconds=seconds_ago)).replace(second=0)
    assume(zone is None or f"{then.astimezone(zone):%S}" == "00")
    assert moment_typed(spelled(then, zone), zone, now) == then
