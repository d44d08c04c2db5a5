"""Letters: within working hours, once, and no more of them for who wants none. The facilitator's
brief and each person's own entries stand for all.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.reviews.views import PREPARE
from app.reviews.views_calibration import CHECK, NOT_QUITE, RIGHT
from app.reviews.views_schedule import MAKE_LIGHT
from app.sandbox.people import Person
from app.sandbox.world import Channel, Message
from app.workspace.views_letters import MUTE, OPEN_LETTERS, UNMUTE
from tests.e2e.office import Office, words
from tests.e2e.test_rewind import Walk, planned

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
CAPTURED = "Did I capture this right?"
BRIEF = "Your brief for the review"


def letters(person: Person, sign: str) -> list[Message]:
    return [one for one in person.hears_from_app() if sign in words(one.blocks)]


def sent_at(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message.ts), UTC)


async def until_it_begins(office: Office, walk: Walk) -> None:
    await office.stage.move_to(walk.meets_at - MINUTE)


async def checking(office: Office, person: Person) -> None:
    (letter,) = letters(person, CAPTURED)
    await person.click(letter.channel, letter.ts, CHECK)
    await office.stage.settled()


def shown(person: Person) -> str:
    assert person.modal is not None
    return words(person.modal.blocks)


def entry_blocks(person: Person) -> Sequence[str]:
    """Where the buttons of each entry stand, in the order of time."""
    assert person.modal is not None
    ids = [str(block["block_id"]) for block in person.modal.blocks if block["type"] == "actions"]
    return [each for each in ids if each.startswith("entry-")]


async def test_the_letters_come_before_the_meeting_within_working_hours(
    office_on_both: Office,
) -> None:
    office = office_on_both
    await office.meet_everybody()
    walk = await planned(office)

    await until_it_begins(office, walk)

    (brief,) = letters(office.dora, BRIEF)
    (captured,) = letters(office.bob, CAPTURED)
    for letter in (brief, captured):
        local = sent_at(letter).astimezone(BERLIN)
        assert time(9) <= local.time() < time(17)
        assert local.weekday() < 5
    assert walk.meets_at - sent_at(brief) >= DAY
    assert sent_at(brief) <= sent_at(captured)
    assert sent_at(captured).astimezone(BERLIN).date() < walk.meets_at.astimezone(BERLIN).date()
    assert "decision" in words(captured.blocks)
    assert "I restart the indexers" not in words(captured.blocks)  # it may be deleted later
    assert letters(office.carol, CAPTURED) == letters(office.carol, BRIEF) == []


async def test_a_restart_in_between_sends_each_letter_once(office_on_both: Office) -> None:
    office = office_on_both
    await office.meet_everybody()
    walk = await planned(office)
    bobs = await office.bob.open_direct(office.stage.slack.bot_user_id)
    while not letters(office.bob, CAPTURED) and office.stage.clock.now() < walk.meets_at - MINUTE:
        office.stage.slack.faults.lose_answer("chat.postMessage")
        await office.restart()
        due_at = await office.stage.onward.next_due_at()
        assert due_at is not None
        await office.stage.move_to(due_at)
    office.stage.slack.faults.clear()
    await office.restart()
    await until_it_begins(office, walk)

    assert bobs
    assert len(letters(office.bob, CAPTURED)) == 1
    assert len(letters(office.dora, BRIEF)) == 1


async def test_who_switched_a_kind_off_meanwhile_gets_none(office: Office) -> None:
    await office.meet_everybody()
    walk = await planned(office)
    await office.bob.open_home()
    await office.stage.settled()
    await office.bob.click_home(OPEN_LETTERS)
    assert await office.bob.submit({"letters": ["brief"]}) == {}

    await until_it_begins(office, walk)

    assert letters(office.bob, CAPTURED) == []
    assert len(letters(office.dora, BRIEF)) == 1


async def test_what_the_workspace_switched_off_nobody_gets(office: Office) -> None:
    await office.meet_everybody()
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"letters": ["reflection"]}) == {}

    await until_it_begins(office, await planned(office))

    assert letters(office.bob, CAPTURED) == letters(office.dora, BRIEF) == []


async def test_a_letter_has_the_button_that_ends_its_kind_and_one_brings_it_back(
    office: Office,
) -> None:
    await office.meet_everybody()
    await until_it_begins(office, await planned(office))
    (letter,) = letters(office.bob, CAPTURED)

    await office.bob.click(letter.channel, letter.ts, MUTE, "calibration")
    await office.stage.settled()

    whisper = office.bob.whispers(letter.channel)[-1]
    assert "no more of these" in words(whisper.blocks)
    await office.pass_time(DAY)
    await until_it_begins(office, await planned(office))
    assert len(letters(office.bob, CAPTURED)) == 1
    await office.bob.click(letter.channel, whisper.ts, UNMUTE, "calibration")
    await office.stage.settled()
    await office.pass_time(DAY)
    await until_it_begins(office, await planned(office))
    assert len(letters(office.bob, CAPTURED)) == 2


async def test_who_left_the_workspace_is_not_written_to(office: Office) -> None:
    await office.meet_everybody()
    walk = await planned(office)
    office.stage.slack.slack.world.users[office.bob.id].deleted = True

    await until_it_begins(office, walk)

    assert letters(office.bob, CAPTURED) == []
    assert len(letters(office.dora, BRIEF)) == 1


async def test_a_review_without_a_meeting_has_no_day_before(office: Office) -> None:
    await office.meet_everybody()
    walk = await planned(office)
    await walk.choose(MAKE_LIGHT)
    assert await office.dora.submit() == {}
    await office.stage.settled()

    await office.stage.move_to(walk.meets_at - MINUTE)

    assert letters(office.bob, CAPTURED) == []


async def test_without_a_facilitator_whoever_steers_is_briefed(office: Office) -> None:
    await office.meet_everybody()
    channel = await office.declare()
    await office.keep(channel, office.bob, "The index queue grows.")
    await office.resolve(channel, {"facilitator": None})

    await office.pass_time(timedelta(days=14))

    (brief,) = letters(office.alice, BRIEF)
    assert "1 entry is kept" in words(brief.blocks) or "entries are kept" in words(brief.blocks)
    assert "Nobody has told yet" in words(brief.blocks)


async def test_the_brief_leads_to_the_stops(office: Office) -> None:
    await office.meet_everybody()
    await until_it_begins(office, await planned(office))
    (brief,) = letters(office.dora, BRIEF)

    await office.dora.click(brief.channel, brief.ts, PREPARE)

    assert "These stops were chosen" in shown(office.dora)


async def test_somebody_reads_their_entries_back(office: Office) -> None:
    await office.meet_everybody()
    walk = await planned(office)
    assert "concerns you" in await walk.asked(office.bob)
    await until_it_begins(office, walk)
    await checking(office, office.bob)
    first, second, *others = entry_blocks(office.bob)

    for _ in range(2):
        await office.bob.click_in_modal(NOT_QUITE, block_id=first)
        assert await office.bob.submit({"text": "The index queue grew, with an alert."}) == {}
        await office.stage.settled()
    for block in (second, *others):
        await office.bob.click_in_modal(RIGHT, block_id=block)
        await office.stage.settled()

    assert "with an alert" in shown(office.bob)
    assert "All of them are read" in shown(office.bob)
    await office.bob.close_modal()
    assert "with an alert" in await office.timeline(walk.channel)
    assert "concerns you" not in await walk.asked(office.bob)


async def test_what_somebody_else_said_is_not_corrected_but_stood_beside(office: Office) -> None:
    await office.meet_everybody()
    walk = await planned(
        office, said=(f"<@{office.carol.id}> says that the queue grows without an alert.",)
    )
    await until_it_begins(office, walk)
    await checking(office, office.carol)
    (block,) = entry_blocks(office.carol)
    await office.carol.click_in_modal(NOT_QUITE, block_id=block)
    problem = await office.carol.submit({"account": "   "})
    assert list(problem) == ["account"]

    assert await office.carol.submit({"account": "I said that there was an alert."}) == {}
    await office.stage.settled()

    assert "Seen differently:" in shown(office.carol)
    assert "without an alert" in shown(office.carol)
    await office.stage.move_to(walk.meets_at + MINUTE)
    await walk.start()
    assert "I said that there was an alert." in words(walk.stops()[0].blocks)


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_a_mention_opens_no_private_incident(office: Office, kind: str) -> None:
    await office.meet_everybody()
    channel: Channel = await office.declare(is_private=["private"] if kind == "private" else [])
    if kind == "private":
        await office.alice.invite(channel.id, office.bob.id)
    await office.keep(channel, office.bob, f"<@{office.carol.id}> may know more.")
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}

    await office.pass_time(timedelta(days=14))

    assert len(letters(office.carol, CAPTURED)) == (kind == "public")
