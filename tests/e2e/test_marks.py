"""Marks of a workspace's own choosing, Slack's pin, marks in odd places, and what is an entry by
itself.
"""

from datetime import timedelta

from app.sandbox.world import Channel
from tests.e2e.office import Office, words

OURS = "That is one of mine"
TEN_MINUTES = timedelta(minutes=10)


async def _choose(office: Office, **marks: str) -> dict[str, str]:
    """In the settings' form for marks; what it complained about."""
    await office.alice.command("/incident settings", channel="general")
    await office.alice.click_in_modal("workspace.open_marks")
    problems = await office.alice.submit(marks)
    await office.stage.settled()
    return problems


async def _change_settings(office: Office, **fields: object) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit(fields) == {}
    await office.stage.settled()


def _ticks(channel: Channel, ts: str) -> int:
    return sum(len(r.users) for r in channel.messages[ts].reactions if r.name == "white_check_mark")


def _line(office: Office, channel: Channel, says: str) -> str:
    """The bot's own message that says this; its ts."""
    (found,) = [one.ts for one in office.said(channel) if says in words(one.blocks)]
    return found


async def test_a_workspace_chooses_its_marks_and_everything_names_them(office: Office) -> None:
    channel = await office.declare()
    before = await office.keep(channel, office.alice, "Kept with a pushpin")

    assert await _choose(office, keep=":fire: 🛑", decision="scales") == {}

    ts = await office.alice.say(channel.id, "Kept with fire")
    await office.alice.react(channel.id, ts, "fire")
    other = await office.alice.say(channel.id, "Kept with a sign")
    await office.alice.react(channel.id, other, "octagonal_sign")
    ignored = await office.alice.say(channel.id, "Not kept any more")
    await office.alice.react(channel.id, ignored, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Kept with fire" in page
    assert "Kept with a sign" in page
    assert "Kept with a pushpin" in page
    assert "Not kept any more" not in page
    assert ":fire:" in words(office.card(channel).blocks)
    assert "🔥" in channel.topic.value
    assert ":fire:" in await office.typed(office.alice, "/incident help", channel)
    await office.alice.unreact(channel.id, before, "pushpin")
    await office.stage.settled()
    assert "Kept with a pushpin" not in await office.timeline(channel)
    assert _ticks(channel, before) == 0


async def test_marks_that_make_no_sense_are_asked_for_again(office: Office) -> None:
    problems = await _choose(office, keep="pushpin!", luck="⭐", helped=":star:", insight="✅")
    assert problems.keys() == {"keep", "helped", "insight"}
    await office.alice.close_modal()
    assert await office.alice.submit() == {}


async def test_slacks_own_pin_keeps_a_message_until_anybody_takes_it_off(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    ts = await office.alice.say(channel.id, "Failing over")
    await office.bob.pin(channel.id, ts)
    await office.stage.settled()
    assert "Failing over" in await office.timeline(channel)
    assert _ticks(channel, ts) == 1

    await office.alice.unpin(channel.id, ts)
    await office.stage.settled()

    assert "Failing over" not in await office.timeline(channel)
    assert _ticks(channel, ts) == 0


async def test_the_pins_of_the_bot_itself_keep_nothing(office: Office) -> None:
    channel = await office.declare()
    card = office.card(channel)
    await office.alice.unpin(channel.id, card.ts)
    await office.alice.pin(channel.id, card.ts)
    await office.stage.settled()
    assert "Update state" not in await office.timeline(channel)
    assert _ticks(channel, card.ts) == 0


async def test_a_mark_on_the_line_of_a_change_belongs_to_its_entry(office: Office) -> None:
    channel = await office.declare()
    assert await office.typed(office.alice, "/incident status identified disk full", channel) == ""
    ts = _line(office, channel, "*Identified*")
    await office.alice.react(channel.id, ts, "bulb")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert page.count("disk full") == 1
    assert _ticks(channel, ts) == 1

    await office.alice.unreact(channel.id, ts, "bulb")
    await office.stage.settled()

    assert (await office.timeline(channel)).count("disk full") == 1
    assert _ticks(channel, ts) == 0


async def test_a_mark_on_the_card_keeps_nothing_and_is_explained_once(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    card = office.card(channel).ts
    for emoji in ("pushpin", "star"):
        await office.bob.react(channel.id, card, emoji)
    await office.bob.unreact(channel.id, card, "star")
    await office.stage.settled()
    heard = [whisper.text for whisper in office.bob.whispers(channel.id)]
    assert len([text for text in heard if OURS in text]) == 1
    assert not [one for one in office.alice.whispers(channel.id) if OURS in one.text]
    assert "Update state" not in await office.timeline(channel)


async def test_who_joins_late_and_a_rename_are_entries_and_can_be_marked(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.pass_time(TEN_MINUTES)
    await office.carol.join(channel.id)
    await office.alice.rename(channel.id, "inc-1-prices")
    await office.stage.settled()
    await office.pass_time(timedelta(seconds=10))  # once her profile is known
    page = await office.timeline(channel)
    assert f"<@{office.carol.id}> joined the channel." in page
    assert f"<@{office.bob.id}> joined" not in page
    assert "Renamed the channel to #inc-1-prices." in page

    (join,) = [
        one.ts
        for one in channel.in_order()
        if one.subtype == "channel_join" and one.user == office.carol.id
    ]
    await office.alice.react(channel.id, join, "star")
    await office.alice.unreact(channel.id, join, "star")
    await office.stage.settled()

    assert (await office.timeline(channel)).count("joined the channel.") == 1


async def test_what_is_recorded_by_itself_can_be_switched_off(office: Office) -> None:
    await _change_settings(office, recorded=["severity"])
    channel = await office.declare()
    await office.pass_time(TEN_MINUTES)
    await office.carol.join(channel.id)
    await office.alice.rename(channel.id, "inc-1-prices")
    await office.pass_time(TEN_MINUTES)
    await office.typed(office.alice, "/incident status identified", channel)
    await office.typed(office.alice, "/incident severity sev1", channel)
    page = await office.timeline(channel)
    assert "Severity became sev1." in page
    for absent in ("joined", "Renamed", "Identified", "declared"):
        assert absent not in page


async def test_the_steps_of_the_review_are_entries(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue was full")
    await office.resolve(channel)
    await office.pass_time(timedelta(days=7))
    page = await office.timeline(channel)
    for step in ("Review scheduled for", "The review began.", "The summary was posted."):
        assert page.count(step) == 1
    summary = _line(office, channel, "*In short*")
    assert "The review began." not in words(channel.messages[summary].blocks)


async def test_an_incident_declared_before_the_channel_was_chosen_is_announced(
    office: Office,
) -> None:
    await _change_settings(office, announce_channel=None)
    await office.declare()
    assert office.announcements() == []
    incidents = office.stage.slack.channel("incidents").id
    await _change_settings(office, announce_channel=incidents)
    assert len(office.announcements()) == 1
