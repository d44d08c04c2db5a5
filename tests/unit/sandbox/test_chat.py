"""chat.*: what Slack takes, keeps and refuses."""

from datetime import timedelta

import pytest

from tests.unit.sandbox.workspaces import SCOPES, Workspace, listening, manifest, refused, workspace


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_a_posted_message_carries_the_bot_and_a_rich_text_block(w: Workspace) -> None:
    answer = await w.client.chat_postMessage(channel="C0GEN", text="hi <@U0ALICE> :tada:")
    message = answer["message"]
    assert (message["user"], message["bot_id"]) == ("U0BOT", "B0BOT")
    elements = message["blocks"][0]["elements"][0]["elements"]
    assert [e["type"] for e in elements] == ["text", "user", "text", "emoji"]


async def test_loose_signs_and_bare_addresses_are_stored_as_slack_stores_them(w: Workspace) -> None:
    answer = await w.client.chat_postMessage(channel="C0GEN", text="a < b & see https://x.test/p.")
    assert answer["message"]["text"] == "a &lt; b &amp; see <https://x.test/p>."


async def test_an_address_ends_before_the_bracket_it_stands_in(w: Workspace) -> None:
    answer = await w.client.chat_postMessage(channel="C0GEN", text="<a href=https://x.test/?p&q>")
    assert answer["message"]["text"] == "&lt;a href=<https://x.test/?p&amp;q>&gt;"


async def test_every_message_has_a_later_ts_even_while_the_clock_stands(w: Workspace) -> None:
    stamps = [
        (await w.client.chat_postMessage(channel="C0GEN", text=str(n)))["ts"] for n in range(3)
    ]
    assert stamps == sorted(set(stamps))
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


async def test_an_empty_message_is_no_text(w: Workspace) -> None:
    async with refused("no_text"):
        await w.client.api_call("chat.postMessage", params={"channel": "C0GEN", "text": ""})


async def test_bad_blocks_are_refused_with_a_pointer_to_each(w: Workspace) -> None:
    async with refused("invalid_blocks") as body:
        await w.client.chat_postMessage(channel="C0GEN", text="t", blocks=[section("x" * 3001)])
    fault = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert body["errors"] == [fault]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {fault}"]


@pytest.mark.parametrize("blocks", ["[{", "divider", {"blocks": [{"type": "divider"}]}, 7])
async def test_blocks_that_are_no_array_have_the_wrong_format(w: Workspace, blocks: object) -> None:
    async with refused("invalid_blocks_format"):
        given = {"channel": "C0GEN", "text": "t", "blocks": blocks}
        await w.client.api_call("chat.postMessage", json=given)


async def test_blocks_inside_attachments_are_checked_too(w: Workspace) -> None:
    good = {"color": "#1f3a4d", "blocks": [section("fine")]}
    sent = await w.client.chat_postMessage(channel="C0GEN", text="t", attachments=[good])
    bad = {"blocks": [section("x" * 3001)]}
    async with refused("invalid_attachments") as body:
        await w.client.chat_postMessage(channel="C0GEN", text="t", attachments=[good, bad])
    (message,) = body["response_metadata"]["messages"]
    assert message.endswith("[json-pointer:/attachments/1/blocks/0/text/text]")
    async with refused("invalid_attachments"):
        await w.client.chat_update(channel="C0GEN", ts=sent["ts"], text="t", attachments=[bad])
    async with refused("invalid_attachments"):
        given = {"channel": "C0GEN", "text": "t", "attachments": ["red"]}
        await w.client.api_call("chat.postMessage", json=given)


async def test_too_much_block_text_in_all_is_refused(w: Workspace) -> None:
    blocks = [section("x" * 2700) for _ in range(5)]
    async with refused("msg_blocks_too_long"):
        await w.client.chat_postMessage(channel="C0GEN", text="t", blocks=blocks)


