from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import EmojiName, MessageTs
from app.timeline.rules import (
    Course,
    found_message,
    kind_of,
    phase_at,
    said_at,
)
from app.vocabulary import EntryKind, Phase, State
from app.workspace.rules_marks import DEFAULT_MARKS, meaning_of

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def emoji(*names: str) -> list[EmojiName]:
    return [EmojiName(name) for name in names]


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
    meanings = [meaning for each in marks if (meaning := meaning_of(each, DEFAULT_MARKS))]

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
                {
                    "id": "F1",
                    "name": "graph.png",
                    "mimetype": "image/png",
                    "permalink": "https://a.example/f",
                },
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
        {"id": "F1", "name": "graph.png", "type": "image/png", "permalink": "https://a.example/f"},
        {"id": "", "name": "Untitled", "type": "", "permalink": ""},
        {"id": "", "name": "file", "type": "", "permalink": ""},
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
