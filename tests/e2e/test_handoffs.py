"""Hand-offs with two ends: given with where things stand, read back, nudged for quietly."""

from datetime import timedelta

from app.incidents.views import OPEN_LEAD_FORM
from app.sandbox.inputs import view_values
from app.sandbox.people import Person
from app.sandbox.world import Channel, Message
from app.timeline import views_handoffs
from tests.e2e.office import Office, buttons, words

FIVE_MINUTES = timedelta(minutes=5)
TOLD = {"subject": "The index migration", "state": "Half of it is done.", "questions": "Who mails?"}


async def handed(
    office: Office, channel: Channel, giver: Person, receiver: Person, **fields: object
) -> None:
    """A hand-off by the form; Slack shows it in the channel."""
    await office.typed(giver, f"/incident handoff @{receiver.user.name}", channel)
    assert await giver.submit({**TOLD, **fields}) == {}
    await office.stage.settled()


def told(office: Office, channel: Channel) -> Message:
    """The newest message about a hand-off."""
    return [one for one in office.said(channel) if "🤝" in words(one.blocks)][-1]


async def press(office: Office, channel: Channel, person: Person) -> None:
    await person.click(channel.id, told(office, channel).ts, views_handoffs.HAVE_IT)


async def read_back(office: Office, channel: Channel, person: Person, text: str) -> None:
    await press(office, channel, person)
    assert await person.submit({"read_back": text}) == {}
    await office.stage.settled()


def nudges(person: Person, channel: Channel) -> list[str]:
    """What was whispered to them about a hand-off."""
    heard = [words(whisper.blocks) for whisper in person.whispers(channel.id)]
    return [text for text in heard if "🤝" in text]


def filled_in(person: Person, field: str) -> str:
    """What the open form says in a field."""
    assert person.modal is not None
    (state,) = view_values(person.modal)[field].values()
    return str(state["value"] or "")


async def test_a_handoff_is_told_once_and_shows_what_the_receiver_reads_back(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob, lead=[])
    message = told(office, channel)
    shown = words(message.blocks)
    assert f"<@{office.alice.id}> hands over to <@{office.bob.id}>: The index migration" in shown
    assert "Half of it is done." in shown
    assert "Who mails?" in shown
    assert office.bob.id in channel.members
    await read_back(office, channel, office.bob, "Migration is half done, I mail.")
    after = told(office, channel)
    assert after.ts == message.ts
    assert ":white_check_mark:" in words(after.blocks)
    assert "Migration is half done, I mail." in words(after.blocks)
    assert buttons(after.blocks) == {}
    assert "The index migration" in await office.timeline(channel)


async def test_the_form_is_filled_in_from_the_last_entries(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident status identified the import is too big", channel)
    await office.keep(channel, office.bob, "The queue is at 40,000.\nShould we pause the import?")
    await office.typed(office.alice, "/incident handoff @bob", channel)
    assert "Identified. the import is too big" in filled_in(office.alice, "state")
    assert "UTC The queue is at 40,000." in filled_in(office.alice, "state")
    assert filled_in(office.alice, "questions") == "Should we pause the import?"
    assert filled_in(office.alice, "subject") == "Incident lead"


async def test_the_lead_goes_along_unless_the_tick_is_taken_off(office: Office) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob, lead=[])
    assert f"<@{office.alice.id}>" in words(office.card(channel).blocks)
    await handed(office, channel, office.alice, office.bob)
    assert f"<@{office.bob.id}> has the lead now" in words(told(office, channel).blocks)
    assert f"*Lead*\n<@{office.bob.id}>" in words(office.card(channel).blocks)


async def test_the_lead_by_name_changes_at_once_and_asks_where_things_stand(
    office: Office,
) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident lead @bob", channel)
    message = told(office, channel)
    assert f"<@{office.bob.id}> has the lead now" in words(message.blocks)
    assert await office.alice.submit({"state": "Search is slow, the import runs."}) == {}
    await office.stage.settled()
    after = told(office, channel)
    assert after.ts == message.ts
    assert "Search is slow, the import runs." in words(after.blocks)
    page = await office.timeline(channel)
    assert page.count("Handed the lead to") == 1


