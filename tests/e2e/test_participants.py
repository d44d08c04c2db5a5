"""Who takes part in a review: written to on a working morning, free to stay away and to return."""

from datetime import UTC, datetime, timedelta

import pytest

from app.reviews.views_participants import COME_BACK, DECLINE
from app.reviews.views_reflections import ANSWER
from app.sandbox.people import Person
from app.sandbox.world import Message
from app.workspace.views_letters import MUTE
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_adding import add
from tests.e2e.test_rewind import Walk, planned

SIGN = "Before the review of"
DAY = timedelta(days=1)


def letters(person: Person) -> list[Message]:
    """Those in which somebody is asked before a review."""
    return [one for one in person.hears_from_app() if SIGN in words(one.blocks)]


async def press(office: Office, person: Person, message: Message, action_id: str) -> None:
    await person.click(message.channel, message.ts, action_id)
    await office.stage.settled()


async def test_each_is_written_to_once_in_the_morning_and_never_at_night(office: Office) -> None:
    await planned(office)  # at half past three in the afternoon in Berlin, on a Tuesday
    assert letters(office.bob) == []

    await office.stage.move_to(datetime(2026, 3, 4, 7, 59, tzinfo=UTC))
    assert letters(office.bob) == []
    await office.stage.move_to(datetime(2026, 3, 4, 8, 1, tzinfo=UTC))
    assert len(letters(office.bob)) == 1
    assert letters(office.alice) == []

    await office.pass_time(5 * DAY)
    assert [len(letters(each)) for each in (office.alice, office.bob)] == [1, 1]


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_what_was_said_elsewhere_lets_nobody_into_a_private_incident(
    office: Office, kind: str
) -> None:
    await office.meet_everybody()
    channel = await office.declare(is_private=["private"] if kind == "private" else [])
    ts = await office.carol.say("general", "The provider's disks are full")
    await add(office, office.alice, "general", ts)
    assert await office.alice.submit() == {}
    await office.alice.close_modal(whole_stack=True)
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}

    await office.pass_time(2 * DAY)

    assert len(letters(office.carol)) == (kind == "public")
    (date,) = [one for one in office.said(channel) if "*Review · " in words(one.blocks)]
    assert (office.carol.id in words(date.blocks)) == (kind == "public")


async def test_who_moves_its_date_took_no_part_in_the_incident_by_that(office: Office) -> None:
    walk = await planned(office)
    for person in (office.carol, office.dora):
        await person.join(walk.channel.id)
    assert await office.typed(office.carol, "/incident facilitator me", walk.channel)
    await office.typed(office.dora, "/incident facilitator me", walk.channel)
    await office.pass_time(2 * DAY)

    assert letters(office.carol) == []
    assert office.carol.id not in words(walk.date().blocks).split("Taking part")[1]


async def test_thirty_people_take_part_and_each_is_written_to_once(office: Office) -> None:
    channel = await office.declare()
    people = [office.stage.slack.add_person(f"Person {n}", tz="Europe/Berlin") for n in range(30)]
    for number, person in enumerate(people):
        await person.join(channel.id)
        ts = await person.say(channel.id, f"Fact {number}")
        await person.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}
    await office.pass_time(DAY)

    assert {len(letters(person)) for person in people} == {1}
    (date,) = [one for one in office.said(channel) if "*Review · " in words(one.blocks)]
    assert "and 11 more" in words(date.blocks)
    assert "90 minutes" in words(date.blocks)
    assert await office.typed(people[0], "/incident participants", channel) == ""
    assert people[0].modal is not None
    (field,) = [one for one in people[0].modal.blocks if one["block_id"] == "people"]
    chosen = [*field["element"]["initial_users"], office.carol.id]
    assert await people[0].submit({"people": chosen}) == {}
    await office.pass_time(DAY)
    assert len(letters(office.carol)) == 1


async def test_a_guest_takes_part_like_everybody(office: Office) -> None:
    channel = await office.declare()
    guest = office.stage.slack.add_person("Gus Guest", tz="Europe/Berlin", is_restricted=True)
    await office.alice.invite(channel.id, guest.id)
    ts = await guest.say(channel.id, "Our side saw timeouts")
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}
    await office.pass_time(DAY)

    (letter,) = letters(guest)
    await press(office, guest, letter, ANSWER)
    assert await guest.submit({"saw": "Timeouts."}) == {}
    await guest.close_modal(whole_stack=True)
    assert "1 answer" in await office.typed(office.alice, "/incident review", channel)


async def test_who_would_rather_not_is_left_alone_and_may_return(office: Office) -> None:
    walk = await planned(office)
    await office.pass_time(DAY)
    (letter,) = letters(office.bob)
    assert office.bob.id in words(walk.date().blocks)

    await press(office, office.bob, letter, DECLINE)
    (letter,) = letters(office.bob)
    assert "The door stays open" in words(letter.blocks)
    assert "Taking part: <@" in words(walk.date().blocks)
    assert office.bob.id not in words(walk.date().blocks)

    await press(office, office.bob, letter, COME_BACK)
    (letter,) = letters(office.bob)
    assert DECLINE in buttons(letter.blocks).values()
    assert office.bob.id in words(walk.date().blocks)


async def test_who_wants_no_such_letters_gets_none(office: Office) -> None:
    await planned(office)
    await office.pass_time(DAY)
    (letter,) = letters(office.bob)
    await office.bob.click(letter.channel, letter.ts, MUTE)

    channel = await office.declare("Again")
    await office.keep(channel, office.bob, "The queue grows.")
    assert await office.resolve(channel) == {}
    await office.pass_time(3 * DAY)

    assert len(letters(office.bob)) == 1


async def test_a_restart_before_the_morning_loses_no_letter(office: Office) -> None:
    await planned(office)
    await office.restart()
    await office.pass_time(DAY)
    assert len(letters(office.bob)) == 1


async def change(office: Office, walk: Walk, by: Person, *people: Person) -> dict[str, str]:
    """`/incident participants`, with these people in the field."""
    assert await office.typed(by, "/incident participants", walk.channel) == ""
    problems = await by.submit({"people": [one.id for one in people]})
    await office.stage.settled()
    return problems


async def test_who_is_added_is_listed_and_written_to(office: Office) -> None:
    walk = await planned(office)
    assert await change(office, walk, office.bob, office.alice, office.bob, office.carol) == {}
    assert office.carol.id in words(walk.date().blocks)

    await office.pass_time(DAY)
    assert len(letters(office.carol)) == 1


async def test_only_who_steers_takes_somebody_out(office: Office) -> None:
    walk = await planned(office)
    problems = await change(office, walk, office.bob, office.bob)
    assert problems == {"people": "Only who steers the review takes somebody else out."}

    assert await change(office, walk, office.dora, office.bob) == {}
    await office.pass_time(DAY)
    assert letters(office.alice) == []
    assert len(letters(office.bob)) == 1
