"""Owners hear of a change's day in their working hours, twice at most, and later whether it
holds.
"""

from datetime import timedelta

from app.followups import views, views_look_backs
from app.sandbox.people import Person
from app.vocabulary import Holds
from tests.e2e.office import Office, buttons
from tests.e2e.test_changes import Changes
from tests.e2e.test_moving_changes import WORDS, owned, shown

DAY = timedelta(days=1)
NO = views_look_backs.ANSWERS[Holds.NO][1]
HOLDS = views_look_backs.ANSWERS[Holds.HOLDS][1]


def letters(office: Office, person: Person, sign: str) -> list[str]:
    return [one for one in office.direct(person) if sign in one]


def reminders(office: Office, person: Person) -> list[str]:
    return letters(office, person, "Is anything in the way?")


async def press(office: Office, person: Person, action_id: str) -> None:
    """In the newest letter that has this button."""
    letter = [one for one in person.hears_from_app() if action_id in str(one.blocks)][-1]
    await person.click(letter.channel, letter.ts, action_id)
    await office.stage.settled()


async def finished(office: Office) -> Changes:
    """A change that was done and looked back at a month later."""
    changes = await owned(office)
    await changes.choose(office.alice, "Done", about=WORDS)
    await office.pass_time(34 * DAY)
    return changes


async def test_an_owner_is_asked_twice_and_then_the_facilitator_once(office: Office) -> None:
    await owned(office)
    await office.pass_time(13 * DAY)
    assert len(reminders(office, office.alice)) == 1
    assert "is due on" in reminders(office, office.alice)[0]

    await office.pass_time(30 * DAY)

    assert len(reminders(office, office.alice)) == 2
    assert "was due on" in reminders(office, office.alice)[1]
    assert len(letters(office, office.dora, "is still open")) == 1


async def test_what_is_done_in_time_reminds_nobody_and_says_so_where_it_was_asked(
    office: Office,
) -> None:
    await owned(office)
    await office.pass_time(13 * DAY)

    await press(office, office.alice, views.FINISH)

    assert reminders(office, office.alice) == []
    assert "This change is done" in office.direct(office.alice)[-1]
    await office.pass_time(20 * DAY)
    assert reminders(office, office.alice) == []
    assert letters(office, office.dora, "is still open") == []


async def test_another_day_is_named_in_the_letter_and_asked_about_then(office: Office) -> None:
    changes = await owned(office)
    await office.pass_time(13 * DAY)
    await press(office, office.alice, views.PUT_OFF)
    put_off = {"due_on": "2026-05-05", "note": "We wait for the vendor"}
    assert await office.alice.submit(put_off) == {}
    await office.stage.settled()
    assert "It is due on Tue, May 5 now" in office.direct(office.alice)[-1]
    assert "by Tue, May 5" in changes.board()

    await office.pass_time(10 * DAY)

    assert reminders(office, office.alice) == []
    assert letters(office, office.dora, "is still open") == []


async def test_of_an_owner_who_left_the_lead_is_asked_for_another_once(office: Office) -> None:
    changes = await owned(office)
    await changes.add(office.alice, "Rebuild at night", owner=office.bob.id)
    await office.pass_time(DAY)
    await changes.answer(office.bob, views.TAKE)
    office.bob.user.deleted = True

    await office.pass_time(40 * DAY)

    assert reminders(office, office.bob) == []
    asked = letters(office, office.alice, "has left the workspace")
    assert len(asked) == 1
    assert "Rebuild at night" in asked[0]
    assert "*needs an owner*" in await office.typed(
        office.carol, "/incident changes open", "general"
    )


async def test_a_month_after_it_was_done_its_owner_says_whether_it_holds(office: Office) -> None:
    changes = await finished(office)
    assert len(letters(office, office.alice, "*Does it hold?*")) == 1

    await press(office, office.alice, HOLDS)
    await press(office, office.alice, views_look_backs.ADD_LINE)
    assert await office.alice.submit({"note": "No import was too large since"}) == {}
    await office.stage.settled()

    assert "it held (“No import was too large since”)" in office.direct(office.alice)[-1]
    assert "it held after 30 days" in changes.board()
    await office.pass_time(60 * DAY)
    assert len(letters(office, office.alice, "*Does it hold?*")) == 1  # the second one
    assert "90 days" in letters(office, office.alice, "*Does it hold?*")[0]


async def test_what_did_not_hold_is_opened_again_with_its_history(office: Office) -> None:
    changes = await finished(office)

    await press(office, office.alice, NO)
    await press(office, office.alice, views_look_backs.OPEN_AGAIN)
    assert "it did not hold after 30 days" in shown(office.alice)
    assert await office.alice.submit({"due_on": "2026-06-02", "note": "With a hard limit"}) == {}
    await office.stage.settled()

    assert "by Tue, Jun 2 · it did not hold after 30 days" in changes.board()
    assert "opened again" in office.direct(office.alice)[-1]
    assert not buttons(office.alice.hears_from_app()[-1].blocks).keys() & {"It holds", "No"}
    await changes.choose(office.alice, "Edit", about=WORDS)
    assert "opened again: With a hard limit" in shown(office.alice)
