from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import TeamId, UserId
from app.workspace.handlers import COUNTRIES
from app.workspace.rules import Choices, Workspace, clock_time, is_stale, problems, zone_named

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SOUND = Choices(
    announce_channel=None,
    time_zone="Europe/Berlin",
    day_starts_at="09:00",
    day_ends_at="17:00",
    holiday_country="DE",
    facilitators=(),
)


@pytest.mark.parametrize(
    "name", [None, "", "Europe", "Berlin/Europe", "../etc/passwd", "x" * 5000, "Mars\x00", ".", "/"]
)
def test_a_name_of_no_zone_gives_none(name: str | None) -> None:
    assert zone_named(name) is None


@given(st.text())
def test_no_text_is_too_odd_to_be_asked_for_a_zone(name: str) -> None:
    zone = zone_named(name)
    assert zone is None or zone.key == name


def test_a_zone_is_known_by_its_iana_name() -> None:
    assert str(zone_named("America/Argentina/Ushuaia")) == "America/Argentina/Ushuaia"


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        (" 23:59 ", time(23, 59)),
        ("0:00", time(0, 0)),
        ("24:00", None),
        ("9", None),
        ("9:60", None),
        ("9:30am", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_or_refused(typed: str, clock: time | None) -> None:
    assert clock_time(typed) == clock


def test_a_profile_is_stale_when_unknown_or_a_day_old() -> None:
    assert is_stale(None, NOW)
    assert not is_stale(NOW - timedelta(days=1), NOW)
    assert is_stale(NOW - timedelta(days=1, seconds=1), NOW)


def test_sound_choices_have_no_problem() -> None:
    assert problems(SOUND, COUNTRIES) == {}
    assert problems(replace(SOUND, holiday_country=None), COUNTRIES) == {}
    assert problems(replace(SOUND, meeting_link="https://meet.example/r?a=1"), COUNTRIES) == {}


@pytest.mark.parametrize(
    ("choices", "field", "says"),
    [
        (replace(SOUND, time_zone="Berlin"), "time_zone", "Europe/Berlin"),
        (replace(SOUND, day_starts_at="nine"), "day_starts_at", "like 09:00"),
        (replace(SOUND, day_ends_at="24:00"), "day_ends_at", "like 17:00"),
        (replace(SOUND, day_ends_at="10:59"), "day_ends_at", "two hours"),
        (replace(SOUND, day_starts_at="18:00"), "day_ends_at", "two hours"),
        (replace(SOUND, holiday_country="XX"), "holiday_country", "like DE, US or IN"),
        (replace(SOUND, meeting_link="http://meet.example"), "meeting_link", "https://"),
        (replace(SOUND, meeting_link="javascript:alert(1)"), "meeting_link", "https://"),
        (replace(SOUND, meeting_link="https://"), "meeting_link", "https://"),
        (replace(SOUND, meeting_link="https://[meet.example"), "meeting_link", "https://"),
        (replace(SOUND, meeting_link="https://meet.example|here>"), "meeting_link", "https://"),
        (replace(SOUND, meeting_link="https://meet.example/a b"), "meeting_link", "https://"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(choices: Choices, field: str, says: str) -> None:
    [(told, sentence)] = problems(choices, COUNTRIES).items()
    assert told == field
    assert says in sentence


def test_several_problems_are_told_at_once() -> None:
    wrong = replace(SOUND, time_zone="?", day_starts_at="?", day_ends_at="?", holiday_country="?")
    assert set(problems(wrong, COUNTRIES)) == {
        "time_zone",
        "day_starts_at",
        "day_ends_at",
        "holiday_country",
    }


def test_a_day_of_two_hours_is_long_enough() -> None:
    assert problems(replace(SOUND, day_ends_at="11:00"), COUNTRIES) == {}


def test_a_workspace_whose_zone_is_unknown_lives_by_utc() -> None:
    workspace = Workspace(
        team=TeamId("T1"),
        name="Acme",
        url="https://a.example/",
        bot_user=UserId("U1"),
        choices=SOUND,
    )
    assert str(workspace.zone) == "Europe/Berlin"
    odd = replace(workspace, choices=replace(SOUND, time_zone="Gone/Away"))
    assert str(odd.zone) == "UTC"


@pytest.mark.parametrize("handle", ["two words", "@@sre", "<!subteam^S1>", "-", ""])
def test_a_handle_that_no_group_can_have_is_explained(handle: str) -> None:
    found = problems(replace(SOUND, facilitator_group=handle), COUNTRIES)
    assert list(found) == (["facilitator_group"] if handle else [])


def test_a_handle_of_a_group_is_taken() -> None:
    assert problems(replace(SOUND, facilitator_group="sre-facilitators"), COUNTRIES) == {}
