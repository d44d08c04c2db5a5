"""Decisions: kept with what was assumed, asked for once and quietly, answered now or later."""

from datetime import timedelta

from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.timeline import views_decisions
from tests.e2e.office import Office, words

ASKS = "What were you assuming?"
LATER = timedelta(hours=1)


async def marked(office: Office, channel: Channel, author: Person, text: str) -> str:
    """A decision that Alice marks; the message's ts."""
    if author.id not in channel.members:
        await author.join(channel.id)
    ts = await author.say(channel.id, text)
    await office.alice.react(channel.id, ts, "scales")
    await office.stage.settled()
    return ts


def asked(person: Person, channel: Channel) -> list[str]:
    heard = [words(whisper.blocks) for whisper in person.whispers(channel.id)]
    return [text for text in heard if ASKS in text]


async def answer(office: Office, person: Person, channel: Channel, **told: object) -> None:
    """Press the whisper's button and say what was assumed."""
    (whisper,) = [one for one in person.whispers(channel.id) if ASKS in words(one.blocks)]
    await person.click(channel.id, whisper.ts, views_decisions.EXPLAIN)
    assert await person.submit(told) == {}
    await office.stage.settled()


async def test_the_author_of_a_marked_decision_is_asked_once(office_on_both: Office) -> None:
    office = office_on_both
    channel = await office.declare()
    ts = await marked(office, channel, office.bob, "We restart the indexers.")
    (question,) = asked(office.bob, channel)
    assert "We restart the indexers." in question
    assert asked(office.alice, channel) == []
    await office.alice.unreact(channel.id, ts, "scales")
    await office.stage.settled()
    await office.alice.react(channel.id, ts, "scales")
    await office.bob.react(channel.id, ts, "scales")
    await office.pass_time(LATER)
    assert len(asked(office.bob, channel)) == 1


async def test_an_answer_stands_with_the_decision_and_survives_the_mark(office: Office) -> None:
    channel = await office.declare()
    ts = await marked(office, channel, office.bob, "We restart the indexers.")
    await answer(office, office.bob, channel, assumed="They are stuck.", known="It helped before.")
    assert "They are stuck." in await office.timeline(channel)
    assert asked(office.bob, channel) == []
    await office.alice.unreact(channel.id, ts, "scales")
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "They are stuck." not in await office.timeline(channel)
    await office.alice.react(channel.id, ts, "scales")
    await office.stage.settled()
    assert "They are stuck." in await office.timeline(channel)


async def test_nobody_is_asked_where_the_message_says_what_it_assumes(office: Office) -> None:
    channel = await office.declare()
    await marked(office, channel, office.bob, "We restart them, assuming that they are stuck.")
    assert asked(office.bob, channel) == []


async def test_nobody_is_asked_after_the_incident(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.resolve(channel)
    await marked(office, channel, office.bob, "We had restarted the indexers.")
    assert asked(office.bob, channel) == []


async def test_an_answer_can_be_given_later_by_anybody(office: Office) -> None:
    channel = await office.declare()
    await marked(office, channel, office.bob, "We restart the indexers.")
    await marked(office, channel, office.bob, "We pause the import.")
    await office.typed(office.alice, "/incident decision", channel)
    assert office.alice.modal is not None
    listed = words(office.alice.modal.blocks)
    assert "We restart the indexers." in listed
    first = next(b for b in office.alice.modal.blocks if "restart" in words([b]))
    await office.alice.click_in_modal(views_decisions.EXPLAIN, first["accessory"]["value"])
    assert await office.alice.submit({"assumed": "They were stuck."}) == {}
    await office.stage.settled()
    assert office.alice.modal is not None
    left = words(office.alice.modal.blocks)
    assert "We pause the import." in left
    assert "We restart the indexers." not in left


async def test_two_answers_at_once_are_both_kept(office: Office) -> None:
    channel = await office.declare()
    await marked(office, channel, office.bob, "We restart the indexers.")
    (whisper,) = [one for one in office.bob.whispers(channel.id) if ASKS in words(one.blocks)]
    await office.bob.click(channel.id, whisper.ts, views_decisions.EXPLAIN)
    await office.typed(office.alice, "/incident decision", channel)
    await office.alice.click_in_modal(views_decisions.EXPLAIN)
    assert await office.alice.submit({"assumed": "They hang."}) == {}
    assert await office.bob.submit({"assumed": "A restart is quick."}) == {}
    page = await office.timeline(channel)
    assert "They hang." in page
    assert "A restart is quick." in page


async def test_a_decision_can_be_typed_with_its_time(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident decision Fail forward", channel)
    told = {"assumed": "Writes matter more.", "intent": "Keep every write.", "when": "25:00"}
    assert list(await office.alice.submit(told)) == ["when"]
    assert await office.alice.submit({"when": "08:30"}) == {}
    await office.stage.settled()
    assert "on the timeline" in words(office.alice.whispers(channel.id)[-1].blocks)
    page = await office.timeline(channel)
    assert "Fail forward" in page
    assert "Writes matter more." in page


async def test_a_deleted_decision_takes_its_answers_along(office: Office) -> None:
    channel = await office.declare()
    ts = await marked(office, channel, office.bob, "We restart the indexers.")
    await answer(office, office.bob, channel, assumed="They are stuck.")
    await office.bob.delete(channel.id, ts)
    await office.stage.settled()
    await office.typed(office.alice, "/incident decision", channel)
    assert office.alice.modal is not None
    assert office.alice.modal.given["callback_id"] == views_decisions.DECISION_FORM
    assert "They are stuck." not in await office.timeline(channel)
