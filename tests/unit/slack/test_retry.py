from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.retry import (
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    LONGEST_PAUSE,
    GiveUp,
    SlackFailure,
    Trouble,
    TryAgain,
    decide,
    pause,
)

METHOD = "chat.postMessage"


@pytest.mark.parametrize("error", ["ratelimited", "rate_limited"])
def test_a_rate_limit_is_waited_for_as_long_as_slack_says(error: str) -> None:
    failure = SlackFailure(METHOD, error, timedelta(seconds=30))
    assert decide(failure, attempt=1) == TryAgain(timedelta(seconds=30), reason=str(failure))
    assert decide(failure, attempt=9) == TryAgain(timedelta(seconds=30), reason=str(failure))


def test_a_rate_limit_without_a_time_is_waited_for_briefly() -> None:
    failure = SlackFailure(METHOD, "ratelimited")
    assert decide(failure, attempt=5) == TryAgain(FIRST_PAUSE, reason=f"{METHOD}: ratelimited")


@pytest.mark.parametrize(
    "error", ["internal_error", "fatal_error", "service_unavailable", "request_timeout"]
)
def test_a_slack_that_is_away_is_tried_again_after_longer_and_longer_pauses(error: str) -> None:
    failure = SlackFailure(METHOD, error)
    assert failure.trouble is Trouble.UNREACHABLE
    assert decide(failure, attempt=1) == TryAgain(timedelta(seconds=2), reason=str(failure))
    assert decide(failure, attempt=4) == TryAgain(timedelta(seconds=16), reason=str(failure))


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ("is_archived", Trouble.CHANNEL_ARCHIVED),
        ("channel_not_found", Trouble.CHANNEL_GONE),
        ("not_in_channel", Trouble.NOT_IN_CHANNEL),
        ("account_inactive", Trouble.REVOKED),
        ("invalid_auth", Trouble.REVOKED),
        ("not_authed", Trouble.REVOKED),
        ("token_expired", Trouble.REVOKED),
        ("token_revoked", Trouble.REVOKED),
        ("msg_too_long", Trouble.REFUSED),
        ("an_error_of_next_year", Trouble.REFUSED),
    ],
)
def test_what_would_fail_alike_is_given_up_with_its_reason(error: str, trouble: Trouble) -> None:
    failure = SlackFailure(METHOD, error)
    assert failure.trouble is trouble
    assert decide(failure, attempt=1) == GiveUp(f"{METHOD}: {error}")


def test_an_unreachable_slack_is_given_up_in_the_end() -> None:
    failure = SlackFailure(METHOD, "internal_error")
    assert isinstance(decide(failure, attempt=GIVE_UP_AFTER - 1), TryAgain)
    assert decide(failure, attempt=GIVE_UP_AFTER) == GiveUp(f"{METHOD}: internal_error")


def test_a_rate_limit_is_never_a_reason_to_give_up() -> None:
    failure = SlackFailure(METHOD, "ratelimited", timedelta(seconds=30))
    assert decide(failure, attempt=GIVE_UP_AFTER * 2) == TryAgain(
        timedelta(seconds=30), reason=str(failure)
    )


def test_pauses_double_from_two_seconds_to_an_hour() -> None:
    seconds = [pause(attempt).total_seconds() for attempt in range(1, 14)]
    assert seconds == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]


@given(st.integers(1, 10_000))
def test_a_pause_is_never_more_than_an_hour(attempt: int) -> None:
    assert FIRST_PAUSE <= pause(attempt) <= LONGEST_PAUSE


def test_an_unreachable_slack_is_waited_for_longer_than_a_day() -> None:
    waited = sum((pause(attempt) for attempt in range(1, GIVE_UP_AFTER)), timedelta())
    assert timedelta(days=1) < waited < timedelta(days=2)
