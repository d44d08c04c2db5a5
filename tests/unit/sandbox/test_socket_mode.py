"""Socket Mode as an app meets it: tickets, envelopes, acknowledgements, redelivery."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import WSServerHandshakeError

from app.sandbox.ids import Ids
from app.sandbox.sockets import MAX_CONNECTIONS, SocketMode
from tests.unit.sandbox.leaving import left_before_the_answer
from tests.unit.sandbox.workspaces import Listener, Workspace, listening, workspace


@pytest.fixture
async def hasty() -> AsyncIterator[Workspace]:
    """A Slack that waits a twentieth of a second for an acknowledgement."""
    async with workspace(ack_timeout_s=0.05) as w:
        yield w


async def test_a_socket_begins_with_hello(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        assert app.hello["type"] == "hello"
        assert app.hello["num_connections"] == 1


async def test_a_ticket_opens_one_connection(w: Workspace) -> None:
    opened = await w.client.apps_connections_open(app_token=w.sandbox.app_token)
    async with listening(w.sandbox) as app:
        await (await app.session.ws_connect(opened["url"])).close()
        with pytest.raises(WSServerHandshakeError):
            await app.session.ws_connect(opened["url"])


async def test_a_message_arrives_as_an_event_with_authorizations(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        ts = await w.alice.say("general", "hello")
        envelope = await app.take()
    payload = envelope["payload"]
    assert envelope["type"] == "events_api"
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert payload["type"] == "event_callback"
    assert payload["authorizations"][0]["user_id"] == w.sandbox.bot_user_id
    assert payload["event"]["ts"] == ts
    assert payload["event"]["channel_type"] == "channel"


async def test_what_is_not_acknowledged_comes_three_times_more_under_the_same_event_id(
    hasty: Workspace,
) -> None:
    async with listening(hasty.sandbox) as app:
        await hasty.alice.say("general", "hello")
        envelopes = [await app.take() for _ in range(4)]
        await hasty.sandbox.settled()
    assert [e["retry_attempt"] for e in envelopes] == [0, 1, 2, 3]
    assert [e["retry_reason"] for e in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({e["payload"]["event_id"] for e in envelopes}) == 1
    assert len({e["envelope_id"] for e in envelopes}) == 4


async def test_what_happens_while_nobody_is_connected_waits(w: Workspace) -> None:
    await w.alice.say("general", "first")
    await w.alice.say("general", "second")
    async with listening(w.sandbox) as app:
        assert [(await app.event())["text"] for _ in range(2)] == ["first", "second"]


async def test_what_a_dying_socket_did_not_acknowledge_goes_to_the_next(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        await w.alice.say("general", "hello")
        lost = await app.take()
    async with listening(w.sandbox) as app:
        again = await app.take()
        await app.ack(again)
        await w.sandbox.settled()
    assert again["payload"]["event_id"] == lost["payload"]["event_id"]
    assert again["retry_attempt"] == 1


async def test_each_event_goes_to_one_of_the_connections(w: Workspace) -> None:
    async with listening(w.sandbox) as one, listening(w.sandbox) as other:
        await w.alice.say("general", "first")
        await w.alice.say("general", "second")
        texts = {(await one.event())["text"], (await other.event())["text"]}
        await w.sandbox.settled()
    assert texts == {"first", "second"}


async def test_an_eleventh_connection_is_sent_away(w: Workspace) -> None:
    sockets = [await Listener.connect(w.sandbox) for _ in range(MAX_CONNECTIONS)]
    surplus = await Listener.connect(w.sandbox)
    assert surplus.hello == {
        "type": "disconnect",
        "reason": "too_many_websockets",
        "debug_info": {"host": "applink-sandbox"},
    }
    for socket in [*sockets, surplus]:
        await socket.close()


async def test_a_refresh_asks_to_reconnect_and_sends_nothing_more_there(w: Workspace) -> None:
    async with listening(w.sandbox) as old:
        await w.sandbox.disconnect()
        assert (await old.take())["type"] == "disconnect"
        await w.alice.say("general", "hello")
        async with listening(w.sandbox) as new:
            assert (await new.event())["text"] == "hello"


async def test_a_command_without_a_connection_fails_at_once(w: Workspace) -> None:
    answer = await w.alice.command("/help me", channel="general")
    assert not answer.is_acked
    assert answer.problem == "dispatch_failed"


async def test_a_command_that_is_not_acknowledged_in_time_fails_for_the_person(
    hasty: Workspace,
) -> None:
    async with listening(hasty.sandbox) as app:
        answer = await hasty.alice.command("/help me", channel="general")
        first, again = await app.take(), await app.take()
        await app.ack(again)
        await hasty.sandbox.settled()
    assert answer.problem == "timeout"
    assert first["payload"] == again["payload"]


async def test_an_app_that_leaves_during_the_handshake_is_never_there() -> None:
    sockets = SocketMode("A1", Ids(), ack_timeout_s=1.0)
    await left_before_the_answer(sockets.serve, f"?{sockets.ticket()}")
    assert sockets.open_connections == 0
