"""reactions.*"""

from collections.abc import AsyncIterator

import pytest

from tests.unit.sandbox.workspaces import Workspace, listening, refused, workspace


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    async with workspace() as w:
        yield w


async def test_a_reaction_is_an_event_without_the_text(w: Workspace) -> None:
    ts = await w.bob.say("general", "rolled back")
    async with listening(w.sandbox) as app:
        await app.event()
        await w.alice.react("general", ts, ":pushpin:")
        event = await app.event()
    assert event == {
        "type": "reaction_added",
        "user": "U0ALICE",
        "reaction": "pushpin",
        "item": {"type": "message", "channel": "C0GEN", "ts": ts},
        "item_user": "U0BOB",
        "event_ts": event["event_ts"],
    }


async def test_the_bot_reacts_once(w: Workspace) -> None:
    target = {"channel": "C0GEN", "timestamp": await w.alice.say("general", "hi")}
    await w.client.reactions_add(**target, name="eyes")
    async with refused("already_reacted"):
        await w.client.reactions_add(**target, name="eyes")
    await w.client.reactions_remove(**target, name="eyes")
    async with refused("no_reaction"):
        await w.client.reactions_remove(**target, name="eyes")


async def test_an_emoji_nobody_knows_is_refused(w: Workspace) -> None:
    ts = await w.alice.say("general", "hi")
    async with refused("invalid_name"):
        await w.client.reactions_add(channel="C0GEN", timestamp=ts, name="no-such-emoji")


async def test_a_message_that_is_not_there_has_no_reactions(w: Workspace) -> None:
    async with refused("message_not_found"):
        await w.client.reactions_add(channel="C0GEN", timestamp="1.000000", name="eyes")


async def test_reactions_are_read_in_their_order(w: Workspace) -> None:
    ts = await w.alice.say("general", "hi")
    await w.bob.react("general", ts, "eyes")
    await w.alice.react("general", ts, "pushpin")
    await w.alice.react("general", ts, "eyes")
    got = await w.client.reactions_get(channel="C0GEN", timestamp=ts)
    assert got["message"]["reactions"] == [
        {"name": "eyes", "users": ["U0BOB", "U0ALICE"], "count": 2},
        {"name": "pushpin", "users": ["U0ALICE"], "count": 1},
    ]
    listed = await w.client.reactions_list(user="U0BOB")
    assert [item["message"]["ts"] for item in listed["items"]] == [ts]
