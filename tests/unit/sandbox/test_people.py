"""People: what they do reaches the app, and what the app does reaches their screens."""

from typing import Any

import pytest

from app.sandbox.errors import SlackError
from app.sandbox.members import Upload
from tests.unit.sandbox.workspaces import Listener, Workspace, listening, refused


async def test_an_edit_and_a_deletion_are_heard(w: Workspace) -> None:
    ts = await w.alice.say("general", "one")
    async with listening(w.sandbox) as app:
        await app.event()
        await w.alice.edit("general", ts, "two")
        await w.alice.delete("general", ts)
        edited, deleted = await app.event(), await app.event()
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "two")
    assert edited["message"]["edited"]["user"] == "U0ALICE"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "two"


async def test_a_reply_names_its_thread(w: Workspace) -> None:
    ts = await w.alice.say("general", "parent")
    async with listening(w.sandbox) as app:
        await app.event()
        await w.bob.reply("general", ts, "child")
        event = await app.event()
    assert (event["thread_ts"], event["parent_user_id"]) == (ts, "U0ALICE")


async def test_what_happens_where_the_bot_is_not_stays_there(w: Workspace) -> None:
    w.sandbox.add_channel("other", members=[w.alice])
    await w.alice.say("other", "unheard")
    await w.alice.say("general", "heard")
    async with listening(w.sandbox) as app:
        assert (await app.event())["text"] == "heard"


async def test_direct_messages_and_mentions_have_their_own_events(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        await w.alice.tell_app("hello")
        direct = await app.event()
        await w.alice.say("general", "<@U0BOT> help")
        await app.event()
        mention = await app.event()
    assert direct["channel_type"] == "im"
    assert mention["type"] == "app_mention"


async def test_pins_are_heard(w: Workspace) -> None:
    ts = await w.bob.say("general", "keep")
    async with listening(w.sandbox) as app:
        await app.event()
        await w.alice.pin("general", ts)
        await w.alice.unpin("general", ts)
        pinned, _told, unpinned = [await app.event() for _ in range(3)]
    assert (pinned["type"], pinned["item"]["message"]["ts"]) == ("pin_added", ts)
    assert unpinned["type"] == "pin_removed"


async def test_a_file_comes_with_its_message(w: Workspace) -> None:
    upload = Upload("trace.log", b"boom")
    async with listening(w.sandbox) as app:
        await w.alice.say("general", "see", files=[upload])
        event = await app.event()
    assert event["subtype"] == "file_share"
    assert (event["files"][0]["name"], event["files"][0]["size"]) == ("trace.log", 4)


async def test_nobody_speaks_where_they_are_not(w: Workspace) -> None:
    w.sandbox.add_channel("other", members=[w.alice])
    with pytest.raises(SlackError, match="not_in_channel"):
        await w.bob.say("other", "hi")
    await w.bob.join("other")
    await w.bob.say("other", "hi")


async def test_nobody_sees_a_private_channel_from_outside(w: Workspace) -> None:
    w.sandbox.add_channel("secret", members=[w.alice], kind="private")
    with pytest.raises(SlackError, match="channel_not_found"):
        w.bob.sees("secret")


async def test_only_its_author_edits_a_message(w: Workspace) -> None:
    ts = await w.alice.say("general", "mine")
    with pytest.raises(SlackError, match="cant_update_message"):
        await w.bob.edit("general", ts, "yours")


async def test_a_command_reaches_the_app_with_everything_slack_sends(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        w.sandbox.slack.chores.start(
            _answer(app, {"text": "hello", "response_type": "ephemeral"}), "app"
        )
        answer = await w.alice.command("/help me & @bob in #general", channel="general")
    assert (answer.is_acked, answer.text, answer.is_public) == (True, "hello", False)
    assert [heard.text for heard in w.alice.whispers("general")] == ["hello"]
    command = w.sandbox.deliveries[-1].parcel.payload
    assert command["text"] == "me &amp; <@U0BOB|bob> in <#C0GEN|general>"
    assert command["channel_name"] == "general"
    assert command["trigger_id"]
    assert command["response_url"].startswith(w.sandbox.slack.host)


async def _answer(app: Listener, payload: dict[str, Any] | None) -> None:
    await app.ack(await app.take(), payload)


async def test_a_command_without_escaping_keeps_names_as_typed(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        w.sandbox.slack.chores.start(_answer(app, None), "app")
        answer = await w.alice.command("/raw @bob", channel="general")
    assert answer.text == ""
    assert w.sandbox.deliveries[-1].parcel.payload["text"] == "@bob"


async def test_nobody_types_where_they_only_look_on(w: Workspace) -> None:
    w.sandbox.add_channel("other", members=[w.bob])
    with pytest.raises(SlackError, match="not_in_channel"):
        await w.alice.command("/help", channel="other")


async def test_nobody_types_in_an_archived_channel(w: Workspace) -> None:
    w.sandbox.add_channel("old", members=[w.alice])
    await w.alice.archive("old")
    with pytest.raises(SlackError, match="is_archived"):
        await w.alice.command("/help", channel="old")


async def test_a_command_nobody_offers_cannot_be_sent(w: Workspace) -> None:
    with pytest.raises(LookupError, match="/nope"):
        await w.alice.command("/nope", channel="general")


async def test_a_shortcut_nobody_offers_cannot_be_run(w: Workspace) -> None:
    with pytest.raises(LookupError, match="keep"):
        await w.alice.shortcut("keep")


async def test_an_app_that_is_removed_hears_so_and_may_do_nothing_more(w: Workspace) -> None:
    async with listening(w.sandbox) as app:
        w.sandbox.uninstall()
        revoked, uninstalled = await app.event(), await app.event()
    assert (revoked["type"], revoked["tokens"]) == (
        "tokens_revoked",
        {"oauth": [], "bot": ["U0BOT"]},
    )
    assert uninstalled["type"] == "app_uninstalled"
    async with refused("token_revoked"):
        await w.client.auth_test()


async def test_opening_the_home_tab_is_an_event_with_the_published_view(w: Workspace) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    await w.client.views_publish(user_id="U0ALICE", view=home)
    async with listening(w.sandbox) as app:
        await w.alice.open_home()
        event = await app.event()
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", "U0ALICE", "home")
    assert event["channel"].startswith("D")
    assert event["view"]["blocks"][0]["type"] == "divider"
