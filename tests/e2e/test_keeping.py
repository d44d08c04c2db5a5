"""Keeping messages: one entry whoever and however often, the author's words, and a ✓ that is
true.
"""

from datetime import timedelta

from app.sandbox.members import Upload
from tests.e2e.office import Office, ticks

READS = {"conversations.history", "conversations.replies"}
FIVE_MINUTES = timedelta(minutes=5)


async def test_a_reply_that_was_also_sent_to_the_channel_is_kept(office: Office) -> None:
    channel = await office.declare()
    parent = await office.alice.say(channel.id, "What do we know?")
    reply = await office.alice.reply(channel.id, parent, "The disk is full", broadcast=True)
    await office.alice.react(channel.id, reply, "pushpin")
    await office.stage.settled()
    assert "The disk is full" in await office.timeline(channel)


async def test_a_message_let_go_can_be_kept_again(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Failing over")
    for _ in range(2):
        await office.alice.unreact(channel.id, ts, "pushpin")
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert (await office.timeline(channel)).count("Failing over") == 1
    assert ticks(channel, ts) == 1


async def test_marks_whose_events_come_in_the_wrong_order_end_as_people_left_them(
    office: Office,
) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over")
    office.stage.slack.faults.hold("reaction_added", times=1)
    office.stage.slack.faults.hold("reaction_removed", times=1)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.alice.unreact(channel.id, ts, "pushpin")
    office.stage.slack.release_events(is_reversed=True)
    await office.stage.settled()
    assert "Failing over" not in await office.timeline(channel)
    assert ticks(channel, ts) == 0


async def test_edits_in_the_wrong_order_leave_the_last_words(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "It lasted 45 seconds")
    office.stage.slack.faults.hold("message")
    await office.alice.edit(channel.id, ts, "It lasted 44 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 43 seconds")
    office.stage.slack.faults.clear()
    office.stage.slack.release_events(is_reversed=True)
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "43 seconds" in page
    assert "44 seconds" not in page


async def test_an_edit_before_the_words_were_read_is_not_lost(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.faults.server_error("conversations.history")
    ts = await office.keep(channel, office.alice, "It lasted 45 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 43 seconds")
    await office.pass_time(FIVE_MINUTES)
    page = await office.timeline(channel)
    assert "43 seconds" in page
    assert "45 seconds" not in page


async def test_a_message_deleted_before_it_was_read_leaves_nothing(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.faults.server_error("conversations.history")
    office.stage.slack.faults.drop("message", times=2)
    ts = await office.keep(channel, office.alice, "Two million rows vanished")
    await office.alice.delete(channel.id, ts)
    await office.pass_time(FIVE_MINUTES)
    page = await office.timeline(channel)
    assert "vanished" not in page
    assert "being read" not in page


async def test_files_are_on_the_timeline_by_name_and_link(office: Office) -> None:
    channel = await office.declare()
    graph = Upload("queue <1>.png", b"\x89PNG", "image/png")
    ts = await office.alice.say(channel.id, "", files=[graph])
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert ":paperclip:" in page
    assert "queue &lt;1&gt;.png" in page
    assert ticks(channel, ts) == 1


async def test_a_mark_with_a_skin_tone_is_a_mark(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Bob has the database now")
    await office.alice.react(channel.id, ts, "handshake::skin-tone-4")
    await office.stage.settled()
    assert "🤝 Bob has the database now" in await office.timeline(channel)


async def test_a_hundred_marks_cost_a_handful_of_reads_and_every_message_gets_its_tick(
    office: Office,
) -> None:
    channel = await office.declare()
    said = [await office.alice.say(channel.id, f"Fact number {n}.") for n in range(100)]
    await office.stage.settled()
    before = office.calls_so_far
    for ts in said:
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert len([call for call in office.calls(before) if call in READS]) <= 10
    await office.pass_time(timedelta(minutes=10))
    assert [ticks(channel, ts) for ts in said] == [1] * 100
    assert len([call for call in office.calls(before) if call in READS]) <= 10
    assert "Page 11 of 11" in await office.timeline(channel)


async def test_marks_on_old_and_new_messages_of_a_busy_channel_are_read_without_the_chatter(
    office: Office,
) -> None:
    channel = await office.declare()
    old = await office.alice.say(channel.id, "The first sign")
    for n in range(450):
        await office.alice.say(channel.id, f"chatter {n}")
    new = await office.alice.say(channel.id, "The last sign")
    await office.stage.settled()
    before = office.calls_so_far
    for ts in (old, new):
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "The first sign" in page
    assert "The last sign" in page
    assert len([call for call in office.calls(before) if call in READS]) <= 5


async def test_other_emoji_cost_no_call_and_keep_nothing(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "lunch?")
    await office.stage.settled()
    before = office.calls_so_far
    for emoji in ("thumbsup", "eyes", "white_check_mark", "round_pushpin"):
        await office.alice.react(channel.id, ts, emoji)
        await office.alice.unreact(channel.id, ts, emoji)
    await office.stage.settled()
    assert office.calls(before) == []
    assert "lunch?" not in await office.timeline(channel)


async def test_marks_in_other_channels_cost_no_call_and_keep_nothing(office: Office) -> None:
    channel = await office.declare()
    await office.alice.invite("general", office.stage.slack.bot_user_id)
    ts = await office.alice.say("general", "lunch?")
    await office.stage.settled()
    before = office.calls_so_far
    await office.alice.react("general", ts, "pushpin")
    await office.stage.settled()
    heard = [each.parcel.name for each in office.stage.slack.deliveries]
    assert "reaction_added" in heard
    assert office.calls(before) == []
    assert "lunch?" not in await office.timeline(channel)


async def test_marks_in_a_private_incident_are_kept(office: Office) -> None:
    channel = await office.declare("A leaked key", is_private=["private"])
    ts = await office.keep(channel, office.alice, "The key is revoked")
    assert "The key is revoked" in await office.timeline(channel)
    assert ticks(channel, ts) == 1


async def test_marks_are_kept_after_the_resolution_too(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "The queue was full")
    await office.resolve(channel)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "The queue was full" in await office.timeline(channel)
