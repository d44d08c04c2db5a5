"""A review's date: moved, called off, skipped, brought back; nothing rings for old ones."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Component

from app.retelling_forms import press_in_letters
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_schedule import (
    BRING_BACK,
    CALL_OFF,
    MAKE_LIGHT,
    RESCHEDULE,
    SKIP,
)
from app.sandbox.people import Person
from tests.e2e.office import Office, words
from tests.e2e.test_rewind import Walk, met, planned

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)


def _offered(person: Person) -> list[datetime]:
    """The times that the open form proposes."""
    assert person.modal is not None
    (slots,) = [block for block in person.modal.blocks if block["block_id"] == "slot"]
    values = [int(option["value"]) for option in slots["element"]["options"]]
    return [datetime.fromtimestamp(value, UTC) for value in values]


async def _moved(walk: Walk, **fields: object) -> None:
    """Bob moves it, to the first time proposed unless he gives another."""
    office = walk.office
    await walk.press(walk.date(), RESCHEDULE, office.bob)
    assert await office.bob.submit(fields) == {}
    await office.stage.settled()


async def _skipped(walk: Walk, reason: str = "A drill; nothing broke.") -> None:
    await walk.choose(SKIP)
    assert await walk.office.dora.submit({"reason": reason}) == {}
    await walk.office.stage.settled()


async def _called_off(walk: Walk) -> None:
    await walk.choose(CALL_OFF)
    assert await walk.office.dora.submit() == {}
    await walk.office.stage.settled()


def _invitations(walk: Walk) -> list[tuple[str, str, Component]]:
    """Of each calendar file its name, method and event."""
    files = [one for one in walk.office.files(walk.channel) if one.name.endswith(".ics")]
    read = [(one.name, Calendar.from_ical(one.content)) for one in files]
    return [(name, str(one["METHOD"]), one.walk("VEVENT")[0]) for name, one in read]


async def test_anybody_moves_the_meeting_to_one_of_three_times(office: Office) -> None:
    walk = await planned(office)
    await walk.press(walk.date(), RESCHEDULE, office.bob)
    offered = _offered(office.bob)
    assert len(offered) == 3
    assert walk.meets_at not in offered

    assert await office.bob.submit({"slot": str(int(offered[1].timestamp()))}) == {}
    await office.stage.settled()

    assert f"<!date^{int(offered[1].timestamp())}^" in words(walk.date().blocks)
    assert "Review moved to" in await office.timeline(walk.channel)


async def test_a_time_of_ones_own_and_ninety_minutes(office: Office) -> None:
    walk = await planned(office)
    at = walk.meets_at + 8 * DAY

    await _moved(walk, meets_at=at, length="90")

    assert "90 minutes" in words(walk.date().blocks)
    assert f"<!date^{int(at.timestamp())}^" in words(walk.date().blocks)


async def test_a_time_that_has_passed_is_explained_at_its_field(office: Office) -> None:
    walk = await planned(office)
    await walk.press(walk.date(), RESCHEDULE, office.bob)
    problems = await office.bob.submit({"meets_at": office.stage.clock.now() - HOUR})
    assert list(problems) == ["meets_at"]


async def test_nothing_rings_at_the_old_hour_and_everything_once_at_the_new_one(
    office_on_both: Office,
) -> None:
    office = office_on_both
    walk = await planned(office)
    at = walk.meets_at + 2 * DAY
    await _moved(walk, meets_at=at)
    before = len(office.said(walk.channel))

    await office.stage.move_to(at - MINUTE)
    assert len(office.said(walk.channel)) == before

    await office.stage.move_to(at + 2 * HOUR)
    tally = office.tally(walk.channel)
    assert (tally["agendas"], tally["waiting lines"], tally["summaries"]) == (1, 1, 1)


async def test_moved_six_times_it_is_one_message_and_one_event_of_a_calendar(
    office: Office,
) -> None:
    walk = await planned(office)
    for days in range(1, 7):
        await _moved(walk, meets_at=walk.meets_at + days * DAY)

    assert office.tally(walk.channel)["dates"] == 1
    invitations = _invitations(walk)
    assert [name for name, _, _ in invitations] == [
        "INC-1-review.ics",
        *(f"INC-1-review-{n}.ics" for n in range(2, 8)),
    ]
    assert len({str(event["UID"]) for _, _, event in invitations}) == 1
    assert [event["SEQUENCE"] for _, _, event in invitations] == list(range(7))
    await office.stage.move_to(walk.meets_at + 6 * DAY + 2 * HOUR)
    assert office.tally(walk.channel)["agendas"] == 1


async def test_two_who_move_it_at_once_do_not_overwrite_each_other(office: Office) -> None:
    walk = await planned(office)
    for person in (office.alice, office.bob):
        await walk.press(walk.date(), RESCHEDULE, person)

    assert await office.alice.submit({"meets_at": walk.meets_at + DAY}) == {}
    assert await office.bob.submit({"meets_at": walk.meets_at + 2 * DAY}) == {}
    await office.stage.settled()

    assert office.bob.modal is not None
    assert "another one by now" in words(office.bob.modal.blocks)
    assert f"<!date^{int((walk.meets_at + DAY).timestamp())}^" in words(walk.date().blocks)


async def test_nobody_came_so_it_is_moved_and_begins_anew(office: Office) -> None:
    walk = await met(office)
    at = walk.meets_at + DAY
    await _moved(walk, meets_at=at)

    await office.stage.move_to(walk.meets_at + 2 * HOUR)
    assert office.tally(walk.channel)["summaries"] == 0
    await office.stage.move_to(at + MINUTE)

    over = "takes place at another time"
    assert len([one for one in office.said(walk.channel) if over in words(one.blocks)]) == 1
    newest = walk.found("begins now")
    assert f"<!date^{int(at.timestamp())}^" in words(newest.blocks)


async def test_once_the_rewind_has_begun_the_date_stays(office: Office) -> None:
    walk = await met(office)
    await walk.press(walk.date(), RESCHEDULE, office.bob)
    await walk.start()

    await office.bob.submit({"meets_at": walk.meets_at + DAY})
    await office.stage.settled()

    assert office.bob.modal is not None
    assert "has begun" in words(office.bob.modal.blocks)


async def test_a_skipped_review_shows_its_reason_and_nothing_of_it_comes(office: Office) -> None:
    walk = await planned(office)
    await _skipped(walk)

    shown = words(walk.date().blocks)
    assert "Skipped: A drill; nothing broke." in shown
    assert "Review skipped: A drill" in await office.timeline(walk.channel)
    assert "nothing is posted" in await office.preview(walk.channel)
    before = len(office.said(walk.channel))
    await office.stage.move_to(walk.meets_at + 3 * HOUR)
    assert len(office.said(walk.channel)) == before


async def test_a_reason_is_asked_for(office: Office) -> None:
    walk = await planned(office)
    await walk.choose(SKIP)
    assert list(await office.dora.submit({"reason": "  "})) == ["reason"]


async def test_a_skipped_review_comes_back_with_a_new_date(office: Office) -> None:
    walk = await planned(office)
    await _skipped(walk)
    await office.pass_time(10 * DAY)

    await walk.press(walk.date(), BRING_BACK, office.bob)

    assert "Scheduled" in words(walk.date().blocks)
    assert [event["SEQUENCE"] for _, _, event in _invitations(walk)] == [0, 1, 2]
    await office.pass_time(10 * DAY)
    assert office.tally(walk.channel)["summaries"] == 1


async def test_a_skip_that_is_taken_back_in_time_keeps_date_and_yes(office: Office) -> None:
    walk = await planned(office)
    assert await press_in_letters(office.dora, ACCEPT)
    await office.stage.settled()
    await _skipped(walk)

    await walk.press(walk.date(), BRING_BACK, office.bob)

    (_, _, event) = _invitations(walk)[-1]
    assert event.decoded("dtstart") == walk.meets_at
    assert "facilitates" in words(walk.date().blocks)
    (letter,) = [one for one in office.direct(office.dora) if ":compass:" in one]
    assert "You facilitate the review" in letter


async def test_a_date_called_off_leaves_calendars_and_waits_for_another(office: Office) -> None:
    walk = await planned(office)
    await _called_off(walk)

    assert "waits for another" in words(walk.date().blocks)
    name, method, event = _invitations(walk)[-1]
    assert (name, method) == ("INC-1-review-2.ics", "CANCEL")
    assert event["STATUS"] == "CANCELLED"
    before = len(office.said(walk.channel))
    await office.stage.move_to(walk.meets_at + 3 * HOUR)
    assert len(office.said(walk.channel)) == before

    await _moved(walk, meets_at=walk.meets_at + 3 * DAY)
    assert _invitations(walk)[-1][1] == "PUBLISH"
    await office.stage.move_to(walk.meets_at + 3 * DAY + MINUTE)
    assert office.tally(walk.channel)["agendas"] == 1


async def test_a_light_review_has_no_place_in_calendars_until_it_meets_again(
    office: Office,
) -> None:
    walk = await planned(office)
    await walk.choose(MAKE_LIGHT)
    assert await office.dora.submit() == {}
    await office.stage.settled()
    assert _invitations(walk)[-1][1] == "CANCEL"

    await _moved(walk, meets_at=walk.meets_at + DAY)

    assert _invitations(walk)[-1][1] == "PUBLISH"
    assert "60 minutes" in words(walk.date().blocks)


@pytest.mark.parametrize("choice", [SKIP, CALL_OFF])
async def test_only_who_steers_decides_that_there_is_no_meeting(
    office: Office, choice: str
) -> None:
    walk = await planned(office)
    await walk.choose(choice, office.bob)
    assert "steers this review" in words(office.bob.whispers(walk.channel.id)[-1].blocks)


async def test_a_restart_after_each_step_repeats_nothing(office_on_both: Office) -> None:
    office = office_on_both
    walk = await planned(office)
    await _called_off(walk)
    await office.restart()
    await _moved(walk, meets_at=walk.meets_at + DAY)
    await office.restart()

    assert office.tally(walk.channel)["dates"] == 1
    assert len(_invitations(walk)) == 3
