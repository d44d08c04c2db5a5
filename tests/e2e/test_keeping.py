"""Keeping messages: one entry whoever and however often, the author's words, and a ✓ that is
true.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.db.engine import make_engine
from app.sandbox.members import Upload
from app.sandbox.world import Channel
from tests.e2e.office import Office

READS = {"conversations.history", "conversations.replies"}
FIVE_MINUTES = timedelta(minutes=5)


async def test_a_pushpin_keeps_the_authors_words_at_the_messages_own_time(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await office.bob.join(channel.id)
    ts = await office.bob.say(channel.id, "Restarted the indexers & nothing changed")
    await office.pass_time(FIVE_MINUTES)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Restarted the indexers &amp; nothing changed" in page
    assert f"<!date^{ts.split('.')[0]}^" in page
    (line,) = [line for line in page.split("\n") if f"<@{office.bob.id}>" in line]
    assert office.alice.id not in line
    assert _ticks(channel, ts) == 1


async def test_a_reply_in_a_thread_is_kept_and_not_its_parent(office: Office) -> None:
    channel = await office.declare()
    parent = await office.alice.say(channel.id, "What do we know?")
    await office.bob.join(channel.id)
    replies = [await office.bob.reply(channel.id, parent, f"Fact {n}") for n in range(3)]
    await office.alice.react(channel.id, replies[1], "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Fact 1" in page
    for absent in ("What do we know?", "Fact 0", "Fact 2"):
        assert absent not in page
    assert [_ticks(channel, ts) for ts in (parent, *replies)] == [0, 0, 1, 0]


async def test_a_reply_that_was_also_sent_to_the_channel_is_kept(office: Office) -> None:
    channel = await office.declare()
    parent = await office.alice.say(channel.id, "What do we know?")
    reply = await office.alice.reply(channel.id, parent, "The disk is full", broadcast=True)
    await office.alice.react(channel.id, reply, "pushpin")
    await office.stage.settled()
    assert "The disk is full" in await office.timeline(channel)


async def test_many_people_and_many_emoji_on_one_message_are_one_entry(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over to the replica")
    for person in (office.alice, office.bob, office.carol):
        if person is not office.alice:
            await person.join(channel.id)
        await person.react(channel.id, ts, "pushpin")
        await person.react(channel.id, ts, "scales")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert page.count("Failing over to the replica") == 1
    assert "⚖️ Failing over" in page
    assert _ticks(channel, ts) == 1


async def test_an_event_that_comes_three_times_is_one_entry(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over")
    office.stage.slack.faults.duplicate("reaction_added", times=2)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert len([d for d in office.stage.slack.deliveries if d.parcel.name == "reaction_added"]) >= 2
    assert (await office.timeline(channel)).count("Failing over") == 1


async def test_taking_the_last_mark_off_lets_the_message_go(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Failing over")
    await office.bob.join(channel.id)
    await office.bob.react(channel.id, ts, "pushpin")
    await office.alice.unreact(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "Failing over" in await office.timeline(channel)
    assert _ticks(channel, ts) == 1
    await office.bob.unreact(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "Failing over" not in await office.timeline(channel)
    assert _ticks(channel, ts) == 0


async def test_a_message_let_go_can_be_kept_again(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Failing over")
    for _ in range(2):
        await office.alice.unreact(channel.id, ts, "pushpin")
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert (await office.timeline(channel)).count("Failing over") == 1
    assert _ticks(channel, ts) == 1


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
    assert _ticks(channel, ts) == 0


async def test_the_tick_comes_after_the_words_are_stored(office: Office, sqlite_url: str) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over")
    seen: list[tuple[str, int, list[str]]] = []
    engine = make_engine(sqlite_url)

    def look(when: str) -> None:
        with engine.connect() as connection:
            stored = connection.execute(
                text("SELECT text FROM entries WHERE message_ts = :ts"), {"ts": ts}
            )
            seen.append((when, _ticks(channel, ts), list(stored.scalars())))

    faults = office.stage.slack.faults
    reading = "conversations.history"
    faults.on_call(reading, before=lambda: look("asked"), after=lambda: look("answered"))
    faults.on_call("reactions.add", before=lambda: look("ticking"))
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    engine.dispose()
    assert seen == [("asked", 0, [""]), ("answered", 0, [""]), ("ticking", 0, ["Failing over"])]
    assert _ticks(channel, ts) == 1


async def test_a_message_that_slack_does_not_give_out_yet_has_no_tick(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.faults.server_error("conversations.history", times=3)
    ts = await office.keep(channel, office.alice, "Failing over")
    assert _ticks(channel, ts) == 0
    assert "_being read from Slack_" in await office.timeline(channel)
    await office.pass_time(FIVE_MINUTES)
    assert "Failing over" in await office.timeline(channel)
    assert _ticks(channel, ts) == 1


async def test_an_edit_is_followed_and_the_last_one_wins(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "It lasted 45 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 44 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 43 seconds")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "43 seconds" in page
    assert "44 seconds" not in page
    assert "45 seconds" not in page


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


@pytest.mark.parametrize("is_thread", [False, True], ids=["alone", "heading a thread"])
async def test_a_deleted_message_leaves_no_words_behind(
    office: Office, sqlite_url: str, *, is_thread: bool
) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Two million rows vanished")
    await office.alice.edit(channel.id, ts, "Three million rows vanished")
    if is_thread:
        await office.alice.reply(channel.id, ts, "or not")
    await office.stage.settled()
    await office.alice.delete(channel.id, ts)
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "vanished" not in page
    assert "deleted" not in page
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        for table in ("entries", "entry_versions"):
            kept = connection.execute(text(f"SELECT text FROM {table}")).scalars()  # noqa: S608
            assert not [words for words in kept if "vanished" in words or "deleted" in words]
    engine.dispose()


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
    assert _ticks(channel, ts) == 1


async def test_a_mark_with_a_skin_tone_is_a_mark(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Bob has the database now")
    await office.alice.react(channel.id, ts, "handshake::skin-tone-4")
    await office.stage.settled()
    assert "🤝 Bob has the database now" in await office.timeline(channel)


async def test_two_hundred_marks_cost_a_handful_of_reads_and_every_message_gets_its_tick(
    office: Office,
) -> None:
    channel = await office.declare()
    said = [await office.alice.say(channel.id, f"Fact number {n}.") for n in range(200)]
    await office.stage.settled()
    before = office.calls_so_far
    for ts in said:
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert len([call for call in office.calls(before) if call in READS]) <= 10
    await office.pass_time(timedelta(minutes=10))
    assert [_ticks(channel, ts) for ts in said] == [1] * 200
    assert len([call for call in office.calls(before) if call in READS]) <= 10
    assert "Page 21 of 21" in await office.timeline(channel)


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


async def test_rate_limits_delay_and_lose_nothing(office: Office) -> None:
    channel = await office.declare()
    slack = office.stage.slack
    for method in ("conversations.history", "reactions.add", "users.info"):
        slack.faults.ratelimit(method, retry_after=30, times=4)
    await office.bob.join(channel.id)
    ts = [await office.keep(channel, office.bob, f"Fact {n}") for n in range(3)]
    assert [_ticks(channel, one) for one in ts] == [0, 0, 0]
    await office.pass_time(timedelta(minutes=10))
    page = await office.timeline(channel)
    assert [page.count(f"Fact {n}") for n in range(3)] == [1, 1, 1]
    assert [_ticks(channel, one) for one in ts] == [1, 1, 1]


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
    assert _ticks(channel, ts) == 1


async def test_marks_are_kept_after_the_resolution_too(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "The queue was full")
    await office.resolve(channel)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "The queue was full" in await office.timeline(channel)


def _ticks(channel: Channel, ts: str) -> int:
    """How many ✓ the message has; there is but one bot."""
    reactions = channel.messages[ts].reactions if ts in channel.messages else []
    return sum(len(r.users) for r in reactions if r.name == "white_check_mark")
