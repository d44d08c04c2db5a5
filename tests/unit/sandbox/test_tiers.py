"""When Slack says "ratelimited", and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.tiers import (
    CHANNEL_POSTS,
    WINDOWS,
    WORKSPACE_POSTS,
    EventQuota,
    RateTiers,
    Window,
)
from tests.unit.sandbox.workspaces import START, listening, workspace


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def calls(
    tiers: RateTiers, count: int, method: str, channel: str | None = None
) -> list[int | None]:
    return [tiers.retry_after("T1", method, channel) for _ in range(count)]


@pytest.mark.parametrize(
    ("method", "promised"),
    [("conversations.create", 20), ("conversations.history", 50), ("views.open", 100)],
)
def test_what_slack_promises_and_a_burst_is_allowed_and_no_more(method: str, promised: int) -> None:
    answers = calls(RateTiers(Clock()), 2 * promised, method)

    allowed = answers.index(60)
    assert promised <= allowed <= 1.25 * promised
    assert set(answers[:allowed]) == {None}
    assert set(answers[allowed:]) == {60}


def test_a_call_is_allowed_again_after_the_wait_it_was_told() -> None:
    clock = Clock()
    tiers = RateTiers(clock)
    calls(tiers, 10, "conversations.create")
    clock.wait(20.5)
    calls(tiers, 15, "conversations.create")

    wait = tiers.retry_after("T1", "conversations.create", None)

    assert wait == 40
    clock.wait(wait)
    assert calls(tiers, 10, "conversations.create") == [None] * 10
    assert tiers.retry_after("T1", "conversations.create", None) == 20


def test_a_refused_call_is_not_counted() -> None:
    clock = Clock()
    tiers = RateTiers(clock)
    calls(tiers, 100, "pins.add")
    clock.wait(60)

    assert tiers.retry_after("T1", "pins.add", None) is None


def test_methods_and_workspaces_are_counted_apart() -> None:
    tiers = RateTiers(Clock())
    calls(tiers, 100, "pins.add")

    assert tiers.retry_after("T1", "pins.remove", None) is None
    assert tiers.retry_after("T2", "pins.add", None) is None


def test_a_channel_takes_a_short_burst_of_messages_then_one_a_second() -> None:
    clock = Clock()
    tiers = RateTiers(clock)

    assert calls(tiers, 10, "chat.postMessage", "C1") == [None] * 10
    assert tiers.retry_after("T1", "chat.postMessage", "C1") == 10
    assert tiers.retry_after("T1", "chat.postMessage", "C2") is None


def test_messages_a_second_apart_are_never_refused() -> None:
    clock = Clock()
    tiers = RateTiers(clock)

    for _ in range(300):
        assert tiers.retry_after("T1", "chat.postMessage", "C1") is None
        clock.wait(1)


def test_a_workspace_takes_a_few_hundred_messages_a_minute() -> None:
    tiers = RateTiers(Clock())

    answers = [
        tiers.retry_after("T1", "chat.postMessage", f"C{number}")
        for number in range(WORKSPACE_POSTS.calls + 1)
    ]

    assert answers == [None] * WORKSPACE_POSTS.calls + [60]


def test_an_unknown_method_is_not_limited() -> None:
    assert set(calls(RateTiers(Clock()), 1000, "made.up")) == {None}


@given(st.lists(st.floats(0, 30), max_size=120))
def test_no_window_ever_holds_more_than_its_tier(pauses: list[float]) -> None:
    clock = Clock()
    tiers = RateTiers(clock)
    allowed: list[datetime] = []
    for pause in pauses:
        clock.wait(pause)
        if tiers.retry_after("T1", "conversations.create", None) is None:
            allowed.append(clock.time)

    window = WINDOWS["T2"]
    for start in allowed:
        inside = [moment for moment in allowed if start <= moment < start + window.lasts_for]
        assert len(inside) <= window.calls


def test_the_burst_of_a_channel_is_its_rate_over_the_window() -> None:
    assert CHANNEL_POSTS.calls == CHANNEL_POSTS.lasts_for.total_seconds()


async def test_an_app_that_hears_too_much_is_told_once_a_minute_and_hears_no_more() -> None:
    async with workspace() as w:
        clock = w.sandbox.clock
        w.sandbox.slack.event_quota = EventQuota(clock.now, Window(3, timedelta(hours=1)))
        async with listening(w.sandbox) as app:
            for n in range(5):
                await w.alice.say("general", str(n))
            clock.advance(timedelta(minutes=1))
            await w.alice.say("general", "5")
            taken = [await app.take() for _ in range(5)]
            for envelope in taken:
                await app.ack(envelope)
            clock.advance(timedelta(hours=1))
            await w.alice.say("general", "6")
            last = await app.event()
    payloads = [envelope["payload"] for envelope in taken]
    texts = [p["event"]["text"] for p in payloads if p["type"] == "event_callback"]
    assert sorted(texts) == ["0", "1", "2"]
    limited = [p for p in payloads if p["type"] == "app_rate_limited"]
    minute = int(START.timestamp())
    assert [p["minute_rate_limited"] for p in limited] == [minute, minute + 60]
    assert limited[0] | {"token": ""} == {
        "token": "",
        "type": "app_rate_limited",
        "team_id": "T0ACME",
        "minute_rate_limited": minute,
        "api_app_id": "A0APP",
    }
    assert last["text"] == "6"


async def test_an_app_hears_thirty_thousand_events_an_hour() -> None:
    async with workspace(has_rate_limits=True) as w:
        quota = w.sandbox.slack.event_quota
        assert quota is not None
        assert all(quota.has_room() for _ in range(30_000))
        assert not quota.has_room()
