"""The timeline to read and mend: turned, filtered, edited, removed and restored where it is
open.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.db.engine import make_engine
from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import CROWD, Office, buttons, markup, words
from tests.e2e.test_rewind import SAID, begun

EVERYTHING = "everything"


async def look(office: Office, channel: Channel, person: Person | None = None) -> Person:
    """Somebody opens the timeline by the card's button."""
    reader = person or office.alice
    card = office.card(channel)
    await reader.click(channel.id, card.ts, buttons(card.blocks)["Timeline"])
    await office.stage.settled()
    return reader


def page(person: Person) -> str:
    assert person.modal is not None
    return words(person.modal.blocks)


async def press(office: Office, person: Person, action_id: str, value: object = None) -> None:
    await person.click_in_modal(action_id, value)
    await office.stage.settled()


async def edit(office: Office, person: Person, line: str) -> None:
    """Press *Edit* beside the entry whose text this is."""
    assert person.modal is not None
    (block,) = [b for b in person.modal.blocks if line in words([b]) and "accessory" in b]
    await press(office, person, "timeline.edit_entry", block["accessory"]["value"])


async def noted(office: Office, channel: Channel, *lines: str) -> None:
    for line in lines:
        await office.typed(office.alice, f"/incident note {line}", channel)


async def test_the_timeline_is_paged_and_turned_in_place(office: Office) -> None:
    channel = await office.declare()
    await noted(office, channel, *(f"Fact number {n:02}." for n in range(24)))
    alice = await look(office, channel)
    assert alice.modal is not None
    view = alice.modal.id
    seen = [page(alice)]
    for action in ("timeline.earlier", "timeline.earlier", "timeline.later"):
        await press(office, alice, action)
        seen.append(page(alice))
    for number, shown in zip((3, 2, 1, 2), seen, strict=True):
        assert f"Page {number} of 3" in shown
    assert alice.modal.id == view
    facts = [f"Fact number {n:02}." for n in range(24)]
    assert [fact for fact in facts if fact in seen[2]] == facts[:9]
    assert [fact for fact in facts if fact in seen[1]] == facts[9:19]
    assert [fact for fact in facts if fact in seen[0]] == facts[19:]


async def test_a_hundred_pages_can_be_turned_one_after_another(office: Office) -> None:
    channel = await office.declare()
    await noted(office, channel, *(f"Fact {n}" for n in range(40)))
    alice = await look(office, channel)
    for _ in range(3):
        for action in ("timeline.earlier",) * 4 + ("timeline.later",) * 4:
            await press(office, alice, action)
    assert "Page 5 of 5" in page(alice)


async def test_one_jumps_to_a_time_and_is_asked_back_at_the_field(office: Office) -> None:
    channel = await office.declare()
    for minutes in range(0, 300, 10):
        await noted(office, channel, f"{minutes + 10} min ago Fact {minutes}.")
    alice = await look(office, channel)
    assert await alice.submit({"jump": "8:20"}) == {}
    assert "Fact 30." in page(alice)
    assert list(await alice.submit({"jump": "25:00"})) == ["jump"]
    assert (await alice.submit({"jump": "tomorrow 8:00"}))["jump"].startswith("tomorrow 8:00 is")


async def test_a_page_shows_one_kind(office: Office) -> None:
    channel = await office.declare()
    await noted(office, channel, "It was noted")
    ts = await office.alice.say(channel.id, "We fail over")
    await office.alice.react(channel.id, ts, "scales")
    await office.stage.settled()
    alice = await look(office, channel)
    for show, is_noted, is_decided in (
        ("decision", False, True),
        ("by_hand", True, False),
        ("help", False, False),
        ("removed", False, False),
        (EVERYTHING, True, True),
    ):
        await press(office, alice, "timeline.choose_shown", show)
        assert ("It was noted" in page(alice), "We fail over" in page(alice)) == (
            is_noted,
            is_decided,
        )


async def test_what_is_edited_shows_at_once_in_the_list_beneath(office_on_both: Office) -> None:
    office = office_on_both
    channel = await office.declare()
    await office.keep(channel, office.bob, "It lasted 45 seconds & <!here> cried")
    alice = await look(office, channel)
    await edit(office, alice, "It lasted")
    changes = {
        "text": "It lasted 43 seconds",
        "when": "8:30",
        "kind": "impact",
        "confidence": "recalled",
    }
    assert await alice.submit(changes) == {}
    await office.stage.settled()
    assert "It lasted 43 seconds" in page(alice)
    assert "45 seconds" not in page(alice)
    assert "_recalled_" in page(alice)
    moved_to = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert f"<!date^{int(moved_to.timestamp())}^{{time}}" in page(alice)


async def test_an_added_entry_shows_at_once_in_the_list_beneath(office: Office) -> None:
    channel = await office.declare()
    alice = await look(office, channel)
    await press(office, alice, "timeline.open_note_form")
    assert list(await alice.submit({"text": " "})) == ["text"]
    assert await alice.submit({"text": "Users <!channel> noticed", "when": "yesterday 23:50"}) == {}
    await office.stage.settled()
    assert "Users" in page(alice)
    assert alice.modal is not None
    assert not CROWD.search(markup(alice.modal.blocks))