async def test_markdown_text_excludes_text(w: Workspace) -> None:
    async with refused("markdown_text_conflict"):
        await w.client.chat_postMessage(channel="C0GEN", text="a", markdown_text="**b**")


async def test_the_bot_posts_in_public_channels_it_is_not_in(w: Workspace) -> None:
    w.sandbox.add_channel("other", id="C0OTHER", members=[w.alice])
    assert (await w.client.chat_postMessage(channel="C0OTHER", text="hi"))["ok"]


async def test_without_chat_write_public_it_has_to_be_in_the_channel() -> None:
    async with workspace(manifest(scopes=SCOPES.replace("chat:write.public", ""))) as w:
        w.sandbox.add_channel("other", id="C0OTHER", members=[w.alice])
        async with refused("not_in_channel"):
            await w.client.chat_postMessage(channel="C0OTHER", text="hi")


async def test_a_private_channel_it_is_not_in_does_not_exist_for_the_bot(w: Workspace) -> None:
    w.sandbox.add_channel("secret", id="C0SECRET", members=[w.alice], kind="private")
    async with refused("channel_not_found"):
        await w.client.chat_postMessage(channel="C0SECRET", text="hi")


async def test_nothing_is_said_in_an_archived_channel(w: Workspace) -> None:
    w.sandbox.add_channel("old", id="C0OLD", members=[w.alice, "U0BOT"])
    await w.alice.archive("old")
    async with refused("is_archived"):
        await w.client.chat_postMessage(channel="C0OLD", text="hi")


async def test_a_message_to_a_user_id_opens_the_direct_conversation(w: Workspace) -> None:
    answer = await w.client.chat_postMessage(channel="U0ALICE", text="psst")
    assert answer["channel"].startswith("D")
    assert [m.text for m in w.alice.hears_from_app()] == ["psst"]


async def test_an_ephemeral_message_is_seen_by_one_person_and_no_history(w: Workspace) -> None:
    await w.client.chat_postEphemeral(channel="C0GEN", user="U0ALICE", text="only you")
    assert [heard.text for heard in w.alice.whispers("general")] == ["only you"]
    assert w.bob.whispers("general") == []
    assert (await w.client.conversations_history(channel="C0GEN"))["messages"] == []


async def test_nobody_outside_the_channel_gets_a_whisper(w: Workspace) -> None:
    carol = w.sandbox.add_person("Carol Cole", id="U0CAROL")
    await w.bob.leave(w.sandbox.add_channel("other", id="C0O", members=[w.bob, "U0BOT"]).id)
    async with refused("user_not_in_channel"):
        await w.client.chat_postEphemeral(channel="C0O", user=carol.id, text="hi")


async def test_an_update_is_marked_and_the_app_hears_what_it_was_before(w: Workspace) -> None:
    ts = (await w.client.chat_postMessage(channel="C0GEN", text="old"))["ts"]
    async with listening(w.sandbox) as app:
        await app.event()
        answer = await w.client.chat_update(channel="C0GEN", ts=ts, text="new")
        event = await app.event()
    assert answer["message"]["edited"]["user"] == "U0BOT"
    assert event["subtype"] == "message_changed"
    assert event["previous_message"]["text"] == "old"
    assert (event["message"]["text"], event["message"]["ts"]) == ("new", ts)


async def test_text_alone_takes_the_blocks_away(w: Workspace) -> None:
    sent = await w.client.chat_postMessage(channel="C0GEN", text="t", blocks=[section("old")])
    answer = await w.client.chat_update(channel="C0GEN", ts=sent["ts"], text="new")
    assert [block["type"] for block in answer["message"]["blocks"]] == ["rich_text"]


async def test_an_update_has_less_room_than_a_new_message(w: Workspace) -> None:
    ts = (await w.client.chat_postMessage(channel="C0GEN", text="x" * 4001))["ts"]
    async with refused("msg_too_long"):
        await w.client.chat_update(channel="C0GEN", ts=ts, text="x" * 4001)


