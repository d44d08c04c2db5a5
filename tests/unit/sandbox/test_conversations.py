"""conversations.*: channels, members, history."""

from typing import Any

import pytest

from tests.unit.sandbox.workspaces import (
    EVENTS,
    Workspace,
    listening,
    manifest,
    refused,
    workspace,
)


async def test_the_bot_is_creator_and_first_member_of_what_it_creates(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]
    assert (channel["name"], channel["creator"], channel["is_member"]) == ("inc-1", "U0BOT", True)
    members = await w.client.conversations_members(channel=channel["id"])
    assert members["members"] == ["U0BOT"]


async def test_a_name_is_taken_for_ever(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    await w.client.conversations_archive(channel=channel)
    async with refused("name_taken"):
        await w.client.conversations_create(name="inc-1")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Inc 1", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
        ("", "invalid_name_required"),
        ("--", "invalid_name_punctuation"),
        ("#inc-1", "invalid_name_specials"),
    ],
)
async def test_names_follow_the_rules(w: Workspace, name: str, error: str) -> None:
    async with refused(error):
        await w.client.conversations_create(name=name)


async def test_inviting_brings_people_in_and_tells_the_app(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    async with listening(w.sandbox) as app:
        await app.event()
        await app.event()
        await w.client.conversations_invite(channel=channel, users=["U0ALICE", "U0BOB"])
        joined, remark = await app.event(), await app.event()
    assert (joined["type"], joined["user"]) == ("member_joined_channel", "U0ALICE")
    assert (joined["inviter"], joined["channel_type"]) == ("U0BOT", "C")
    assert (remark["subtype"], remark["user"]) == ("channel_join", "U0ALICE")
    assert w.sandbox.channel("inc-1").members == ["U0BOT", "U0ALICE", "U0BOB"]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        (["U0ALICE", "U0BOB"], "already_in_channel"),
        (["U0BOT"], "cant_invite_self"),
        (["U0NOBODY"], "user_not_found"),
        ([f"U{n}" for n in range(101)], "too_many_users"),
        ([], "no_user"),
    ],
)
async def test_one_bad_id_refuses_the_whole_invitation(
    w: Workspace, users: list[str], error: str
) -> None:
    async with refused(error):
        await w.client.conversations_invite(channel="C0GEN", users=users)


