"""A review of something that has passed and that nobody declared."""

from datetime import timedelta

from app.sandbox.world import Channel
from tests.e2e.office import START, Office, words

YESTERDAY = START - timedelta(days=1)


async def _reviewed(office: Office, **fields: object) -> Channel:
    known = set(office.channel_ids())
    await office.alice.command("/incident review The backup was empty", channel="general")
    filled = {"happened_at": int(YESTERDAY.timestamp()), "facilitator": office.dora.id}
    assert await office.alice.submit({**filled, **fields}) == {}
    await office.stage.settled()
    opened = [each for each in office.stage.slack.channels if each.id not in known]
    (channel,) = [each for each in opened if not each.is_direct]
    return channel


async def test_a_near_miss_gets_a_channel_and_a_review(office: Office) -> None:
    channel = await _reviewed(office)

    said = "\n".join(words(message.blocks) for message in office.said(channel))
    assert "The backup was empty" in said
    assert "near miss" in said
    assert office.tally(channel)["dates"] == 1
    assert office.alice.id in channel.members
    assert office.dora.id not in channel.members  # until she says yes
    assert "2 Mar" in said or "Mon" in said or "<!date^" in said


async def test_its_summary_tells_what_is_noted_afterwards(office: Office) -> None:
    channel = await _reviewed(office, eased_by="The weekly restore test found it.")
    await office.typed(office.alice, "/incident note yesterday 14:05 restored from it", channel)

    await office.pass_time(timedelta(days=8))

    assert office.tally(channel)["summaries"] == 1
    said = "\n".join(words(message.blocks) for message in office.said(channel))
    assert "restored from it" in said
    assert "The weekly restore test found it." in said


async def test_a_time_ahead_or_missing_is_asked_for_beside_its_field(office: Office) -> None:
    ahead = int((START + timedelta(days=1)).timestamp())
    await office.alice.command("/incident review", channel="general")

    problems = await office.alice.submit({"title": "Nearly", "happened_at": ahead})

    assert problems == {
        "happened_at": "This lies in the future. Please give the time when it began."
    }


async def test_a_restart_posts_nothing_twice(office: Office) -> None:
    channel = await _reviewed(office)
    await office.restart()

    assert office.tally(channel)["channels"] == 1
    assert office.tally(channel)["dates"] == 1
    assert office.tally(channel)["invitations"] == 1
