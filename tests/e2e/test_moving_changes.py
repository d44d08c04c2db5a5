"""Changes on their way: listed for whoever asks, done, put off, handed over, decided against."""

from datetime import timedelta

from app.followups import views, views_list
from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import Office, words
from tests.e2e.test_changes import Changes, asked

DAY = timedelta(days=1)
WORDS = "Reject large imports"


async def owned(office: Office) -> Changes:
    """A change that Alice made, of which she said that it is hers."""
    changes = await asked(office)
    assert await changes.add(office.alice, WORDS, owner=office.alice.id) == {}
    return changes


async def listed(office: Office, person: Person, what: str, place: Channel | str) -> str:
    return await office.typed(person, f"/incident changes {what}".strip(), place)


async def choose(office: Office, person: Person, place: str, action_id: str) -> None:
    """In the menu of the newest whisper's only change."""
    whisper = person.whispers(place)[-1]
    ((block_id, value),) = [
        (block["block_id"], option["value"])
        for block in whisper.blocks
        for option in block.get("accessory", {}).get("options", ())
        if option["value"].startswith(f"{action_id} ")
    ]
    await person.click(place, whisper.ts, views.MORE, value, block_id=block_id)
    await office.stage.settled()


def shown(person: Person) -> str:
    """The page in front of somebody."""
    assert person.modal is not None
    return words(person.modal.blocks)


async def test_a_change_is_listed_with_what_it_is_and_who_has_it(office: Office) -> None:
    changes = await owned(office)
    link = "https://github.com/acme/search/issues/214"
    await changes.add(office.alice, "Rebuild at night", owner=office.alice.id, ticket=link)

    for what, place in (("", changes.channel), ("INC-1", "general"), ("open", "general")):
        told = await listed(office, office.bob, what, place)
        assert WORDS in told
        assert f"<@{office.alice.id}> · engineer · by " in told
        assert f"<{link}|search#214>" in told
    assert "no open changes" in await listed(office, office.bob, "mine", "general")
    assert "past its day" in await listed(office, office.bob, "overdue", "general")
    await office.pass_time(30 * DAY)
    assert "its day has passed" in await listed(office, office.bob, "overdue", "general")


async def test_words_that_mean_nothing_here_get_one_sentence(office: Office) -> None:
    told = await listed(office, office.bob, "of everybody, please", "general")
    assert told == (
        "`/incident changes` takes one word: mine, open, overdue, or an incident like INC-7."
    )
    assert "no INC-99 that you can see" in await listed(office, office.bob, "INC-99", "general")


async def test_a_long_list_is_read_page_by_page(office: Office) -> None:
    changes = await asked(office)
    for n in range(9):
        await changes.add(office.alice, f"Reject imports number {n}", owner=office.alice.id)
    first = await listed(office, office.bob, "open", "general")
    assert "Page 1 of 2" in first
    assert "number 8" not in first

    place = office.stage.slack.channel("general").id
    [whisper] = office.bob.whispers(place)[-1:]
    await office.bob.click(place, whisper.ts, views_list.TURN)
    await office.stage.settled()

    second = words(office.bob.whispers(place)[-1].blocks)
    assert "number 8" in second
    assert "number 1" not in second


async def test_done_takes_one_press_and_a_line_of_how_if_one_likes(office: Office) -> None:
    changes = await owned(office)
    place = changes.channel.id
    await listed(office, office.alice, "", changes.channel)

    await choose(office, office.alice, place, views.FINISH)
    whisper = office.alice.whispers(place)[-1]
    await office.alice.click(place, whisper.ts, views.SAY_HOW)
    assert (
        await office.alice.submit({"how": "https://gitlab.com/acme/search/-/merge_requests/9"})
        == {}
    )
    await office.stage.settled()

    assert "|search!9>" in changes.board()
    assert ":white_check_mark:" in changes.board()


