"""Finishing a review: the checklist, letting a gate pass, who writes it up, and sharing it."""

from datetime import timedelta

from app.followups.views import ADD as ADD_CHANGE
from app.sandbox.inputs import elements
from app.sandbox.people import Person
from app.summaries.views_checklist import (
    LOOK_AGAIN,
    MEND,
    OWNER,
    SHARE,
    TAKE_BACK,
    UNWAIVE,
    WAIVE,
)
from app.summaries.views_held import REPLACE
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_rewind import Walk, planned
from tests.e2e.test_timeline import page, press


async def _reviewed(office: Office) -> Walk:
    """The meeting is over and the summary stands, with points open."""
    walk = await planned(office)
    await office.pass_time(timedelta(days=4))
    return walk


async def _opened(office: Office, walk: Walk, person: Person | None = None) -> Person:
    reader = person or office.dora
    assert await office.typed(reader, "/incident checklist", walk.channel) == ""
    return reader


async def _waive(office: Office, person: Person, item: str, reason: str) -> dict[str, str]:
    await press(office, person, WAIVE, item)
    problems = await person.submit({"reason": reason})
    await office.stage.settled()
    return problems


async def test_it_shows_what_is_open_and_how_to_mend_it(office: Office) -> None:
    walk = await _reviewed(office)

    shown = page(await _opened(office, walk))

    assert "At least two reflections" in shown
    assert "`/incident finding` adds one" in shown
    assert "Every hand-off was read back" in shown.split("Done")[1]
    assert "Not complete yet" in walk.summary()


async def test_letting_a_gate_pass_asks_for_a_reason_and_follows_in_the_summary(
    office: Office,
) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)
    points = int(page(dora).split(" points are open")[0].split()[-1])

    assert await _waive(office, dora, "reflections", "  ") == {
        "reason": "Please say in a line what speaks for it."
    }
    assert await dora.submit({"reason": "Everybody was in the room."}) == {}
    await office.stage.settled()

    shown = page(dora)
    assert f"{points - 1} points are open" in shown
    assert "Everybody was in the room." in shown
    assert f"{points - 1} points are open" in walk.summary()
    assert office.tally(walk.channel)["summaries"] == 1

    await press(office, dora, UNWAIVE, "reflections")

    assert f"{points} points are open" in page(dora)
    assert f"{points} points are open" in walk.summary()


async def test_each_open_point_has_a_button_that_mends_it(office: Office) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)
    assert dora.modal is not None
    mends = [
        placed.element["value"]
        for placed in elements(dora.modal.blocks)
        if placed.element.get("action_id") == MEND
    ]
    assert {"factors", "groups", "reflections"} <= set(mends)

    for item in mends:
        await press(office, dora, MEND, item)
        assert dora.modal.given["title"]["text"] != "Checklist", item
        await dora.close_modal()

    await press(office, dora, MEND, "factors")
    kept = {"text": "The limit was old.", "category": "stretch"}
    assert await dora.submit(kept) == {}
    await office.stage.settled()
    assert "The limit was old." in walk.summary()
    await press(office, dora, LOOK_AGAIN)
    assert "At least two reflections" in page(dora)


async def test_a_change_is_added_from_there(office: Office) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)

    await dora.click_in_modal(ADD_CHANGE, block_id="changes")
    await office.stage.settled()
    change = {"text": "Add a limit", "strength": "engineer", "owner": dora.id}
    assert await dora.submit(change) == {}
    await office.stage.settled()

    assert "Add a limit" in walk.summary()


async def test_it_is_for_whoever_finishes_the_review(office: Office) -> None:
    walk = await _reviewed(office)

    says = await office.typed(office.bob, "/incident checklist", walk.channel)

    assert "for whoever finishes the review" in says
    assert office.bob.modal is None


async def test_somebody_else_can_be_named_to_write_it_up(office: Office) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)

    await press(office, dora, OWNER, office.bob.id)

    assert "points are open" in page(await _opened(office, walk, office.bob))