async def test_closing_the_form_leaves_half_a_handoff(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident lead @bob", channel)
    await office.alice.close_modal()
    await read_back(office, channel, office.bob, "The lead.")
    assert f"*Lead*\n<@{office.bob.id}>" in words(office.card(channel).blocks)
    assert "Where things stand" not in words(told(office, channel).blocks)


async def test_who_takes_the_lead_is_asked_nothing_and_nobody_is_nudged(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.typed(office.bob, "/incident lead me", channel)
    assert office.bob.modal is None
    message = told(office, channel)
    assert f"<@{office.bob.id}> has the lead now" in words(message.blocks)
    assert buttons(message.blocks) == {}
    await office.pass_time(3 * FIVE_MINUTES)
    assert nudges(office.alice, channel) == nudges(office.bob, channel) == []


async def test_the_lead_can_be_taken_with_the_cards_menu(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    card = office.card(channel)
    await office.bob.click(channel.id, card.ts, "incidents.more", OPEN_LEAD_FORM)
    assert await office.bob.submit({"receiver": office.bob.id, "state": "So far so good."}) == {}
    await office.stage.settled()
    assert f"*Lead*\n<@{office.bob.id}>" in words(office.card(channel).blocks)
    assert buttons(told(office, channel).blocks) == {}


async def test_somebody_else_cannot_read_it_back(office: Office) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob)
    await office.carol.join(channel.id)
    await press(office, channel, office.carol)
    await office.stage.settled()
    assert office.carol.modal is None
    heard = words(office.carol.whispers(channel.id)[-1].blocks)
    assert f"This was handed to <@{office.bob.id}>" in heard


async def test_an_empty_read_back_is_asked_for_again(office: Office) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob)
    await press(office, channel, office.bob)
    assert list(await office.bob.submit({"read_back": "  "})) == ["read_back"]


async def test_without_an_answer_the_receiver_is_nudged_once_and_then_the_giver(
    office: Office,
) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob, lead=[])
    await office.pass_time(FIVE_MINUTES - timedelta(seconds=30))
    assert nudges(office.bob, channel) == []
    await office.pass_time(timedelta(minutes=1))
    (to_bob,) = nudges(office.bob, channel)
    assert "handed The index migration to you" in to_bob
    assert nudges(office.alice, channel) == []
    await office.pass_time(FIVE_MINUTES + timedelta(minutes=1))
    (to_alice,) = nudges(office.alice, channel)
    assert f"<@{office.bob.id}> has not said yet" in to_alice
    await office.pass_time(timedelta(hours=3))
    assert (len(nudges(office.bob, channel)), len(nudges(office.alice, channel))) == (1, 1)


async def test_nobody_is_nudged_after_the_answer_or_the_incident(office: Office) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob)
    await read_back(office, channel, office.bob, "I have it.")
    await office.pass_time(3 * FIVE_MINUTES)
    await handed(office, channel, office.bob, office.alice)
    await office.resolve(channel, by=office.bob)
    await office.pass_time(3 * FIVE_MINUTES)
    assert nudges(office.alice, channel) == nudges(office.bob, channel) == []


async def test_a_new_handoff_of_the_same_thing_replaces_the_one_before(office: Office) -> None:
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob, lead=[])
    first = told(office, channel)
    await handed(office, channel, office.alice, office.carol, lead=[])
    assert buttons(channel.messages[first.ts].blocks) == {}
    assert "handed on since" in words(channel.messages[first.ts].blocks)
    await office.pass_time(FIVE_MINUTES + timedelta(minutes=1))
    assert nudges(office.bob, channel) == []
    assert len(nudges(office.carol, channel)) == 1


async def test_who_cannot_receive_is_said_in_the_form(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident handoff", channel)
    for receiver in (office.alice.id, office.stage.slack.bot_user_id):
        problems = await office.alice.submit({**TOLD, "receiver": receiver})
        assert list(problems) == ["receiver"]
    assert await office.alice.submit({"receiver": office.bob.id}) == {}


async def test_a_lead_that_changed_meanwhile_does_not_go_along(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.typed(office.alice, "/incident handoff @carol", channel)
    await office.typed(office.bob, "/incident lead me", channel)
    assert list(await office.alice.submit(TOLD)) == ["lead"]
    assert await office.alice.submit({"lead": []}) == {}
    await office.stage.settled()
    assert f"*Lead*\n<@{office.bob.id}>" in words(office.card(channel).blocks)


async def test_a_marked_message_of_the_receiver_reads_it_back_while_the_mark_is_on(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await handed(office, channel, office.alice, office.bob)
    ts = await office.bob.say(channel.id, "I have it: half of the migration.")
    await office.alice.react(channel.id, ts, "handshake")
    await office.stage.settled()
    assert "has had it" in words(told(office, channel).blocks)
    assert "I have it: half of the migration." in words(told(office, channel).blocks)
    await office.bob.edit(channel.id, ts, "I have it: a third of the migration.")
    await office.stage.settled()
    assert "a third of the migration" in words(told(office, channel).blocks)
    await office.alice.unreact(channel.id, ts, "handshake")
    await office.stage.settled()
    assert "I have it" in buttons(told(office, channel).blocks)
    assert "a third of the migration" not in words(told(office, channel).blocks)


async def test_a_handoff_in_a_channel_that_is_closed_is_kept(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident handoff @bob", channel)
    await office.alice.archive(channel.id)
    assert await office.alice.submit(TOLD) == {}
    await office.pass_time(3 * FIVE_MINUTES)
    await office.alice.unarchive(channel.id)
    await office.stage.settled()
    assert "The index migration" in await office.timeline(channel)
