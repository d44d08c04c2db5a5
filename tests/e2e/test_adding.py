"""*Add to timeline*: a message kept from any conversation, for an incident one picks."""

from datetime import timedelta

from sqlalchemy import text

from app.db.engine import make_engine
from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import Office, words

SHORTCUT = "timeline.add_message"
WORDS = "The provider says that their disks are full"


async def add(office: Office, person: Person, channel: str, ts: str) -> None:
    await person.message_shortcut(SHORTCUT, channel, ts)
    await office.stage.settled()


def page(person: Person) -> str:
    assert person.modal is not None
    return words(person.modal.blocks)


async def test_a_message_from_another_channel_is_kept_with_author_time_and_source(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    ts = await office.bob.say("general", WORDS)
    await office.pass_time(timedelta(minutes=20))
    await add(office, office.alice, "general", ts)
    assert f"Everybody in <#{channel.id}> will be able to read it." in page(office.alice)
    assert await office.alice.submit() == {}
    await office.stage.settled()
    assert "It is on the timeline of INC-1" in page(office.alice)
    await office.alice.close_modal(whole_stack=True)
    shown = await office.timeline(channel)
    assert WORDS in shown
    general = office.stage.slack.channel("general").id
    assert f"/archives/{general}/p{ts.replace('.', '')}|" in shown
    (line,) = [line for line in shown.split("\n") if f"<@{office.bob.id}>" in line]
    assert f"<!date^{ts.split('.')[0]}^" in line
    assert "reactions.add" not in office.calls()


async def test_a_direct_message_can_be_kept_in_the_words_of_who_adds_it(office: Office) -> None:
    channel = await office.declare()
    direct = await office.alice.open_direct(office.bob.id)
    ts = await office.alice.say(direct, WORDS)
    await add(office, office.alice, direct, ts)
    changes = {"text": "The provider's disks were full", "when": "8:30", "kind": "signal"}
    assert await office.alice.submit(changes) == {}
    await office.stage.settled()
    await office.alice.close_modal(whole_stack=True)
    shown = await office.timeline(channel)
    assert "🔔 The provider's disks were full" in shown
    assert WORDS not in shown


async def test_a_message_of_the_incidents_channel_stays_without_a_reaction(
    office: Office,
) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, WORDS)
    await add(office, office.alice, channel.id, ts)
    assert await office.alice.submit() == {}
    await office.stage.settled()
    await office.alice.close_modal(whole_stack=True)
    assert (await office.timeline(channel)).count(WORDS) == 1
    assert _ticks(channel, ts) == 1
    await office.alice.react(channel.id, ts, "pushpin")
    await office.alice.unreact(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert (await office.timeline(channel)).count(WORDS) == 1
    await office.alice.edit(channel.id, ts, "Their disks were full")
    await office.stage.settled()
    assert "Their disks were full" in await office.timeline(channel)


async def test_a_message_that_is_kept_already_is_edited(office: Office, sqlite_url: str) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.bob, WORDS)
    await add(office, office.alice, channel.id, ts)
    assert await office.alice.submit({"text": "Their disks were full"}) == {}
    await office.stage.settled()
    await office.alice.close_modal(whole_stack=True)
    shown = await office.timeline(channel)
    assert "Their disks were full" in shown
    assert WORDS not in shown
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM entry_versions")).scalars().all() == [
            WORDS
        ]
    engine.dispose()


async def test_one_picks_among_the_incidents_that_one_may_know_of(office: Office) -> None:
    await office.declare("A leaked key", is_private=["private"])
    first = await office.declare("Search is down")
    second = await office.declare("Mail is late")
    ts = await office.bob.say("general", WORDS)
    await add(office, office.bob, "general", ts)
    assert f"<#{second.id}>" in page(office.bob)
    assert "A leaked key" not in str(office.bob.modal)
    await office.bob.click_in_modal("timeline.choose_incident", "2")
    await office.stage.settled()
    assert f"Everybody in <#{first.id}> will be able to read it." in page(office.bob)
    assert await office.bob.submit() == {}
    await office.stage.settled()
    assert WORDS in await office.timeline(first)
    assert WORDS not in await office.timeline(second)


async def test_a_resolved_incident_takes_messages_for_two_weeks(office: Office) -> None:
    channel = await office.declare()
    await office.resolve(channel)
    ts = await office.bob.say("general", WORDS)
    await office.pass_time(timedelta(days=13))
    await add(office, office.bob, "general", ts)
    assert office.bob.modal is not None
    await office.bob.close_modal()
    await office.pass_time(timedelta(days=2))
    await add(office, office.bob, "general", ts)
    assert office.bob.modal is None
    assert "No incident is open" in words(office.bob.whispers("general")[-1].blocks)


async def test_a_long_message_goes_along_as_far_as_a_field_holds(office: Office) -> None:
    channel = await office.declare()
    ts = await office.bob.say("general", "All of it & more. " * 400)
    await add(office, office.bob, "general", ts)
    assert await office.bob.submit() == {}
    await office.stage.settled()
    await office.bob.close_modal(whole_stack=True)
    assert "All of it &amp; more. All" in await office.timeline(channel)


async def test_a_message_of_the_bot_itself_is_not_added(office: Office) -> None:
    channel = await office.declare()
    await add(office, office.alice, channel.id, office.card(channel).ts)
    assert office.alice.modal is None
    assert "one of mine" in words(office.alice.whispers(channel.id)[-1].blocks)


def _ticks(channel: Channel, ts: str) -> int:
    return sum(
        len(one.users) for one in channel.messages[ts].reactions if one.name == "white_check_mark"
    )
