"""People's words win: correcting sections of the summary, and one's own words in it."""

from datetime import timedelta

from app.sandbox.people import Person
from app.summaries.rules_document import SectionKey
from app.summaries.views import CORRECT
from app.summaries.views_checklist import LOOK_AGAIN
from app.summaries.views_corrections import (
    EDIT_OWN,
    EDIT_SECTION,
    SECTIONS,
    TAKE_TOLD,
    VERSIONS,
)
from app.summaries.views_title import EDIT_TITLE
from app.summaries.views_versions import RESTORE
from tests.e2e.office import Office, words
from tests.e2e.test_rewind import SAID, Walk, planned
from tests.e2e.test_timeline import page, press

OURS = "in the words of the team"
WORDS = "Search was a day behind for 45 minutes."


async def reviewed(office: Office) -> Walk:
    """The meeting is over and the summary stands."""
    walk = await planned(office)
    await office.pass_time(timedelta(days=4))
    return walk


async def correct(walk: Walk, person: Person, key: SectionKey | None = None) -> None:
    """Press the button below the summary; and of a section, if one is named."""
    if person.id not in walk.channel.members:
        await person.join(walk.channel.id)
    await walk.press(walk.found("*In short*"), CORRECT, person)
    if key is not None:
        await press(walk.office, person, EDIT_SECTION, key.value)


async def write(walk: Walk, person: Person, text: str) -> dict[str, str]:
    """Fill in the open form and send it."""
    assert person.modal is not None
    (field,) = [b["block_id"] for b in person.modal.blocks if b["type"] == "input"]
    problems = await person.submit({field: text})
    await walk.office.stage.settled()
    return problems


def filled_in(person: Person) -> str:
    assert person.modal is not None
    return "\n".join(
        block["element"].get("initial_value", "")
        for block in person.modal.blocks
        if block["type"] == "input"
    )


async def test_a_corrected_section_stands_through_every_telling(office_on_both: Office) -> None:
    office = office_on_both
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)
    assert "It lasted" in filled_in(office.dora)

    assert await write(walk, office.dora, WORDS) == {}

    assert f"*In short* stands {OURS}" in page(office.dora)
    assert f"*In short* ({OURS})\n{WORDS}" in walk.summary()
    await office.keep(walk.channel, office.bob, "The alert measured the wrong queue.")
    await office.typed(office.alice, "/incident export json", walk.channel)
    assert f"*In short* ({OURS})\n{WORDS}" in walk.summary()
    assert office.tally(walk.channel)["summaries"] == 1


async def test_a_line_keeps_its_entry_and_leads_to_it(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.WHAT_HAPPENED)
    (line,) = [one for one in filled_in(office.dora).splitlines() if SAID[2] in one]
    told = filled_in(office.dora).replace(SAID[2], "Restarting brought nothing.")

    assert await write(walk, office.dora, told) == {}

    shown = walk.summary()
    time, number = line.split()[0], line.rsplit("[", 1)[1]
    assert f"`{time}` Restarting brought nothing. <https://" in shown
    assert f"|[{number}>" in shown
    assert SAID[0] in shown


async def test_numbers_that_no_entry_has_and_nothing_at_all_are_asked_about(
    office: Office,
) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)

    assert "There is no entry [99]" in str(await write(walk, office.dora, f"{WORDS} [99]"))
    assert "leave a line" in str(await write(walk, office.dora, " "))
    assert OURS not in walk.summary()


async def test_what_changes_beneath_is_shown_and_can_be_taken_again(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.WHAT_HAPPENED)
    assert await write(walk, office.dora, "The queue grew, then the import was paused.") == {}
    await office.dora.close_modal()
    await office.keep(walk.channel, office.bob, "The alert measured the wrong queue.")
    await office.typed(office.dora, "/incident findings", walk.channel)
    await office.dora.close_modal()
    await office.typed(office.dora, "/incident finding The alert was new.", walk.channel)
    assert await office.dora.submit({"category": "blind_spot"}) == {}
    await office.stage.settled()

    assert await office.typed(office.dora, "/incident checklist", walk.channel) == ""
    assert "*What happened*: In the words of the team, beneath it 1 new since" in page(office.dora)
    await press(office, office.dora, CORRECT)
    await press(office, office.dora, EDIT_SECTION, SectionKey.WHAT_HAPPENED.value)
    assert "The alert measured the wrong queue." in page(office.dora)
    await press(office, office.dora, TAKE_TOLD)

    assert "The queue grew, then the import was paused." not in walk.summary()
    assert "The alert measured the wrong queue." in walk.summary()
    assert "*What happened* stands as it is told" in page(office.dora)
    await office.dora.close_modal()
    await press(office, office.dora, LOOK_AGAIN)
    assert "*What happened*: In the words" not in page(office.dora)


async def test_of_two_who_write_at_once_the_second_sees_the_first_and_loses_nothing(
    office: Office,
) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)
    await correct(walk, office.alice, SectionKey.IN_SHORT)
    assert await write(walk, office.alice, "Alice's words.") == {}

    assert await write(walk, office.dora, "Dora's words.") == {}

    assert "while you wrote" in page(office.dora)
    assert "> The lead's words." in page(office.dora)
    assert filled_in(office.dora) == "Dora's words."
    assert await write(walk, office.dora, "Dora's words, and theirs.") == {}
    assert "words, and theirs." in walk.summary()


