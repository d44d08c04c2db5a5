"""Notes about wording in every form in which somebody says something about an incident that is
over; and in none while it goes on.
"""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from app.followups.views import DECIDE_AGAINST
from app.reviews.views_calibration import NOT_QUITE
from app.reviews.views_findings_page import REWORD
from app.sandbox.people import Person
from app.timeline.views import EDIT
from app.timeline.views_decisions import EXPLAIN, OPEN_DECISION_FORM
from app.wording.views import EDIT as EDIT_IT
from app.wording.views import KEEP, USE
from tests.e2e.office import Office, words
from tests.e2e.test_anonymity import rows
from tests.e2e.test_findings import FACTOR, add, open_first, typed
from tests.e2e.test_letters import checking, entry_blocks, until_it_begins
from tests.e2e.test_rewind import Walk, planned
from tests.e2e.test_wording import JUDGES, PLAIN, field, is_noted, note_in, press

Opened = tuple[Mapping[str, object], str]
"""What else is filled in, and the field that is written in."""

CHANGE = {"text": "Reject imports above the limit", "strength": "engineer"}


async def a_finding(walk: Walk, person: Person) -> Opened:
    await typed(walk, person, "/incident finding")
    return FACTOR, "text"


async def what_made_it_reasonable(walk: Walk, person: Person) -> Opened:
    await typed(walk, person, "/incident finding")
    return FACTOR, "reasonable"


async def a_finding_reworded(walk: Walk, person: Person) -> Opened:
    await add(walk, person)
    await open_first(walk, person)
    await person.click_in_modal(REWORD)
    return {}, "text"


async def unexplained(walk: Walk, person: Person) -> None:
    """The list of decisions that do not say what was assumed."""
    ts = await walk.office.keep(walk.channel, person, "I restart the indexers.")
    await person.react(walk.channel.id, ts, "scales")
    await walk.office.stage.settled()
    await typed(walk, person, "/incident decision")


async def a_decision(walk: Walk, person: Person) -> Opened:
    await unexplained(walk, person)
    await person.click_in_modal(OPEN_DECISION_FORM)
    return {"words": "We pause the import."}, "alternatives"


async def a_decision_explained(walk: Walk, person: Person) -> Opened:
    await unexplained(walk, person)
    await person.click_in_modal(EXPLAIN)
    return {}, "assumed"


async def a_change(walk: Walk, person: Person) -> Opened:
    await typed(walk, person, "/incident change")
    return {**CHANGE, "owner": person.id}, "text"


async def what_is_decided_against(walk: Walk, person: Person) -> Opened:
    await typed(walk, person, "/incident change")
    assert await person.submit({**CHANGE, "owner": person.id}) == {}
    await typed(walk, person, "/incident changes")
    board = person.whispers(walk.channel.id)[-1]
    (menu,) = [one["accessory"] for one in board.blocks if "accessory" in one]
    (value,) = [o["value"] for o in menu["options"] if o["value"].startswith(DECIDE_AGAINST)]
    await person.click(walk.channel.id, board.ts, menu["action_id"], value)
    return {}, "reason"


async def an_entry(walk: Walk, person: Person) -> Opened:
    await typed(walk, person, "/incident note")
    return {"when": "14:05"}, "text"


async def an_entry_edited(walk: Walk, person: Person, said: str = "queue grows") -> Opened:
    await typed(walk, person, "/incident timeline")
    assert person.modal is not None
    entry = next(one for one in person.modal.blocks if said in words([one]))
    await person.click_in_modal(EDIT, entry["accessory"]["value"])
    return {"kind": "action"}, "text"


async def a_correction(walk: Walk, person: Person) -> Opened:
    await until_it_begins(walk.office, walk)
    await checking(walk.office, person)
    await person.click_in_modal(NOT_QUITE, block_id=entry_blocks(person)[0])
    return {}, "text"


OPENERS = (
    a_finding,
    what_made_it_reasonable,
    a_finding_reworded,
    a_decision,
    a_decision_explained,
    a_change,
    what_is_decided_against,
    an_entry,
    an_entry_edited,
    a_correction,
)


ANSWERS = (USE, EDIT_IT, KEEP, None)
ANSWERED = [
    *((OPENERS[0], answer) for answer in ANSWERS),
    *((one, USE) for one in OPENERS[1:]),
    *((one, ANSWERS[1 + n % 3]) for n, one in enumerate(OPENERS[1:])),
]
"""One form with every answer, the others with the one that changes it and one more, in turn."""


@pytest.mark.parametrize(("opener", "answer"), ANSWERED)
async def test_a_note_comes_once_and_what_is_saved_is_what_its_author_wants(
    office: Office,
    sqlite_url: str,
    opener: Callable[[Walk, Person], Awaitable[Opened]],
    answer: str | None,
) -> None:
    if opener is a_correction:
        await office.meet_everybody()  # or letters wait until profiles are read
    walk = await planned(office, said=PLAIN)
    others, name = await opener(walk, office.bob)
    await office.stage.settled()
    assert await office.bob.submit({**others, name: JUDGES}) == {}
    assert is_noted(office.bob)
    assert not any(JUDGES in row for row in rows(sqlite_url))

    if answer:
        await press(office, office.bob, answer)
        assert not is_noted(office.bob)
    place = field(office.bob, name)
    wanted = place["element"]["initial_value"]
    if answer == EDIT_IT:
        wanted = "Nobody had looked at the config."
        office.bob.fill({place["block_id"]: wanted})
    assert await office.bob.submit() == {}
    await office.stage.settled()

    assert note_in(office.bob) == ""
    left = [row for row in rows(sqlite_url) if wanted in row]
    assert len(left) == 1
    assert (JUDGES in left[0]) is (answer in {KEEP, None})


@pytest.mark.parametrize("opener", [a_decision_explained, a_decision, an_entry, an_entry_edited])
async def test_nothing_is_said_while_the_incident_goes_on(
    office: Office, sqlite_url: str, opener: Callable[[Walk, Person], Awaitable[Opened]]
) -> None:
    channel = await office.declare()
    await office.keep(channel, office.bob, "The queue grows.")
    others, name = await opener(Walk(office, channel, office.stage.clock.now()), office.bob)
    assert await office.bob.submit({**others, name: JUDGES}) == {}
    await office.stage.settled()

    assert not is_noted(office.bob)
    assert any(JUDGES in row for row in rows(sqlite_url))


async def test_what_somebody_else_said_is_not_noted_when_its_entry_is_edited(
    office: Office,
) -> None:
    walk = await planned(office, said=(JUDGES,))
    _, name = await an_entry_edited(walk, office.dora, JUDGES)
    assert field(office.dora, name)["element"]["initial_value"] == JUDGES
    assert await office.dora.submit({"kind": "action"}) == {}
    assert not is_noted(office.dora)
