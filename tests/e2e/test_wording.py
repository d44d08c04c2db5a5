"""Notes about wording, in the forms of a review: to their author alone, once, never in the way."""

from datetime import timedelta
from typing import Any

from app.reviews.views_reflections import MORE_QUESTIONS
from app.sandbox.people import Person
from app.slack.shown import field_of
from app.wording.views import EDIT, HIDE, KEEP, NOTE, USE
from app.workspace.views_letters import OPEN_LETTERS
from tests.e2e.office import Office, words
from tests.e2e.test_rewind import SAID, Walk, planned

JUDGES = "Bob was careless with the config."
PLAIN = SAID[:2]
"""What is said in the incident, so that nobody has a note before."""

OTHER = "Carol was careless with the failover."
HOUR = timedelta(hours=1)


def note_in(person: Person) -> str:
    """What stands in the place of a note in the form that is open; empty when nothing does."""
    blocks = person.modal.blocks if person.modal else []
    return words([one for one in blocks if one["block_id"].startswith(NOTE)])


def is_noted(person: Person) -> bool:
    return "more to learn from" in note_in(person)


def field(person: Person, name: str) -> dict[str, Any]:
    """A field of the form that is open."""
    assert person.modal is not None
    (block,) = [
        one
        for one in person.modal.blocks
        if one["type"] == "input" and field_of(one["block_id"]) == name
    ]
    return block


async def reflecting(walk: Walk, person: Person, **values: object) -> None:
    """The form of the questions before the review, filled in and sent."""
    assert await walk.office.typed(person, "/incident reflect", walk.channel) == ""
    assert await person.submit(values) == {}
    await walk.office.stage.settled()


async def press(office: Office, person: Person, action_id: str, value: object = None) -> None:
    await person.click_in_modal(action_id, value)
    await office.stage.settled()


async def answer(walk: Walk, person: Person, name: str = "saw") -> str | None:
    """What is filled in of an answer that was given with a name."""
    assert await walk.office.typed(person, "/incident reflect", walk.channel) == ""
    said: str | None = field(person, name)["element"].get("initial_value")
    await person.close_modal(whole_stack=True)
    return said


def is_kept(person: Person) -> bool:
    assert person.modal is not None
    return "Kept, thank you" in words(person.modal.blocks)


async def test_a_note_stands_above_its_field_and_everything_typed_stays(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(
        walk, office.bob, saw="A queue.", decided=JUDGES, decided_audience="named", helped="Luck."
    )

    assert is_noted(office.bob)
    assert "was careless with the config" in note_in(office.bob)
    assert office.bob.modal is not None
    ids = [one["block_id"] for one in office.bob.modal.blocks]
    assert ids.index("decided") == ids.index("saw_audience") + 3  # the note and its buttons
    filled = {name: field(office.bob, name)["element"] for name in ("saw", "decided", "helped")}
    assert filled["saw"]["initial_value"] == "A queue."
    assert filled["decided"]["initial_value"] == JUDGES
    assert filled["helped"]["initial_value"] == "Luck."
    chosen = field(office.bob, "decided_audience")["element"]["initial_option"]
    assert chosen["value"] == "named"


async def test_use_this_puts_the_suggestion_into_the_field(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=f"A queue at 10:40.\n{JUDGES}", surprised="Nothing.")
    await press(office, office.bob, USE)

    assert "It stands below" in note_in(office.bob)
    suggested = field(office.bob, "saw")["element"]["initial_value"]
    assert suggested.startswith("A queue at 10:40.\n")
    assert "forgot" not in suggested
    assert await office.bob.submit() == {}
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)
    assert await answer(walk, office.bob) == suggested
    assert await answer(walk, office.bob, "surprised") == "Nothing."


async def test_what_was_changed_after_the_note_is_not_replaced(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    office.bob.fill({"saw": "A queue, and no alert."})
    await press(office, office.bob, USE)

    assert field(office.bob, "saw")["element"]["initial_value"] == "A queue, and no alert."


async def test_edit_leaves_the_words_to_be_changed(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await press(office, office.bob, EDIT)

    assert "The words are yours. Press *Save* when they fit." in note_in(office.bob)
    assert await office.bob.submit({"saw": "The config was read by nobody."}) == {}
    assert is_kept(office.bob)


async def test_keep_mine_saves_it_as_it_was_written(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await press(office, office.bob, KEEP)

    assert "Kept as you wrote it. Press *Save*." in note_in(office.bob)
    assert await office.bob.submit() == {}
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)
    assert await answer(walk, office.bob) == JUDGES


async def test_sending_the_same_words_again_keeps_them(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    assert is_noted(office.bob)

    assert await office.bob.submit() == {}
    assert is_kept(office.bob)


async def test_the_same_words_are_not_noted_twice_also_after_a_restart(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await office.restart()
    assert await office.bob.submit() == {}
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)

    await office.restart()
    await reflecting(walk, office.bob, helped="Luck.")  # what was kept is filled in
    assert is_kept(office.bob)


async def test_more_questions_keep_the_note_and_what_was_used(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await press(office, office.bob, USE)
    suggested = field(office.bob, "saw")["element"]["initial_value"]
    await press(office, office.bob, MORE_QUESTIONS)

    assert field(office.bob, "saw")["element"]["initial_value"] == suggested
    assert "It stands below" in note_in(office.bob)
    assert await office.bob.submit({"question": "Who looks at the queue?"}) == {}
    await office.bob.close_modal(whole_stack=True)
    assert await answer(walk, office.bob) == suggested


async def test_there_is_one_note_an_hour(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await press(office, office.bob, KEEP)
    assert await office.bob.submit() == {}
    await office.bob.close_modal(whole_stack=True)

    await office.pass_time(HOUR - timedelta(minutes=1))
    await reflecting(walk, office.bob, decided=OTHER)
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)
    await reflecting(walk, office.alice, decided=OTHER)  # each person by themselves
    assert is_noted(office.alice)

    await office.pass_time(timedelta(minutes=1))
    await reflecting(walk, office.bob, helped="Only an idiot would have seen nothing.")
    assert is_noted(office.bob)


async def test_one_press_ends_them_and_the_home_page_brings_them_back(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await reflecting(walk, office.bob, saw=JUDGES)
    await press(office, office.bob, HIDE, HIDE)
    assert "no more of these" in note_in(office.bob)
    assert await office.bob.submit() == {}
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)

    await office.pass_time(HOUR)
    await reflecting(walk, office.bob, decided=OTHER)
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)

    await office.bob.open_home()
    await office.stage.settled()
    await office.bob.click_home(OPEN_LETTERS)
    shown = field(office.bob, "letters")["element"]
    everything = [one["value"] for one in shown["options"]]
    assert "wording" in everything
    assert "wording" not in [one["value"] for one in shown["initial_options"]]
    assert await office.bob.submit({"letters": everything}) == {}
    await reflecting(walk, office.bob, helped="Only an idiot would have seen nothing.")
    assert is_noted(office.bob)


async def test_a_workspace_can_do_without(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    await office.alice.command("/incident settings", channel="general")
    shown = field(office.alice, "letters")["element"]
    others = [one["value"] for one in shown["options"] if one["value"] != "wording"]
    assert await office.alice.submit({"letters": others}) == {}
    await office.alice.close_modal(whole_stack=True)

    await reflecting(walk, office.bob, saw=JUDGES)
    assert is_kept(office.bob)