async def test_force_lets_the_good_ones_in(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    users = "U0ALICE,U0NOBODY"
    answer = await w.client.conversations_invite(channel=channel, users=users, force=True)
    assert answer["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert "U0ALICE" in w.sandbox.channel("inc-1").members


async def test_a_topic_is_set_remarked_on_and_limited(w: Workspace) -> None:
    answer = await w.client.conversations_setTopic(channel="C0GEN", topic="Search is down")
    assert answer["channel"]["topic"]["value"] == "Search is down"
    remark = w.alice.sees("general")[-1]
    assert (remark.subtype, remark.extra["topic"]) == ("channel_topic", "Search is down")
    async with refused("too_long"):
        await w.client.conversations_setTopic(channel="C0GEN", topic="x" * 251)


async def test_the_purpose_is_returned(w: Workspace) -> None:
    answer = await w.client.conversations_setPurpose(channel="C0GEN", purpose="Talk")
    assert answer["purpose"] == "Talk"


async def test_archiving_and_renaming_are_events(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    async with listening(w.sandbox) as app:
        await app.event()
        await app.event()
        await w.client.conversations_rename(channel=channel, name="inc-1-db")
        await w.client.conversations_archive(channel=channel)
        events = [await app.event() for _ in range(4)]
    kinds = [event.get("subtype") or event["type"] for event in events]
    assert kinds == ["channel_rename", "channel_name", "channel_archive", "channel_archive"]
    assert events[0]["channel"]["name"] == "inc-1-db"
    assert events[3] | {"event_ts": ""} == {
        "type": "channel_archive",
        "channel": channel,
        "user": "U0BOT",
        "is_moved": 0,
        "event_ts": "",
    }


async def test_an_archived_channel_can_only_be_opened_again(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    await w.client.conversations_archive(channel=channel)
    async with refused("already_archived"):
        await w.client.conversations_archive(channel=channel)
    async with refused("is_archived"):
        await w.client.conversations_setTopic(channel=channel, topic="x")
    async with refused("is_archived"):
        await w.client.conversations_invite(channel=channel, users="U0ALICE")
    await w.client.conversations_unarchive(channel=channel)
    async with refused("not_archived"):
        await w.client.conversations_unarchive(channel=channel)


async def test_the_list_is_paged_and_filtered(w: Workspace) -> None:
    w.sandbox.add_channel("secret", members=[w.alice], kind="private")
    for name in ("inc-1", "inc-2"):
        await w.client.conversations_create(name=name)
    await w.client.conversations_archive(channel=w.sandbox.channel("inc-1").id)
    kinds = "public_channel,private_channel"
    first = await w.client.conversations_list(types=kinds, exclude_archived=True, limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await w.client.conversations_list(types=kinds, exclude_archived=True, cursor=cursor)
    assert [c["name"] for c in (*first["channels"], *rest["channels"])] == ["general", "inc-2"]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_opening_a_direct_conversation_twice_is_one_conversation(w: Workspace) -> None:
    first = await w.client.conversations_open(users="U0ALICE")
    again = await w.client.conversations_open(users=["U0ALICE"])
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"]


async def test_the_bot_reads_only_where_it_is(w: Workspace) -> None:
    w.sandbox.add_channel("other", id="C0OTHER", members=[w.alice])
    async with refused("not_in_channel"):
        await w.client.conversations_history(channel="C0OTHER")
    await w.client.conversations_join(channel="C0OTHER")
    assert (await w.client.conversations_history(channel="C0OTHER"))["ok"]


async def test_history_is_newest_first_and_knows_no_replies(w: Workspace) -> None:
    first = await w.alice.say("general", "first")
    await w.bob.reply("general", first, "hidden")
    await w.bob.reply("general", first, "shown", broadcast=True)
    await w.alice.say("general", "last")
    history = await w.client.conversations_history(channel="C0GEN")
    assert [m["text"] for m in history["messages"]] == ["last", "shown", "first"]
    assert history["messages"][2]["reply_count"] == 2
    assert history["messages"][1]["subtype"] == "thread_broadcast"


async def test_bounds_are_exclusive_unless_inclusive(w: Workspace) -> None:
    stamps = [await w.alice.say("general", str(n)) for n in range(3)]
    bounds: dict[str, Any] = {"channel": "C0GEN", "oldest": stamps[0], "latest": stamps[2]}
    between = await w.client.conversations_history(**bounds)
    whole = await w.client.conversations_history(**bounds, inclusive=True)
    assert [m["text"] for m in between["messages"]] == ["1"]
    assert [m["text"] for m in whole["messages"]] == ["2", "1", "0"]


async def test_pages_follow_the_cursor(w: Workspace) -> None:
    for n in range(5):
        await w.alice.say("general", str(n))
    page = await w.client.conversations_history(channel="C0GEN", limit=2)
    texts = [[m["text"] for m in part["messages"]] async for part in page]
    assert texts == [["4", "3"], ["2", "1"], ["0"]]
    assert page["has_more"] is False


async def test_a_page_has_at_most_999_messages(w: Workspace) -> None:
    async with refused("invalid_limit"):
        await w.client.conversations_history(channel="C0GEN", limit=1000)


async def test_replies_come_after_their_parent_oldest_first(w: Workspace) -> None:
    ts = await w.alice.say("general", "parent")
    one = await w.bob.reply("general", ts, "one")
    await w.bob.reply("general", ts, "two")
    thread = await w.client.conversations_replies(channel="C0GEN", ts=ts)
    alone = await w.client.conversations_replies(channel="C0GEN", ts=one)
    assert [m["text"] for m in thread["messages"]] == ["parent", "one", "two"]
    assert [m["text"] for m in alone["messages"]] == ["one"]
    assert thread["messages"][1]["parent_user_id"] == "U0ALICE"


async def test_a_thread_of_nothing_is_not_found(w: Workspace) -> None:
    async with refused("thread_not_found"):
        await w.client.conversations_replies(channel="C0GEN", ts="1.000000")


async def test_leaving_is_silent_to_strangers_and_loud_to_the_channel(w: Workspace) -> None:
    w.sandbox.add_channel("other", id="C0O", members=[w.alice, w.bob, "U0BOT"])
    async with listening(w.sandbox) as app:
        await w.client.conversations_kick(channel="C0O", user="U0BOB")
        left = await app.event()
        await app.event()
        await w.alice.remove_bot("other")
        gone = await app.event()
        await w.alice.say("other", "unheard")
        await w.sandbox.settled()
    assert (left["type"], left["user"]) == ("member_left_channel", "U0BOB")
    assert gone["type"] == "channel_left"


@pytest.mark.parametrize("method", ["archive", "unarchive", "leave"])
async def test_a_direct_conversation_has_no_end(w: Workspace, method: str) -> None:
    direct = (await w.client.conversations_open(users="U0ALICE"))["channel"]["id"]
    async with refused("method_not_supported_for_channel_type"):
        await w.client.api_call(f"conversations.{method}", json={"channel": direct})


async def test_a_channel_keeps_its_name_when_renamed_to_it(w: Workspace) -> None:
    channel = (await w.client.conversations_create(name="inc-1"))["channel"]["id"]
    said = len(w.sandbox.channel("inc-1").messages)
    answer = await w.client.conversations_rename(channel=channel, name="inc-1")
    assert (answer["channel"]["name"], answer["channel"]["previous_names"]) == ("inc-1", [])
    assert len(w.sandbox.channel("inc-1").messages) == said


async def test_only_public_channels_are_announced() -> None:
    async with workspace(manifest(events=f"{EVENTS} channel_created")) as w:
        seen: list[str] = []
        w.sandbox.slack.watchers.append(lambda event, _place: seen.append(event["type"]))
        await w.client.conversations_create(name="hidden", is_private=True)
        await w.alice.create_channel("hidden-too", private=True)
        assert "channel_created" not in seen
        await w.alice.create_channel("open")
        assert seen.count("channel_created") == 1


async def test_a_page_of_replies_has_a_thousand_unless_asked_otherwise(w: Workspace) -> None:
    ts = await w.alice.say("general", "parent")
    for n in range(150):
        await w.bob.reply("general", ts, str(n))
    whole = await w.client.conversations_replies(channel="C0GEN", ts=ts)
    part = await w.client.conversations_replies(channel="C0GEN", ts=ts, limit=10)
    assert (len(whole["messages"]), whole["has_more"]) == (151, False)
    assert part["has_more"] is True