async def test_others_are_told_whom_to_ask_and_change_their_own_words(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.bob)

    shown = page(office.bob)
    assert "Whole sections are corrected by whoever finishes the review" in shown
    assert SAID[3] in shown
    assert office.bob.modal is not None
    (own,) = [b for b in office.bob.modal.blocks if SAID[3] in words([b])]
    await press(office, office.bob, EDIT_OWN, own["accessory"]["value"])
    assert await office.bob.submit({"text": "We paused the bulk import."}) == {}
    await office.stage.settled()

    assert "We paused the bulk import." in walk.summary()
    assert SAID[3] not in walk.summary()


async def test_from_one_section_one_gets_to_the_others(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)
    await press(office, office.dora, SECTIONS)
    assert "*Open questions*" in page(office.dora)
    await press(office, office.dora, EDIT_SECTION, SectionKey.QUESTIONS.value)
    assert await write(walk, office.dora, "How long do exports take? [2]") == {}
    assert "How long do exports take?" in walk.summary()


async def test_words_that_judge_are_noted_in_the_form(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.LEARNED)
    await write(walk, office.dora, "Alice was careless and should have known better.")
    assert "may" in page(office.dora)
    assert office.dora.modal is not None
    assert office.dora.modal.given["callback_id"] == "summaries.section_form"
    assert OURS not in walk.summary()
    assert await office.dora.submit() == {}
    await office.stage.settled()
    assert f"*What we learned* ({OURS})" in walk.summary()
    assert "Alice" not in walk.summary()


async def test_an_earlier_version_is_shown_with_what_differs_and_restored(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)
    assert await write(walk, office.dora, WORDS) == {}
    await press(office, office.dora, EDIT_SECTION, SectionKey.IN_SHORT.value)
    assert await write(walk, office.dora, WORDS.replace("a day", "two days")) == {}
    await press(office, office.dora, EDIT_SECTION, SectionKey.IN_SHORT.value)

    await press(office, office.dora, VERSIONS)

    shown = page(office.dora)
    assert "Search was ~two days~ *a day* behind" in shown
    assert "by the facilitator" in shown
    await press(office, office.dora, RESTORE)
    assert "It reads so again" in page(office.dora)
    assert WORDS in walk.summary()
    await office.dora.close_modal()
    assert filled_in(office.dora) == WORDS
    await press(office, office.dora, VERSIONS)
    assert "Search was ~a day~ *two days* behind" in page(office.dora)


async def test_before_the_summary_stands_it_can_be_corrected_from_its_preview(
    office: Office,
) -> None:
    walk = await planned(office)
    await office.typed(office.alice, "/incident summary", walk.channel)
    await press(office, office.alice, CORRECT)
    await press(office, office.alice, EDIT_SECTION, SectionKey.IN_SHORT.value)
    assert await write(walk, office.alice, WORDS) == {}
    await office.alice.close_modal()

    await office.pass_time(timedelta(days=4))

    assert WORDS in walk.summary()


QUARTER = timedelta(minutes=15)
NOTED = "The summary was brought up to date"


def notes(walk: Walk) -> list[str]:
    """What was said in the thread of the summary about changes of it."""
    first = walk.found("*In short*")
    replies = [words(one.blocks) for one in walk.channel.replies(first.ts)]
    return [one for one in replies if NOTED in one]


async def test_what_changes_is_noted_in_its_thread_once_in_a_quarter_of_an_hour(
    office_on_both: Office,
) -> None:
    office = office_on_both
    walk = await reviewed(office)
    await office.pass_time(QUARTER)
    assert notes(walk) == []
    for key, text in ((SectionKey.IN_SHORT, WORDS), (SectionKey.LEARNED, "Alerts can lag.")):
        await correct(walk, office.dora, key)
        assert await write(walk, office.dora, text) == {}
        await office.dora.close_modal()
    assert notes(walk) == []

    await office.pass_time(QUARTER)
    await office.restart()
    await office.pass_time(QUARTER)

    assert notes(walk) == [f"{NOTED}: “In short” and “What we learned” read differently now."]
    assert office.tally(walk.channel)["other messages"] == 0


async def test_a_note_whose_answer_was_lost_stands_once(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora, SectionKey.IN_SHORT)
    assert await write(walk, office.dora, WORDS) == {}
    office.stage.slack.faults.lose_answer("chat.postMessage")

    await office.pass_time(2 * QUARTER)

    assert notes(walk) == [f"{NOTED}: “In short” reads differently now."]


async def test_words_of_a_deleted_message_leave_what_was_written(office: Office) -> None:
    walk = await reviewed(office)
    said = "I was sure that the nightly import had ended hours before."
    ts = await office.keep(walk.channel, office.bob, said)
    await correct(walk, office.dora, SectionKey.WHAT_HAPPENED)
    assert said in filled_in(office.dora)
    assert await write(walk, office.dora, f"{filled_in(office.dora)}\nThen it ended.") == {}
    await office.dora.close_modal()
    assert said in walk.summary()

    await office.bob.delete(walk.channel.id, ts)
    await office.stage.settled()

    assert "nightly import" not in walk.summary()
    assert "Then it ended." in walk.summary()
    await office.typed(office.dora, "/incident checklist", walk.channel)
    assert "1 line taken out with a message that was deleted" in page(office.dora)
    await office.pass_time(QUARTER)
    for file in office.files(walk.channel):
        assert file.deleted or b"nightly import" not in file.content


async def test_the_title_is_the_incidents_own(office: Office) -> None:
    walk = await reviewed(office)
    await correct(walk, office.dora)
    await press(office, office.dora, EDIT_TITLE)

    assert await office.dora.submit({"title": "Search was a day behind"}) == {}
    await office.stage.settled()

    assert "The title is saved" in page(office.dora)
    assert "*Review: Search was a day behind*" in walk.summary()
    assert "Search was a day behind" in words(office.card(walk.channel).blocks)
