"""Questions before a review: answered in a form, read by the facilitator, quoted at a stop."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.tables import ReviewRow
from app.retelling_forms import press_in_letters
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_reading import QUOTE, READ, UNQUOTE
from app.reviews.views_reflections import ANSWER, MORE_QUESTIONS
from app.sandbox.people import Person
from tests.e2e.office import Office, words
from tests.e2e.test_participants import letters
from tests.e2e.test_rewind import Walk, planned

DAY = timedelta(days=1)


async def answered(walk: Walk, person: Person, **values: object) -> str:
    """`/incident reflect`, the form, and what it says afterwards."""
    assert await walk.office.typed(person, "/incident reflect", walk.channel) == ""
    assert await person.submit(values) == {}
    await walk.office.stage.settled()
    assert person.modal is not None
    said = words(person.modal.blocks)
    await person.close_modal(whole_stack=True)
    return said


async def accepted(office: Office) -> Walk:
    """The review is scheduled, and Dora has said that she facilitates it."""
    walk = await planned(office)
    await press_in_letters(office.dora, ACCEPT)
    await office.stage.settled()
    return walk


async def open_reading(walk: Walk, person: Person) -> None:
    """*Read the reflections* on the page of `/incident review`."""
    await person.command("/incident review", channel=walk.channel.id)
    page = person.whispers(walk.channel.id)[-1]
    await person.click(walk.channel.id, page.ts, READ)
    await walk.office.stage.settled()


async def test_the_letter_leads_to_the_form_and_back(office: Office) -> None:
    await planned(office)
    await office.pass_time(DAY)
    (letter,) = letters(office.bob)

    await office.bob.click(letter.channel, letter.ts, ANSWER)
    assert office.bob.modal is not None
    assert "The index queue grows without an alert." in words(office.bob.modal.blocks)
    assert await office.bob.submit({"saw": "A queue.", "saw_audience": "named"}) == {}
    assert office.bob.modal is not None
    assert "Kept, thank you" in words(office.bob.modal.blocks)
    await office.bob.close_modal(whole_stack=True)

    await office.bob.click(letter.channel, letter.ts, ANSWER)
    assert office.bob.modal is not None
    (field,) = [one for one in office.bob.modal.blocks if one["block_id"] == "saw"]
    assert field["element"]["initial_value"] == "A queue."
    assert letters(office.bob)[0].edited is None


async def test_other_questions_can_be_asked_for_without_losing_what_was_typed(
    office: Office,
) -> None:
    walk = await planned(office)
    assert await office.typed(office.bob, "/incident reflect", walk.channel) == ""
    office.bob.fill({"saw": "A queue."})

    await office.bob.click_in_modal(MORE_QUESTIONS)
    await office.stage.settled()
    assert await office.bob.submit({"question": "Who looks at the queue?"}) == {}
    await office.bob.close_modal(whole_stack=True)

    assert await office.typed(office.bob, "/incident reflect", walk.channel) == ""
    assert office.bob.modal is not None
    shown = {one["block_id"]: one.get("element", {}) for one in office.bob.modal.blocks}
    assert shown["saw"]["initial_value"] == "A queue."
    assert shown["question"]["initial_value"] == "Who looks at the queue?"
    assert "pressure" not in shown


async def test_only_how_many_answers_there_are_is_told(office: Office) -> None:
    walk = await accepted(office)
    await answered(walk, office.bob, saw="A queue.", decided="Nothing.")

    for person in (office.alice, office.bob):
        page = await walk.asked(person)
        assert "2 answers to the questions before the review so far." in page
        assert "Read the reflections" not in page
    assert "Read the reflections" in await walk.asked(office.dora)


async def test_a_quote_stands_at_its_stop_as_its_author_agreed(office: Office) -> None:
    walk = await accepted(office)
    await answered(walk, office.bob, saw="I saw a queue.", saw_audience="unnamed")
    await open_reading(walk, office.dora)
    await office.dora.click_in_modal(QUOTE)
    assert office.dora.modal is not None
    (stops,) = [one for one in office.dora.modal.blocks if one["block_id"] == "stop"]
    first = stops["element"]["options"][0]["value"]
    assert await office.dora.submit({"stop": first}) == {}
    await office.stage.settled()
    assert office.dora.modal is not None
    assert "quoted at stop 1" in words(office.dora.modal.blocks)

    await office.stage.move_to(walk.meets_at + timedelta(minutes=1))
    await walk.start()
    shown = words(walk.stops()[0].blocks)
    assert "*Said before the review* by a colleague: I saw a queue." in shown

    await office.dora.click_in_modal(UNQUOTE)
    await office.stage.settled()
    assert "Said before the review" not in words(walk.stops()[0].blocks)


def change_facilitator(url: str, user: str) -> None:
    """As *Change facilitator* does."""
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        session.execute(update(ReviewRow).values(facilitator_id=user))
    engine.dispose()


async def test_who_no_longer_facilitates_no_longer_reads(office: Office, sqlite_url: str) -> None:
    walk = await accepted(office)
    await answered(walk, office.bob, saw="I saw a queue.")
    await open_reading(walk, office.dora)
    assert office.dora.modal is not None
    assert "I saw a queue." in words(office.dora.modal.blocks)
    await office.dora.close_modal(whole_stack=True)
    page = office.dora.whispers(walk.channel.id)[-1]

    change_facilitator(sqlite_url, office.carol.id)
    await office.dora.click(walk.channel.id, page.ts, READ)
    await office.stage.settled()
    assert office.dora.modal is None
    assert "for <@" in words(office.dora.whispers(walk.channel.id)[-1].blocks)

    await office.carol.join(walk.channel.id)
    await open_reading(walk, office.carol)
    assert office.carol.modal is not None
    assert "I saw a queue." in words(office.carol.modal.blocks)


async def test_nonsense_and_nothing_are_kept_as_they_are(office: Office) -> None:
    walk = await planned(office)
    assert "Kept" in await answered(walk, office.bob)
    await answered(walk, office.bob, saw="<!channel> & *bold*", saw_audience="facilitator")
    assert "1 answer to" in await walk.asked(office.dora)