async def test_the_bot_changes_and_deletes_only_its_own_messages(w: Workspace) -> None:
    ts = await w.alice.say("general", "mine")
    async with refused("cant_update_message"):
        await w.client.chat_update(channel="C0GEN", ts=ts, text="yours")
    async with refused("cant_delete_message"):
        await w.client.chat_delete(channel="C0GEN", ts=ts)
    async with refused("message_not_found"):
        await w.client.chat_update(channel="C0GEN", ts="1.000000", text="whose")


async def test_a_deleted_parent_leaves_a_tombstone_over_its_replies(w: Workspace) -> None:
    ts = (await w.client.chat_postMessage(channel="C0GEN", text="parent"))["ts"]
    await w.alice.reply("general", ts, "child")
    await w.client.chat_delete(channel="C0GEN", ts=ts)
    parent, child = w.alice.sees("general")
    assert (parent.subtype, child.text) == ("tombstone", "child")
    await w.alice.delete("general", child.ts)
    assert w.alice.sees("general") == []


async def test_permalinks_of_replies_name_their_thread(w: Workspace) -> None:
    ts = await w.alice.say("general", "parent")
    reply = await w.alice.reply("general", ts, "child")
    links = [
        (await w.client.chat_getPermalink(channel="C0GEN", message_ts=stamp))["permalink"]
        for stamp in (ts, reply)
    ]
    base = "https://acme.slack.com/archives/C0GEN/p"
    assert links[0] == base + ts.replace(".", "")
    assert links[1] == f"{base}{reply.replace('.', '')}?thread_ts={ts}&cid=C0GEN"


async def test_a_scheduled_message_is_posted_when_the_clock_gets_there(w: Workspace) -> None:
    at = w.sandbox.clock.now() + timedelta(hours=1)
    post_at = int(at.timestamp())
    await w.client.chat_scheduleMessage(channel="C0GEN", text="later", post_at=post_at)
    assert w.alice.sees("general") == []
    w.sandbox.clock.move_to(at)
    await w.sandbox.until(lambda: w.alice.sees("general"))
    assert w.alice.sees("general")[0].text == "later"


async def test_a_scheduled_message_lies_in_the_future(w: Workspace) -> None:
    async with refused("time_in_past"):
        await w.client.chat_scheduleMessage(channel="C0GEN", text="late", post_at=1)


async def test_metadata_is_shown_to_those_who_ask(w: Workspace) -> None:
    metadata = {"event_type": "started", "event_payload": {"id": 7}}
    await w.client.chat_postMessage(channel="C0GEN", text="t", metadata=metadata)
    plain = await w.client.conversations_history(channel="C0GEN")
    asked = await w.client.conversations_history(channel="C0GEN", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_metadata_of_another_shape_is_refused(w: Workspace) -> None:
    async with refused("invalid_metadata_schema"):
        await w.client.chat_postMessage(channel="C0GEN", text="t", metadata={"event_type": "x"})


async def test_what_the_bot_may_do_is_what_its_token_was_granted(w: Workspace) -> None:
    w.sandbox.add_channel("other", id="C0OTHER", members=[w.alice])
    token = w.sandbox.slack.app.tokens[w.sandbox.bot_token]
    token.scopes -= {"chat:write.public"}
    async with refused("not_in_channel"):
        await w.client.chat_postMessage(channel="C0OTHER", text="hi")


async def test_a_bot_has_no_conversation_with_itself_or_another_bot(w: Workspace) -> None:
    for nobody in ("U0BOT", "USLACKBOT"):
        async with refused("cannot_dm_bot"):
            await w.client.chat_postMessage(channel=nobody, text="hi")
        async with refused("cannot_dm_bot"):
            await w.client.conversations_open(users=nobody)
    assert all(not place.is_direct for place in w.sandbox.channels)
