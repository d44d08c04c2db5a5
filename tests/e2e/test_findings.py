"""Findings in Slack: added from a stop, a message or a command, then worded and merged together."""

from typing import Any

from app.reviews.handlers_findings import FIND_HERE
from app.reviews.views_findings_page import (
    ADD,
    EVIDENCE,
    MERGE,
    NEW_TO_ME,
    NOT_NEW,
    OPEN,
    REMOVE,
    RESTORE,
    REWORD,
    SPLIT,
)
from app.reviews.views_stops import ADD_FINDING
from app.sandbox.people import Person
from app.timeline.views import EDIT
from app.timeline.views_entries import ADD_FINDING as AT_ENTRY
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_rewind import Walk, begun, planned

FACTOR = {"kind": "factor", "text": "The limit dated from 0.9 M items.", "category": "stretch"}


def evidence(person: Person) -> dict[str, Any]:
    """The field of the open form in which evidence is picked."""
    assert person.modal is not None
    (field,) = [each for each in person.modal.blocks if each["block_id"] == "evidence"]
    return dict(field["element"])


async def typed(walk: Walk, person: Person, line: str) -> None:
    """A command in the incident's channel, by somebody who may have to join it first."""
    if person.id not in walk.channel.members:
        await person.join(walk.channel.id)
    await person.command(line, channel=walk.channel.id)


async def add(walk: Walk, person: Person, **fields: object) -> None:
    """`/incident finding` and its form."""
    await typed(walk, person, "/incident finding")
    assert await person.submit({**FACTOR, **fields}) == {}
    await walk.office.stage.settled()


async def listed(walk: Walk, person: Person) -> str:
    """What `/incident findings` shows; it stays open."""
    await typed(walk, person, "/incident findings")
    return seen(person)


def seen(person: Person) -> str:
    assert person.modal is not None
    return words(person.modal.blocks)


async def press(walk: Walk, person: Person, action: str, value: str | None = None) -> None:
    await person.click_in_modal(action, value=value)
    await walk.office.stage.settled()


async def open_first(walk: Walk, person: Person) -> None:
    """The page of the first finding of the list."""
    await listed(walk, person)
    assert person.modal is not None
    values = [
        block["accessory"]["value"] for block in person.modal.blocks if block.get("accessory")
    ]
    await press(walk, person, OPEN, values[0])


async def test_before_the_incident_is_resolved_there_is_no_review_to_add_to(
    office: Office,
) -> None:
    channel = await office.declare()
    for line in ("/incident finding The limit", "/incident findings"):
        assert "/incident resolve" in await office.typed(office.alice, line, channel)
    assert "works in an incident's channel" in await office.typed(
        office.alice, "/incident finding", "general"
    )


async def test_a_finding_is_kept_and_listed_with_what_shows_it(office_on_both: Office) -> None:
    walk = await planned(office_on_both)
    office = office_on_both
    await office.bob.command("/incident finding The limit is old.", channel=walk.channel.id)
    offered = evidence(office.bob)["options"]
    shown = [each["text"]["text"] for each in offered]
    assert any("Queue still grows" in text for text in shown)
    before = len(office.said(walk.channel))

    fields = {"category": "stretch", "evidence": [offered[0]["value"]]}
    assert await office.bob.submit(fields) == {}
    await office.stage.settled()

    assert len(office.said(walk.channel)) == before
    assert "Kept." in words(office.bob.whispers(walk.channel.id)[-1].blocks)
    page = await listed(walk, office.alice)
    assert "Contributed: how far we stretched" in page
    assert "The limit is old." in page
    assert "no entry shows it yet" not in page
    assert office.bob.id not in page


async def test_a_factor_has_a_kind_and_words(office: Office) -> None:
    walk = await planned(office)
    await office.bob.command("/incident finding", channel=walk.channel.id)
    assert set(await office.bob.submit({"kind": "factor", "text": " "})) == {"text", "category"}
    assert await office.bob.submit({"kind": "luck", "text": "Dora was awake."}) == {}
    await office.stage.settled()
    assert "Luck" in await listed(walk, office.bob)


