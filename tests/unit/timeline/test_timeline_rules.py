from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.slack.ids import EmojiName, MessageTs
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import (
    DEFAULT_MARKS,
    STORED,
    Course,
    base_emoji,
    check_clock_time,
    found_message,
    kind_of,
    latest_moment,
    meaning_of,
    phase_at,
    said_at,
    split_note,
)
from app.vocabulary import EntryKind, Meaning, Phase, State

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def emoji(*names: str) -> list[EmojiName]:
    return [EmojiName(name) for name in names]


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("pushpin", "pushpin"),
        ("handshake::skin-tone-2", "handshake"),
        ("handshake::skin-tone-6", "handshake"),
        ("skin-tone-3", "skin-tone-3"),
    ],
)
def test_a_skin_tone_makes_no_other_emoji(reaction: str, name: str) -> None:
    assert base_emoji(reaction) == name


def test_six_emoji_are_marks_and_the_bots_own_is_not() -> None:
    assert len([name for names in DEFAULT_MARKS.values() for name in names]) == len(Meaning) == 6
    assert meaning_of(EmojiName("scales")) is Meaning.DECISION
    assert meaning_of(STORED) is None
    assert meaning_of(EmojiName("joy")) is None


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        (emoji("pushpin"), EntryKind.OBSERVATION),
        (emoji("bulb"), EntryKind.OBSERVATION),
        (emoji("four_leaf_clover"), EntryKind.CONTEXT),
        (emoji("star"), EntryKind.CONTEXT),
        (emoji("pushpin", "scales"), EntryKind.DECISION),
        (emoji("handshake", "pushpin"), EntryKind.HANDOFF),
        (emoji("handshake", "scales"), EntryKind.DECISION),
        (emoji("star", "bulb"), EntryKind.OBSERVATION),
        ([], EntryKind.OBSERVATION),
    ],
)
def test_of_several_marks_the_telling_one_decides(marks: list[EmojiName], kind: EntryKind) -> None:
    meanings = [meaning for each in marks if (meaning := meaning_of(each))]

    assert len(meanings) == len(marks)
    assert kind_of(meanings) is kind


COURSE = Course(
    started_at=NOW,
    declared_at=NOW + 10 * MINUTE,
    resolved_at=NOW + 60 * MINUTE,
    states=(
        (NOW + 20 * MINUTE, State.IDENTIFIED),
        (NOW + 40 * MINUTE, State.MONITORING),
        (NOW + 60 * MINUTE, State.RESOLVED),
    ),
)


@pytest.mark.parametrize(
    ("minutes", "phase"),
    [
        (-1, Phase.BEFORE),
        (0, Phase.DETECT),
        (9, Phase.DETECT),
        (10, Phase.DIAGNOSE),
        (19, Phase.DIAGNOSE),
        (20, Phase.MITIGATE),
        (40, Phase.RECOVER),
        (60, Phase.RECOVER),
        (61, Phase.AFTER),
    ],
)
def test_the_phase_of_a_moment_follows_the_incidents_course(minutes: int, phase: Phase) -> None:
    assert phase_at(NOW + minutes * MINUTE, COURSE) is phase


def test_a_state_that_went_back_takes_the_phase_back() -> None:
    states = [(NOW, State.MONITORING), (NOW + MINUTE, State.INVESTIGATING)]
    course = Course(NOW, NOW, None, states)
    assert phase_at(NOW + 2 * MINUTE, course) is Phase.DIAGNOSE


def test_after_a_cancellation_is_afterwards() -> None:
    course = Course(NOW, NOW, None, [(NOW + MINUTE, State.CANCELLED)])
    assert phase_at(NOW + 2 * MINUTE, course) is Phase.AFTER


@given(st.integers(0, 4 * 10**9), st.integers(0, 999_999))
def test_a_message_was_said_when_its_name_says(seconds: int, micros: int) -> None:
    at = said_at(MessageTs(f"{seconds}.{micros:06d}"))
    assert at.tzinfo is UTC
    assert at == datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)


def test_a_message_is_kept_by_words_author_and_names_of_files() -> None:
    message = found_message(
        {
            "ts": "1772528400.000200",
            "thread_ts": "1772528300.000100",
            "user": "U0BOB",
            "text": "see &lt;this&gt; <@U0ALICE>",
            "edited": {"user": "U0BOB", "ts": "1772528500.000000"},
            "files": [
                {"name": "graph.png", "mimetype": "image/png", "permalink": "https://a.example/f"},
                {"title": "Untitled", "mode": "hosted"},
                {"id": "F3", "mode": "tombstone"},
                {},
            ],
        }
    )
    assert message.ts == "1772528400.000200"
    assert message.thread == "1772528300.000100"
    assert message.author == "U0BOB"
    assert message.text == "see &lt;this&gt; <@U0ALICE>"
    assert message.edited_ts == "1772528500.000000"
    assert message.files == [
        {"name": "graph.png", "type": "image/png", "permalink": "https://a.example/f"},
        {"name": "Untitled", "type": "", "permalink": ""},
        {"name": "file", "type": "", "permalink": ""},
    ]


def test_a_message_may_lack_everything_but_its_name() -> None:
    bare = found_message({"ts": "1.000001", "text": None, "edited": None, "files": None})
    assert (bare.author, bare.thread, bare.edited_ts, bare.text, bare.files) == (
        None,
        None,
        None,
        "",
        [],
    )


@pytest.mark.parametrize(
    ("attachments", "words"),
    [
        (
            [{"title": "Queue over 10,000", "text": "for 5 min", "fallback": "alert"}],
            "Queue over 10,000\nfor 5 min",
        ),
        (
            [{"pretext": "Alert", "text": "a &lt; b"}, {"fallback": "[graph]"}],
            "Alert\na &lt; b\n[graph]",
        ),
        ([{"blocks": []}], ""),
        ([], ""),
    ],
)
def test_an_alert_without_text_is_kept_by_what_its_attachments_say(
    attachments: list[dict[str, str]], words: str
) -> None:
    alert = {"ts": "1.000001", "text": "", "attachments": attachments}
    assert found_message(alert).text == words


def test_a_message_is_kept_by_its_text_whatever_its_links_unfurl_to() -> None:
    unfurled = {"ts": "1.000001", "text": "see <https://a.example>", "attachments": [{"text": "x"}]}
    assert found_message(unfurled).text == "see <https://a.example>"


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
