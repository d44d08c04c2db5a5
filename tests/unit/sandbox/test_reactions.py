"""reactions.*"""

import pytest

from app.sandbox.errors import SlackError
from tests.unit.sandbox.workspaces import Workspace, listening, refused


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


async def test_two_names_of_one_emoji_are_one_reaction(w: Workspace) -> None:
    ts = await w.alice.say("general", "hi")
    await w.bob.react("general", ts, "thumbsup")
    await w.alice.react("general", ts, "+1")
    target = {"channel": "C0GEN", "timestamp": ts}
    got = await w.client.reactions_get(channel="C0GEN", timestamp=target["timestamp"])
    assert got["message"]["reactions"] == [
        {"name": "+1", "users": ["U0BOB", "U0ALICE"], "count": 2}
    ]
    await w.bob.unreact("general", ts, "+1")
    await w.client.reactions_add(**target, name="thumbsup")
    async with refused("already_reacted"):
        await w.client.reactions_add(**target, name="+1")


async def test_a_skin_tone_makes_another_reaction_and_nothing_else_does(w: Workspace) -> None:
    target = {"channel": "C0GEN", "timestamp": await w.alice.say("general", "hi")}
    await w.client.reactions_add(**target, name="thumbsup")
    await w.client.reactions_add(**target, name="thumbsup::skin-tone-3")
    got = await w.client.reactions_get(channel="C0GEN", timestamp=target["timestamp"])
    assert [r["name"] for r in got["message"]["reactions"]] == ["+1", "+1::skin-tone-3"]
    for name in ("thumbsup::foo", "thumbsup::skin-tone-7", "thumbsup::"):
        async with refused("invalid_name"):
            await w.client.reactions_add(**target, name=name)


async def test_custom_emoji_can_be_reacted_with(w: Workspace) -> None:
    w.sandbox.slack.world.custom_emoji.add("shipit")
    ts = await w.alice.say("general", "hi")
    await w.client.reactions_add(channel="C0GEN", timestamp=ts, name="shipit")
    assert w.alice.sees("general")[0].reactions[0].name == "shipit"


async def test_nobody_reacts_to_what_was_deleted(w: Workspace) -> None:
    ts = await w.alice.say("general", "parent")
    await w.bob.reply("general", ts, "child")
    await w.alice.delete("general", ts)
    async with refused("message_not_found"):
        await w.client.reactions_add(channel="C0GEN", timestamp=ts, name="eyes")
    with pytest.raises(SlackError, match="message_not_found"):
        await w.bob.react("general", ts, "eyes")


async def test_a_timestamp_has_to_look_like_one(w: Workspace) -> None:
    async with refused("bad_timestamp"):
        await w.client.reactions_add(channel="C0GEN", timestamp="yesterday", name="eyes")
    async with refused("no_item_specified"):
        await w.client.reactions_add(channel="C0GEN", timestamp="", name="eyes")