async def test_not_now_names_another_working_day_and_what_is_in_the_way(office: Office) -> None:
    changes = await owned(office)
    await listed(office, office.alice, "", changes.channel)
    await choose(office, office.alice, changes.channel.id, views.PUT_OFF)

    problems = await office.alice.submit({"due_on": "2026-04-04"})
    assert problems["due_on"].endswith("The next working day is Mon, Apr 6.")
    put_off = {"due_on": "2026-04-07", "note": "We wait for the vendor"}
    assert await office.alice.submit(put_off) == {}
    await office.stage.settled()

    assert "by Tue, Apr 7" in changes.board()
    await changes.choose(office.alice, "Edit", about=WORDS)
    assert "put off to Tue, Apr 7: We wait for the vendor" in shown(office.alice)


async def test_a_change_changes_hands_once_the_receiver_has_said_yes(office: Office) -> None:
    changes = await owned(office)
    await listed(office, office.alice, "", changes.channel)
    await choose(office, office.alice, changes.channel.id, views.HAND_OVER)
    assert await office.alice.submit({"owner": office.bob.id}) == {}
    await office.stage.settled()
    assert f"<@{office.alice.id}>" in changes.board()
    assert office.bob.id not in changes.board()
    await office.pass_time(DAY)
    assert "take this change over from" in office.direct(office.bob)[-1]

    await changes.answer(office.bob, views.TAKE)
    await office.pass_time(DAY)

    assert f"<@{office.bob.id}>" in changes.board()
    assert "has this change now" in office.direct(office.alice)[-1]


async def test_what_the_receiver_will_not_take_stays_where_it_was(office: Office) -> None:
    changes = await owned(office)
    await listed(office, office.alice, "", changes.channel)
    await choose(office, office.alice, changes.channel.id, views.HAND_OVER)
    await office.alice.submit({"owner": office.bob.id})
    await office.pass_time(DAY)

    await changes.answer(office.bob, views.DECLINE)
    await office.pass_time(DAY)

    assert f"<@{office.alice.id}>" in changes.board()
    assert "it stays with you" in office.direct(office.alice)[-1]
    assert office.bob.id not in changes.board()


async def test_an_owner_outside_a_private_incident_decides_without_seeing_it(
    office: Office,
) -> None:
    channel = await office.declare("A secret outage", is_private=["private"])
    guided = {"facilitator": office.alice.id, "facilitator_reason": "She knows how."}
    assert await office.resolve(channel, guided) == {}
    await office.typed(office.alice, "/incident change Rotate the keys", channel)
    await office.alice.submit({"strength": "engineer", "owner": office.bob.id})
    await office.stage.settled()

    assert "Rotate the keys" not in await listed(office, office.carol, "open", "general")
    assert "no INC-1 that" in await listed(office, office.bob, "INC-1", "general")
    assert "Rotate the keys" in await listed(office, office.bob, "mine", "general")
    place = office.stage.slack.channel("general").id
    options = str(office.bob.whispers(place)[-1].blocks)
    assert views.EDIT not in options
    await choose(office, office.bob, place, views.DECIDE_AGAINST)
    assert "secret" not in shown(office.bob)
    assert await office.bob.submit({"reason": "They expire tonight"}) == {}
    await office.stage.settled()

    assert "They expire tonight" in await listed(office, office.alice, "", channel)


async def test_app_home_shows_ones_own_changes(office: Office) -> None:
    await owned(office)
    await office.alice.open_home()
    await office.stage.settled()
    assert office.alice.home is not None
    assert "Your changes" in words(office.alice.home.blocks)
    assert WORDS in words(office.alice.home.blocks)
    await office.bob.open_home()
    await office.stage.settled()
    assert office.bob.home is not None
    assert WORDS not in words(office.bob.home.blocks)


async def test_what_is_done_in_app_home_leaves_it(office: Office) -> None:
    await owned(office)
    await office.alice.open_home()
    await office.stage.settled()
    assert office.alice.home is not None
    (value,) = [
        option["value"]
        for block in office.alice.home.blocks
        for option in block.get("accessory", {}).get("options", ())
        if option["value"].startswith(f"{views.FINISH} ")
    ]
    await office.alice.click_home(views.MORE, value)
    await office.stage.settled()

    assert WORDS not in words(office.alice.home.blocks)
    assert "Done. Thank you." in shown(office.alice)