async def test_what_is_removed_leaves_at_once_and_can_be_restored(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.bob, "Lunch is here")
    alice = await look(office, channel)
    await edit(office, alice, "Lunch is here")
    await press(office, alice, "timeline.remove_entry")
    assert "off the timeline" in page(alice)
    await alice.close_modal()
    assert "Lunch is here" not in page(alice)
    assert _ticks(channel, ts) == 0
    await press(office, alice, "timeline.choose_shown", "removed")
    assert "Lunch is here" in page(alice)
    assert f"removed by <@{office.alice.id}>" in page(alice)
    await press(office, alice, "timeline.restore_entry")
    assert "Lunch is here" not in page(alice)
    await press(office, alice, "timeline.choose_shown", EVERYTHING)
    assert "Lunch is here" in page(alice)
    assert _ticks(channel, ts) == 1


async def test_a_removal_can_be_taken_back_where_it_was_made(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.bob, "Lunch is here")
    alice = await look(office, channel)
    await edit(office, alice, "Lunch is here")
    await press(office, alice, "timeline.remove_entry")
    await press(office, alice, "timeline.restore_entry")
    assert alice.modal is not None
    assert alice.modal.given["callback_id"] == "timeline.entry_form"
    await alice.close_modal()
    assert "Lunch is here" in page(alice)


async def test_of_two_who_edit_one_entry_the_second_sees_what_changed(
    office: Office, sqlite_url: str
) -> None:
    channel = await office.declare()
    await office.keep(channel, office.bob, "It lasted 45 seconds")
    for person in (office.alice, office.bob):
        await look(office, channel, person)
        await edit(office, person, "It lasted")
    assert await office.alice.submit({"text": "It lasted 44 seconds"}) == {}
    assert await office.bob.submit({"text": "It lasted 43 seconds"}) == {}
    asked_back = page(office.bob)
    assert "Somebody changed this entry" in asked_back
    assert "It lasted 44 seconds" in asked_back
    assert await office.bob.submit() == {}
    await office.stage.settled()
    assert "It lasted 43 seconds" in page(office.bob)
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT text FROM entry_versions ORDER BY id")).scalars()
        assert list(kept) == ["It lasted 45 seconds", "It lasted 44 seconds"]
    engine.dispose()


async def test_a_form_without_changes_changes_nothing(office: Office, sqlite_url: str) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, f"<@{office.bob.id}> has it & waits")
    alice = await look(office, channel)
    await edit(office, alice, "has it")
    assert await alice.submit() == {}
    await office.stage.settled()
    assert f"<@{office.bob.id}" in page(alice)
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        assert not connection.execute(text("SELECT count(*) FROM entry_versions")).scalar_one()
    engine.dispose()


async def test_a_removed_entry_is_no_longer_quoted_by_the_summary(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "Failing over to the replica took a while")
    await office.resolve(channel, {"facilitator": office.dora.id})
    await office.pass_time(timedelta(days=12))
    told = "\n".join(words(one.blocks) for one in office.said(channel))
    assert told.count("Failing over to the replica") >= 1
    alice = await look(office, channel)
    await edit(office, alice, "Failing over")
    await press(office, alice, "timeline.remove_entry")
    told = "\n".join(words(one.blocks) for one in office.said(channel))
    assert "Failing over to the replica" not in told


async def test_a_removed_entry_is_no_longer_quoted_by_the_stops_after_it(office: Office) -> None:
    walk = await begun(office)
    await walk.next()
    await walk.next()
    assert [stop for stop in walk.stops()[1:] if SAID[0] in words(stop.blocks)]

    alice = await look(office, walk.channel)
    await edit(office, alice, SAID[0])
    await press(office, alice, "timeline.remove_entry")

    assert not [stop for stop in walk.stops()[1:] if SAID[0] in words(stop.blocks)]


async def test_a_deleted_message_leaves_a_trace_for_the_facilitator_alone(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Two million rows vanished")
    await office.resolve(channel, {"facilitator": office.dora.id})
    await office.alice.delete(channel.id, ts)
    await office.stage.settled()
    assert "removed by its author" in await office.timeline(channel, office.dora)
    assert "vanished" not in await office.timeline(channel, office.dora)
    assert "removed by its author" not in await office.timeline(channel, office.alice)


async def test_the_timeline_of_a_private_incident_opens_in_its_channel_alone(
    office: Office,
) -> None:
    channel = await office.declare("A leaked key", is_private=["private"])
    await office.keep(channel, office.alice, "The key is revoked")
    assert "The key is revoked" in await office.timeline(channel)
    said = await office.typed(office.carol, "/incident timeline", "general")
    assert "revoked" not in said
    assert office.carol.modal is None


def _ticks(channel: Channel, ts: str) -> int:
    return sum(
        len(one.users) for one in channel.messages[ts].reactions if one.name == "white_check_mark"
    )
