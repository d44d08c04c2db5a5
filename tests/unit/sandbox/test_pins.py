"""Pins of a channel, set by the app."""

from datetime import timedelta

from app.sandbox.world import Json
from tests.unit.sandbox.workspaces import Workspace, listening, refused


async def test_a_pinned_message_is_listed_with_who_pinned_it(w: Workspace) -> None:
    first = await w.alice.say("general", "first")
    second = await w.alice.say("general", "second")

    await w.client.pins_add(channel="C0GEN", timestamp=first)
    await w.client.pins_add(channel="C0GEN", timestamp=second)

    listed = (await w.client.pins_list(channel="C0GEN"))["items"]
    assert [item["message"]["ts"] for item in listed] == [second, first]
    assert listed[0]["created_by"] == w.sandbox.bot_user_id
    assert listed[0]["message"]["pinned_to"] == ["C0GEN"]


async def test_the_channel_is_told_of_a_pin(w: Workspace) -> None:
    events: list[Json] = []
    w.sandbox.slack.watchers.append(lambda event, _channel: events.append(event))
    ts = await w.alice.say("general", "down since 9")

    await w.client.pins_add(channel="C0GEN", timestamp=ts)

    remark = w.alice.sees("general")[-1]
    assert (remark.subtype, remark.extra["item"]["ts"]) == ("pinned_item", ts)
    assert [event["type"] for event in events] == ["message", "pin_added", "message"]


async def test_a_pin_can_be_taken_out(w: Workspace) -> None:
    ts = await w.alice.say("general", "down since 9")
    await w.client.pins_add(channel="C0GEN", timestamp=ts)

    await w.client.pins_remove(channel="C0GEN", timestamp=ts)

    assert (await w.client.pins_list(channel="C0GEN"))["items"] == []
    async with refused("no_pin"):
        await w.client.pins_remove(channel="C0GEN", timestamp=ts)


async def test_a_message_is_pinned_once(w: Workspace) -> None:
    ts = await w.alice.say("general", "down since 9")
    await w.client.pins_add(channel="C0GEN", timestamp=ts)

    async with refused("already_pinned"):
        await w.client.pins_add(channel="C0GEN", timestamp=ts)


async def test_what_is_not_there_or_no_message_of_a_person_is_not_pinned(w: Workspace) -> None:
    await w.alice.set_topic("general", "Checkout down")
    remark = w.alice.sees("general")[-1].ts

    async with refused("not_pinnable"):
        await w.client.pins_add(channel="C0GEN", timestamp=remark)
    async with refused("message_not_found"):
        await w.client.pins_add(channel="C0GEN", timestamp="1.0")
    async with refused("no_item_specified"):
        await w.client.pins_add(channel="C0GEN")


async def test_a_channel_keeps_a_hundred_pins(w: Workspace) -> None:
    for number in range(100):
        await w.alice.pin("general", await w.alice.say("general", str(number)))
    one_more = await w.alice.say("general", "one more")

    async with refused("too_many_pins"):
        await w.client.pins_add(channel="C0GEN", timestamp=one_more)


async def test_the_pins_of_an_archived_channel_stay_as_they_are(w: Workspace) -> None:
    channel = w.sandbox.add_channel("closed", members=[w.alice, w.sandbox.bot_user_id])
    ts = await w.alice.say("closed", "down since 9")
    await w.client.pins_add(channel=channel.id, timestamp=ts)
    await w.alice.archive("closed")

    async with refused("is_archived"):
        await w.client.pins_remove(channel=channel.id, timestamp=ts)
    assert len((await w.client.pins_list(channel=channel.id))["items"]) == 1


async def test_pins_of_other_channels_are_none_of_the_bots_business(w: Workspace) -> None:
    elsewhere = w.sandbox.add_channel("elsewhere", members=[w.alice])
    secret = w.sandbox.add_channel("secret", members=[w.alice], kind="private")

    async with refused("not_in_channel"):
        await w.client.pins_list(channel=elsewhere.id)
    async with refused("channel_not_found"):
        await w.client.pins_list(channel=secret.id)


async def test_a_persons_pin_is_told_like_the_bots(w: Workspace) -> None:
    ts = await w.bob.say("general", "down since 9")
    await w.alice.pin("general", ts)
    remark = w.alice.sees("general")[-1]
    assert (remark.subtype, remark.user, remark.extra["item"]["ts"]) == (
        "pinned_item",
        "U0ALICE",
        ts,
    )


async def test_the_event_tells_when_and_by_whom_it_was_pinned(w: Workspace) -> None:
    ts = await w.bob.say("general", "down since 9")
    w.sandbox.clock.advance(timedelta(minutes=10))
    now = int(w.sandbox.clock.now().timestamp())
    async with listening(w.sandbox) as app:
        await app.event()
        await w.alice.pin("general", ts)
        event = await app.event()
        await app.event()
        await w.bob.unpin("general", ts)
        gone = await app.event()
    assert (event["type"], event["user"], event["item_user"]) == ("pin_added", "U0ALICE", "U0BOB")
    assert (event["item"]["created"], event["item"]["created_by"]) == (now, "U0ALICE")
    assert event["item"]["message"]["pinned_to"] == ["C0GEN"]
    assert event["pin_count"] == 1
    assert event["pinned_info"] == {"channel": "C0GEN", "pinned_by": "U0ALICE", "pinned_ts": now}
    assert (gone["type"], gone["user"], gone["item"]["created_by"]) == (
        "pin_removed",
        "U0BOB",
        "U0ALICE",
    )
    assert (gone["has_pins"], gone["pin_count"]) == (False, 0)


async def test_history_marks_what_is_pinned(w: Workspace) -> None:
    ts = await w.bob.say("general", "down since 9")
    await w.alice.pin("general", ts)
    told, pinned = (await w.client.conversations_history(channel="C0GEN"))["messages"]
    assert pinned["pinned_to"] == ["C0GEN"]
    assert "pinned_to" not in told
    await w.alice.unpin("general", ts)
    messages = (await w.client.conversations_history(channel="C0GEN"))["messages"]
    assert "pinned_to" not in messages[1]


async def test_a_pin_needs_a_timestamp_that_looks_like_one(w: Workspace) -> None:
    async with refused("bad_timestamp"):
        await w.client.pins_add(channel="C0GEN", timestamp="yesterday")