async def test_a_factor_without_evidence_is_shown_as_unsupported(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    assert "missing" in words(office.bob.whispers(walk.channel.id)[-1].blocks)

    await open_first(walk, office.carol)
    assert "Unsupported" in seen(office.carol)
    await press(walk, office.carol, EVIDENCE)
    assert await office.carol.submit({"evidence": [evidence(office.carol)["options"][0]]}) == {}
    await office.stage.settled()

    assert "Unsupported" not in seen(office.carol)
    await office.carol.close_modal()
    assert "no entry shows it yet" not in seen(office.carol)


async def test_at_a_stop_its_entry_is_the_evidence(office: Office) -> None:
    walk = await begun(office)
    await walk.press(walk.stops()[0], ADD_FINDING, office.bob)
    (chosen,) = evidence(office.bob)["initial_options"]
    assert "The index queue grows" in chosen["text"]["text"]
    assert await office.bob.submit(FACTOR) == {}
    await office.stage.settled()
    assert walk.titles() == ["Stop 1 of 5"]
    assert "no entry shows it yet" not in await listed(walk, office.bob)


async def test_a_message_that_is_kept_is_the_evidence(office: Office) -> None:
    walk = await planned(office)
    ts = await office.keep(walk.channel, office.bob, "The import calendar was skipped.")
    await office.carol.join(walk.channel.id)
    await office.carol.message_shortcut(FIND_HERE, walk.channel.id, ts)
    (chosen,) = evidence(office.carol)["initial_options"]
    assert "import calendar" in chosen["text"]["text"]
    await office.carol.close_modal()

    loose = await office.bob.say(walk.channel.id, "Nobody kept this.")
    await office.carol.message_shortcut(FIND_HERE, walk.channel.id, loose)
    assert "initial_options" not in evidence(office.carol)


async def test_the_shortcut_elsewhere_says_where_it_works(office: Office) -> None:
    ts = await office.alice.say("general", "Hello")
    await office.alice.message_shortcut(FIND_HERE, "general", ts)
    await office.stage.settled()
    assert "incident's channel" in words(office.alice.whispers("general")[-1].blocks)


async def test_the_list_adds_and_shows_it_at_once(office: Office) -> None:
    walk = await planned(office)
    assert "Nothing is found yet" in await listed(walk, office.bob)
    await press(walk, office.bob, ADD)
    assert await office.bob.submit(FACTOR) == {}
    await office.stage.settled()
    assert FACTOR["text"] in seen(office.bob)


async def test_new_to_me_counts_heads_and_names_nobody(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    for person in (office.alice, office.carol):
        await open_first(walk, person)
        await press(walk, person, NEW_TO_ME)
    shown = seen(office.carol)
    assert "New to 2" in shown
    assert office.alice.id not in shown

    await press(walk, office.carol, NOT_NEW)
    assert "New to 1" in seen(office.carol)


async def test_its_author_rewords_it_and_the_first_wording_stays(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    await open_first(walk, office.bob)
    await press(walk, office.bob, REWORD)
    assert await office.bob.submit({"text": "Relying on the limit contributed."}) == {}
    await office.stage.settled()
    shown = seen(office.bob)
    assert "Relying on the limit contributed." in shown
    assert f"_First said as:_ {FACTOR['text']}" in shown


async def test_two_who_reword_at_once_do_not_overwrite_each_other(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    for person in (office.bob, office.dora):
        await open_first(walk, person)
        await press(walk, person, REWORD)
    assert await office.bob.submit({"text": "Bob's words."}) == {}
    problems = await office.dora.submit({"text": "Dora's words."})
    assert "while you had it open" in problems["text"]


async def test_others_are_not_offered_to_reword_or_merge(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    await open_first(walk, office.carol)
    assert office.carol.modal is not None
    assert set(buttons(office.carol.modal.blocks).values()) == {NEW_TO_ME, EVIDENCE}


async def test_a_page_that_is_out_of_date_says_so(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    await add(walk, office.bob, text="The same in other words.")
    await open_first(walk, office.dora)
    await press(walk, office.dora, MERGE)
    await open_first(walk, office.bob)
    assert office.dora.modal is not None
    (into,) = [each for each in office.dora.modal.blocks if each.get("block_id") == "into"]
    (other,) = into["element"]["options"]
    await press(walk, office.bob, REMOVE)
    assert "meanwhile" in (await office.dora.submit({"into": other["value"]}))["into"]


async def test_a_finding_is_added_at_an_entry_of_the_timeline(office: Office) -> None:
    walk = await planned(office)
    assert await office.typed(office.bob, "/incident timeline", walk.channel) == ""
    assert office.bob.modal is not None
    line = "Pausing the bulk import."
    (block,) = [b for b in office.bob.modal.blocks if line in words([b]) and "accessory" in b]
    await press(walk, office.bob, EDIT, block["accessory"]["value"])

    await press(walk, office.bob, AT_ENTRY)

    assert await office.bob.submit({"text": "The limit was old.", "category": "stretch"}) == {}
    await office.stage.settled()
    await office.bob.close_modal(whole_stack=True)
    listed_there = await listed(walk, office.bob)
    assert "The limit was old." in listed_there
    assert "no entry shows it yet" not in listed_there


async def test_the_facilitator_merges_and_splits_off_again(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    await add(walk, office.carol, text="The same in other words.")
    await open_first(walk, office.dora)
    await press(walk, office.dora, MERGE)
    assert office.dora.modal is not None
    (into,) = [each for each in office.dora.modal.blocks if each.get("block_id") == "into"]
    assert await office.dora.submit({"into": into["element"]["options"][0]["value"]}) == {}
    await office.stage.settled()
    assert seen(office.dora).count("The same in other words.") == 1  # the one that tells both
    await office.dora.close_modal()
    assert "with 1 more" in seen(office.dora)
    assert FACTOR["text"] not in seen(office.dora)

    await open_first(walk, office.dora)
    assert FACTOR["text"] in seen(office.dora)
    await press(walk, office.dora, SPLIT)
    assert FACTOR["text"] not in seen(office.dora)
    assert FACTOR["text"] in await listed(walk, office.dora)


async def test_what_is_taken_off_can_be_restored(office: Office) -> None:
    walk = await planned(office)
    await add(walk, office.bob)
    await open_first(walk, office.bob)
    await press(walk, office.bob, REMOVE)
    assert "Taken off" in seen(office.bob)
    await office.restart()
    await open_first(walk, office.bob)
    await press(walk, office.bob, RESTORE)
    assert "Taken off" not in seen(office.bob)
    assert "Taken off" not in await listed(walk, office.bob)


async def test_of_five_hundred_entries_the_form_offers_a_hundred(office: Office) -> None:
    walk = await planned(office)
    for hour in range(120):
        line = f"/incident note 2026-03-0{1 + hour // 24 % 2} {hour % 24:02}:05 fact {hour}"
        await office.alice.command(line, channel=walk.channel.id)
    await office.stage.settled()
    await office.bob.command("/incident finding", channel=walk.channel.id)
    assert len(evidence(office.bob)["options"]) == 100
    assert "don't fit" in str(office.bob.modal and office.bob.modal.blocks)


async def test_the_channel_gone_the_answer_comes_in_the_form(office: Office) -> None:
    walk = await planned(office)
    await office.bob.command("/incident finding", channel=walk.channel.id)
    await office.alice.archive(walk.channel.id)
    await office.stage.settled()
    assert await office.bob.submit(FACTOR) == {}
    assert "Kept." in seen(office.bob)