async def test_sharing_leads_from_the_announcements_to_the_summary_once(office: Office) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)

    await press(office, dora, SHARE)
    await office.restart()

    (card,) = [one for one in office.announcements() if "was reviewed" in one]
    assert "Read what we learned" in card
    assert "It lasted" in card
    assert "1 factor" in card or "factors" in card
    await office.bob.open_home()
    await office.stage.settled()
    assert office.bob.home is not None
    assert "Reviews to read" in words(office.bob.home.blocks)
    assert "Shared" in words(walk.date().blocks)
    assert "review: shared" in walk.summary()

    await press(office, await _opened(office, walk), TAKE_BACK)

    assert not [one for one in office.announcements() if "was reviewed" in one]
    await office.bob.open_home()
    await office.stage.settled()
    assert "Reviews to read" not in words(office.bob.home.blocks)
    assert len([one for one in office.announcements() if "being worked on again" in one]) == 1

    await press(office, await _opened(office, walk), SHARE)

    assert len([one for one in office.announcements() if "was reviewed" in one]) == 1


async def test_before_the_rewind_there_is_nothing_to_share_yet(office: Office) -> None:
    walk = await planned(office)

    dora = await _opened(office, walk)

    assert dora.modal is not None
    assert SHARE not in buttons(dora.modal.blocks).values()
    assert "points are open" in page(dora)


async def test_where_there_is_no_review_it_says_what_makes_one(office: Office) -> None:
    channel = await office.declare()

    says = await office.typed(office.alice, "/incident checklist", channel)

    assert "`/incident resolve`" in says


JUDGING = "Bob should have checked the queue before the import, as always."


async def test_the_fact_takes_the_place_of_what_is_held_back(office: Office) -> None:
    walk = await planned(office)
    await office.keep(walk.channel, office.alice, JUDGING)
    await office.pass_time(timedelta(days=4))
    assert "checked the queue" not in walk.summary()
    assert "the words for it are still being found" in walk.summary()

    shown = page(await _opened(office, walk))
    assert "Held back for their wording" in shown
    assert "checked the queue" not in shown
    assert "Alice" not in shown.partition("Held back")[2].partition("If there is time")[0]

    dora = office.dora
    held = _values(dora, REPLACE)
    await press(office, dora, REPLACE, held[0])
    asked = page(dora)
    assert JUDGING.rstrip(".") in asked
    assert "Alice" not in asked
    assert await dora.submit({"text": " "}) == {"text": "Please say in a few words what happened."}
    assert await dora.submit({"text": "The import began with 4,000 items in the queue."}) == {}
    await office.stage.settled()

    assert "Held back for their wording" not in page(dora)
    assert "The import began with 4,000 items in the queue." in walk.summary()
    assert "still being found" not in walk.summary()
    assert JUDGING in [one.text for one in walk.channel.in_order()]


async def test_a_finding_and_an_impact_are_replaced_where_they_are_kept(office: Office) -> None:
    walk = await _reviewed(office)
    dora = await _opened(office, walk)
    await press(office, dora, MEND, "factors")
    kept = {"text": "It was sloppy work by the storage team.", "category": "stretch"}
    problems = await dora.submit(kept)
    if dora.modal is not None and dora.modal.given["title"]["text"] != "Checklist":
        problems = await dora.submit(kept)  # the note that came first says what it does
    assert problems == {}
    await office.stage.settled()
    assert "sloppy" not in walk.summary()

    await press(office, dora, LOOK_AGAIN)
    await press(office, dora, REPLACE, _values(dora, REPLACE)[0])
    assert "sloppy" in page(dora)
    assert await dora.submit({"text": "The write limit dated from an older catalog."}) == {}
    await office.stage.settled()

    assert "The write limit dated from an older catalog." in walk.summary()
    assert "Held back for their wording" not in page(dora)


def _values(person: Person, action_id: str) -> list[str]:
    assert person.modal is not None
    return [
        placed.element["value"]
        for placed in elements(person.modal.blocks)
        if placed.element.get("action_id") == action_id
    ]
