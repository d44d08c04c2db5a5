"""Reading a channel back: after events were lost, after downtime, at the resolution, on demand."""

from datetime import timedelta

from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import Office, ticks, words

SOON = timedelta(minutes=5)


async def test_on_demand_what_was_missed_is_kept_and_what_is_gone_let_go(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    let_go = await office.keep(channel, office.alice, "Restarting helps")
    edited = await office.keep(channel, office.alice, "It lasted 45 seconds")
    deleted = await office.keep(channel, office.alice, "Two million rows vanished")
    missed = await office.alice.say(channel.id, "The queue is full")
    reply = await office.alice.reply(channel.id, missed, "Its limit is from 2023")
    pinned = await office.alice.say(channel.id, "Numbers are on the board")
    await office.stage.settled()
    await office.pass_time(SOON)
    _lose_everything(office)
    await office.alice.unreact(channel.id, let_go, "pushpin")
    await office.alice.edit(channel.id, edited, "It lasted 43 seconds")
    await office.alice.delete(channel.id, deleted)
    await office.alice.react(channel.id, missed, "scales")
    await office.alice.react(channel.id, reply, "pushpin")
    await office.alice.pin(channel.id, pinned)
    await office.stage.settled()
    office.stage.slack.faults.clear()
    await office.pass_time(SOON)

    answer = await office.typed(office.alice, "/incident sync", channel)

    assert "Reading the channel back" in answer
    page = await office.timeline(channel)
    for there in ("43 seconds", "⚖️ The queue is full", "limit is from 2023", "on the board"):
        assert there in page
    for gone in ("Restarting helps", "45 seconds", "vanished"):
        assert gone not in page
    assert [ticks(channel, ts) for ts in (let_go, edited, missed, reply, pinned)] == [0, 1, 1, 1, 1]
    assert whispered(office.alice, channel)[-1] == (
        ":white_check_mark: Read the channel back: 3 marks I had not kept yet, 1 mark that had "
        "been taken off, 1 edit, 1 deleted message."
    )


async def test_on_demand_it_also_says_that_nothing_was_missing(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue is full")
    await office.pass_time(SOON)
    await office.typed(office.alice, "/incident sync", channel)
    assert whispered(office.alice, channel)[-1].endswith(
        "Read the channel back: nothing was missing."
    )


async def test_what_happened_while_nobody_listened_is_read_back_at_the_start(
    office: Office,
) -> None:
    channel = await office.declare(lead=office.bob.id)
    missed = await office.alice.say(channel.id, "The queue is full")
    await office.stage.settled()
    await office.stage.onward.stop()
    _lose_everything(office)
    await office.alice.react(channel.id, missed, "pushpin")
    office.stage.slack.faults.clear()
    await office.stage.start_bot()
    await office.stage.settled()
    assert "The queue is full" in await office.timeline(channel)
    assert ticks(channel, missed) == 1
    (said,) = [one for one in whispered(office.bob, channel) if "Read the channel back" in one]
    assert said.endswith("1 mark I had not kept yet.")


async def test_a_start_that_finds_nothing_tells_nobody(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue is full")
    await office.restart()
    assert [one for one in whispered(office.alice, channel) if "Read the channel back" in one] == []


async def test_at_the_resolution_what_was_missed_is_read_back(office: Office) -> None:
    channel = await office.declare()
    missed = await office.alice.say(channel.id, "The queue is full")
    _lose_everything(office)
    await office.alice.react(channel.id, missed, "pushpin")
    await office.stage.settled()
    office.stage.slack.faults.clear()
    await office.resolve(channel)
    assert "The queue is full" in await office.timeline(channel)
    assert any("1 mark I had not kept yet" in one for one in whispered(office.alice, channel))


async def test_a_rate_limit_and_a_restart_in_the_middle_lose_nothing_and_begin_nothing_anew(
    office: Office,
) -> None:
    channel = await office.declare()
    said = [await office.alice.say(channel.id, f"Fact number {n}.") for n in range(450)]
    _lose_everything(office)
    for ts in (said[0], said[449]):
        await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    faults = office.stage.slack.faults
    faults.clear()
    await office.pass_time(SOON)
    faults.on_call("conversations.history")
    faults.ratelimit("conversations.history", retry_after=30, times=2)
    before = office.calls_so_far
    await office.typed(office.alice, "/incident sync", channel)
    faults.clear()
    await office.stage.onward.stop()
    await office.stage.start_bot()
    await office.pass_time(SOON)
    page = await office.timeline(channel)
    assert "Fact number 0." in page
    assert "Fact number 449." in page
    # Three pages of the run that goes on, and as many of what the start asked for besides; the
    # refused ones.
    assert office.calls(before).count("conversations.history") <= 10
    assert any("2 marks I had not kept yet" in one for one in whispered(office.alice, channel))


async def test_whoever_resolves_is_shown_what_nobody_marked_and_keeps_it_with_one_press(
    office: Office,
) -> None:
    channel = await office.declare()
    for person in (office.bob, office.carol):
        await person.join(channel.id)
    await office.alice.say(channel.id, "Error rate of search is at 40%, alerts are firing")
    decided = await office.bob.say(channel.id, "We decided to pause the bulk import")
    await office.carol.say(channel.id, "brb")
    kept = await office.keep(channel, office.bob, "Rolled back, all recovered")
    await office.pass_time(timedelta(minutes=2))
    await office.resolve(channel)

    (whisper,) = [one for one in office.alice.whispers(channel.id) if "Do any of these" in one.text]
    shown = words(whisper.blocks)
    assert "reads like a decision" in shown
    assert "We decided to pause the bulk import" in shown
    assert "looks like the first alert" in shown
    assert "brb" not in shown
    assert "Rolled back" not in shown
    value = next(
        block["accessory"]["value"]
        for block in whisper.blocks
        if decided in str(block.get("accessory", {}).get("value"))
    )
    for _ in range(2):
        await office.alice.click(channel.id, whisper.ts, "timeline.keep_suggested", value)
        await office.stage.settled()
    page = await office.timeline(channel)
    assert page.count("We decided to pause the bulk import") == 1
    assert [ticks(channel, ts) for ts in (decided, kept)] == [1, 1]
    assert "Kept" in whispered(office.alice, channel)[-1]


async def test_a_resolution_with_nothing_to_suggest_whispers_nothing(office: Office) -> None:
    channel = await office.declare()
    await office.alice.say(channel.id, "brb")
    await office.resolve(channel)
    assert [one for one in whispered(office.alice, channel) if "Do any of these" in one] == []


async def test_who_started_it_is_told_where_to_go_where_they_typed(office: Office) -> None:
    channel = await office.declare()
    (told,) = whispered(office.alice, "general")
    assert told == f"*INC-1* is open: <#{channel.id}>. Work on it there."


def _lose_everything(office: Office) -> None:
    for event in ("reaction_added", "reaction_removed", "message", "pin_added"):
        office.stage.slack.faults.drop(event, times=None)


def whispered(person: Person, channel: Channel | str) -> list[str]:
    """What the bot said to one person only, oldest first."""
    place = channel if isinstance(channel, str) else channel.id
    return [one.text for one in person.whispers(place)]
