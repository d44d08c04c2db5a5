"""A bad day: failing calls, events lost, doubled, late or in another order."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientConnectionError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError

from tests.unit.sandbox.workspaces import Workspace, listening, refused, workspace


async def post(w: Workspace, text: str = "hi", timeout_s: float = 5) -> int:
    """Post without slack_sdk's retries; the HTTP status."""
    url = f"{w.sandbox.api_url}chat.postMessage"
    header = {"Authorization": f"Bearer {w.sandbox.bot_token}"}
    body = {"channel": "C0GEN", "text": text}
    timeout = ClientTimeout(total=timeout_s)
    async with (
        ClientSession(headers=header, timeout=timeout) as session,
        session.post(url, json=body) as response,
    ):
        return response.status


async def test_a_rate_limit_names_the_wait_and_passes(w: Workspace) -> None:
    w.sandbox.faults.ratelimit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await w.client.chat_postMessage(channel="C0GEN", text="hi")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert w.alice.sees("general") == []
    assert await post(w) == 200


async def test_a_server_error_does_no_work(w: Workspace) -> None:
    w.sandbox.faults.server_error(times=2)
    assert [await post(w) for _ in range(3)] == [500, 500, 200]
    assert len(w.alice.sees("general")) == 1


async def test_any_refusal_can_be_forced(w: Workspace) -> None:
    w.sandbox.faults.refuse("chat.postMessage", "restricted_action")
    async with refused("restricted_action"):
        await w.client.chat_postMessage(channel="C0GEN", text="hi")


async def test_a_reset_comes_before_the_work(w: Workspace) -> None:
    w.sandbox.faults.reset("chat.postMessage")
    with pytest.raises(ClientConnectionError):
        await post(w)
    assert w.alice.sees("general") == []


async def test_a_lost_answer_comes_after_the_work(w: Workspace) -> None:
    w.sandbox.faults.lose_answer("chat.postMessage")
    with pytest.raises(ClientConnectionError):
        await post(w)
    assert [message.text for message in w.alice.sees("general")] == ["hi"]


async def test_a_hanging_call_never_answers(w: Workspace) -> None:
    w.sandbox.faults.hang("chat.postMessage")
    with pytest.raises(TimeoutError):
        await post(w, timeout_s=0.05)
    assert w.alice.sees("general") == []


async def test_a_slow_call_answers_in_the_end(w: Workspace) -> None:
    w.sandbox.faults.slow("chat.postMessage", seconds=0.01)
    assert await post(w) == 200


async def test_hooks_run_right_before_and_right_after_the_work(w: Workspace) -> None:
    seen: list[int] = []
    w.sandbox.faults.on_call(
        "chat.postMessage",
        before=lambda: seen.append(len(w.alice.sees("general"))),
        after=lambda: seen.append(len(w.alice.sees("general"))),
    )
    await post(w)
    await post(w)
    assert seen == [0, 1]


async def test_a_dropped_event_never_comes(w: Workspace) -> None:
    w.sandbox.faults.drop("message")
    async with listening(w.sandbox) as app:
        await w.alice.say("general", "lost")
        await w.alice.say("general", "found")
        assert (await app.event())["text"] == "found"


async def test_a_duplicate_has_the_same_event_id(w: Workspace) -> None:
    w.sandbox.faults.duplicate("message")
    async with listening(w.sandbox) as app:
        await w.alice.say("general", "twice")
        envelopes = [await app.take(), await app.take()]
        for envelope in envelopes:
            await app.ack(envelope)
        await w.sandbox.settled()
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 0]


async def test_a_delayed_event_comes_when_the_clock_gets_there(w: Workspace) -> None:
    w.sandbox.faults.delay("message", wait_for=timedelta(minutes=10))
    async with listening(w.sandbox) as app:
        await w.alice.say("general", "late")
        await w.alice.say("general", "on time")
        first = await app.event()
        w.sandbox.clock.advance(timedelta(minutes=10))
        second = await app.event()
    assert [first["text"], second["text"]] == ["on time", "late"]


async def test_held_events_may_come_in_reverse(w: Workspace) -> None:
    w.sandbox.faults.hold("message")
    async with listening(w.sandbox) as app:
        for text in ("one", "two"):
            await w.alice.say("general", text)
        w.sandbox.faults.clear()
        w.sandbox.release_events(is_reversed=True)
        assert [(await app.event())["text"] for _ in range(2)] == ["two", "one"]


async def test_what_nobody_takes_is_named_when_waiting_ends(w: Workspace) -> None:
    await w.alice.say("general", "hello")
    with pytest.raises(TimeoutError, match="message"):
        await w.sandbox.settled(timeout_s=0.01)


async def test_stopping_ends_hanging_calls() -> None:
    async with workspace() as w:
        w.sandbox.faults.hang("chat.postMessage")
        call = asyncio.create_task(post(w))
        await w.sandbox.until(lambda: w.sandbox.calls)
    with pytest.raises(ClientConnectionError):
        await call
