"""`/incident start here`: a channel that was there before becomes the incident's."""

from app.sandbox.world import Channel
from tests.e2e.office import Office, buttons, words


async def test_a_public_channel_becomes_the_incidents_and_what_was_marked_before_counts(
    office_on_both: Office,
) -> None:
    office = office_on_both
    place = office.stage.slack.add_channel("search", members=[office.alice, office.bob])
    place.topic.value = "All about search"
    marked = await office.bob.say(place.id, "Prices are from yesterday")
    await office.alice.react(place.id, marked, "pushpin")

    await _start_here(office, place, "Search is down", severity="sev1")

    assert place.topic.value == "All about search"
    assert place.name == "search"
    assert office.stage.slack.bot_user_id in place.members
    card = office.card(place)
    assert "INC-1 · Search is down" in words(card.blocks)
    assert "Resolve" in buttons(card.blocks)
    (announced,) = office.announcements()
    assert f"<#{place.id}>" in announced
    assert len(place.bookmarks) == 1
    assert "Prices are from yesterday" in await office.timeline(place)
    ticked = [one.name for one in place.messages[marked].reactions]
    assert "white_check_mark" in ticked


async def test_what_follows_is_kept_like_in_any_incidents_channel(office: Office) -> None:
    place = office.stage.slack.add_channel("search", members=[office.alice, office.bob])
    await _start_here(office, place, "Search is down")
    await office.keep(place, office.bob, "The queue is full")
    assert await office.resolve(place) == {}
    assert "The queue is full" in await office.timeline(place)
    assert place.name == "search"


async def test_a_private_channel_is_announced_nowhere_and_waits_until_the_bot_is_invited(
    office: Office,
) -> None:
    place = office.stage.slack.add_channel(
        "secret", members=[office.alice, office.bob], kind="private"
    )
    marked = await office.bob.say(place.id, "A key leaked")
    await office.bob.react(place.id, marked, "pushpin")

    await _start_here(office, place, "A leaked key", lead=office.bob.id)

    (told,) = office.direct(office.bob)
    assert "/invite @onward" in told
    assert office.announcements() == []
    assert "No incident is open" in await office.typed(office.carol, "/incident list", "general")
    assert "A leaked key" in await office.typed(office.alice, "/incident list", "general")

    await office.bob.invite(place.id, office.stage.slack.bot_user_id)
    await office.stage.settled()
    assert "A leaked key" in words(office.card(place).blocks)
    assert "A key leaked" in await office.timeline(place)
    assert office.announcements() == []
    assert "No incident is open" in await office.typed(office.carol, "/incident list", "general")


async def test_a_private_channel_with_the_bot_in_it_makes_a_private_incident(
    office: Office,
) -> None:
    slack = office.stage.slack
    place = slack.add_channel("secret", members=[office.alice], kind="private")
    await office.alice.invite(place.id, slack.bot_user_id)
    await _start_here(office, place, "A leaked key")
    assert "A leaked key" in words(office.card(place).blocks)
    assert office.announcements() == []


async def test_a_public_channel_can_be_worked_in_without_announcing_it(office: Office) -> None:
    place = office.stage.slack.add_channel("search", members=[office.alice])
    await _start_here(office, place, "Search is down", is_private=["private"])
    assert "Search is down" in words(office.card(place).blocks)
    assert office.announcements() == []


async def test_the_form_says_what_becomes_of_the_channel(office: Office) -> None:
    place = office.stage.slack.add_channel("search", members=[office.alice])
    await office.alice.command("/incident start here", channel=place.id)
    assert office.alice.modal is not None
    shown = words(office.alice.modal.blocks)
    assert f"<#{place.id}> becomes the incident's channel" in shown


async def test_a_channel_that_is_an_incidents_already_stays_that(office: Office) -> None:
    channel = await office.declare()
    answer = await office.typed(office.alice, "/incident start here Again", channel)
    assert "channel of INC-1 already" in answer
    assert office.alice.modal is None


async def test_a_direct_message_does_not_become_an_incidents_channel(office: Office) -> None:
    await office.alice.open_home()
    direct = next(one for one in office.stage.slack.channels if one.is_direct)
    answer = await office.typed(office.alice, "/incident start here Again", direct.id)
    assert "`/incident start`" in answer
    assert office.alice.modal is None


async def test_two_who_start_in_one_channel_at_once_are_told_apart(office: Office) -> None:
    place = office.stage.slack.add_channel("search", members=[office.alice, office.bob])
    for person in (office.alice, office.bob):
        await person.command("/incident start here Search is down", channel=place.id)
    assert await office.alice.submit() == {}
    await office.bob.submit()
    await office.stage.settled()
    assert office.bob.modal is not None
    assert "channel of INC-1 already" in words(office.bob.modal.blocks)
    assert office.tally(place)["cards"] == 1


async def _start_here(office: Office, place: Channel, title: str, **fields: object) -> None:
    await office.alice.command(f"/incident start here {title}", channel=place.id)
    assert await office.alice.submit(fields) == {}
    await office.stage.settled()
