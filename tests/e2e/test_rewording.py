"""After the incident its authors are asked, each alone, to say anew what may read as a judgment."""

import re
from datetime import timedelta

import pytest

from app.sandbox.people import Person
from app.sandbox.world import Channel, Whisper
from app.timeline.views_entries import REWORD
from app.vocabulary import Letter
from app.workspace.views_letters import MUTE, OPEN_LETTERS
from tests.e2e.office import Office, words
from tests.e2e.test_anonymity import rows
from tests.e2e.test_rewind import Walk, planned
from tests.e2e.test_wording import JUDGES, OTHER, PLAIN, field, is_kept, is_noted, reflecting

HOUR, A_MOMENT = timedelta(hours=1), timedelta(seconds=10)


def offers(person: Person, channel: Channel) -> list[Whisper]:
    sign = "how you would like to be quoted"
    return [one for one in person.whispers(channel.id) if sign in words(one.blocks)]


async def resolved(office: Office, said: tuple[str, ...]) -> Walk:
    """An incident that is over, a moment later: what was kept last is read before anybody is
    asked about it.
    """
    walk = await planned(office, said=said)
    await office.pass_time(A_MOMENT)
    return walk


async def reword(walk: Walk, person: Person) -> None:
    """*Reword for the review*, on the first of the lines."""
    (whisper,) = offers(person, walk.channel)
    value = next(one["accessory"]["value"] for one in whisper.blocks if "accessory" in one)
    await person.click(walk.channel.id, whisper.ts, REWORD, value)
    await walk.office.stage.settled()


async def test_only_the_author_is_asked_and_nothing_stands_in_the_channel(office: Office) -> None:
    walk = await resolved(office, said=(*PLAIN, JUDGES, OTHER))

    (whisper,) = offers(office.bob, walk.channel)
    shown = words(whisper.blocks)
    assert "> Bob was careless with the config" in shown
    assert "> Carol was careless" in shown
    assert "The summary leaves these lines of yours out" in shown
    for person in (office.alice, office.carol, office.dora):
        assert not any("quoted" in words(one.blocks) for one in person.whispers(walk.channel.id))
    assert not any("quoted" in words(one.blocks) for one in office.said(walk.channel))


async def test_clean_words_are_asked_nothing(office: Office) -> None:
    walk = await resolved(office, said=PLAIN)
    assert offers(office.bob, walk.channel) == []


async def test_what_is_said_anew_stays_beside_what_was_said(
    office: Office, sqlite_url: str
) -> None:
    walk = await resolved(office, said=(*PLAIN, JUDGES))
    await reword(walk, office.bob)

    assert office.bob.modal is not None
    assert f"> {JUDGES}" in words(office.bob.modal.blocks)
    suggested = field(office.bob, "text")["element"]["initial_value"]
    assert "forgot" not in suggested
    assert await office.bob.submit() == {}
    await office.stage.settled()
    await office.bob.close_modal(whole_stack=True)

    page = await office.timeline(walk.channel)
    assert suggested in page
    assert JUDGES not in page
    assert [one.text for one in walk.channel.in_order() if JUDGES in one.text] == [JUDGES]
    versions = [row for row in rows(sqlite_url) if row.startswith("entry_versions ")]
    assert [JUDGES in row for row in versions] == [True]


async def test_who_stays_with_what_they_said_is_not_noted(office: Office) -> None:
    walk = await resolved(office, said=(JUDGES,))
    await office.pass_time(HOUR)
    await reword(walk, office.bob)
    assert await office.bob.submit({"text": JUDGES}) == {}
    assert not is_noted(office.bob)


async def test_the_rows_of_all_authors_look_alike(office: Office, sqlite_url: str) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue grows.")
    await office.keep(channel, office.bob, JUDGES)
    await office.resolve(channel)
    await office.pass_time(A_MOMENT)

    assert offers(office.bob, channel)
    assert not offers(office.alice, channel)
    known = [row for row in rows(sqlite_url) if "timeline.offer_rewording" in row]
    alike = {re.sub(r"U0\w+|^outbox \(\d+|datetime\([^)]*\)", "?", row) for row in known}
    assert len(known) == 2
    assert len(alike) == 1


async def test_one_press_ends_notes_in_forms_too(office: Office) -> None:
    walk = await resolved(office, said=(JUDGES,))
    (whisper,) = offers(office.bob, walk.channel)
    await office.bob.click(walk.channel.id, whisper.ts, MUTE)
    await office.stage.settled()
    assert "no more of these" in words(office.bob.whispers(walk.channel.id)[-1].blocks)

    await office.pass_time(HOUR)
    await reflecting(walk, office.bob, saw=OTHER)
    assert is_kept(office.bob)


async def test_a_whisper_and_a_note_share_the_hour(office: Office) -> None:
    walk = await resolved(office, said=(JUDGES,))
    assert offers(office.bob, walk.channel)
    await reflecting(walk, office.bob, saw=OTHER)
    assert is_kept(office.bob)
    await office.bob.close_modal(whole_stack=True)

    await office.pass_time(HOUR)
    await reflecting(walk, office.bob, decided="Only an idiot would have seen nothing.")
    assert is_noted(office.bob)
    await office.bob.close_modal(whole_stack=True)
    other = await resolved(office, said=(OTHER,))  # a quarter of an hour later
    assert offers(office.bob, other.channel) == []


@pytest.mark.parametrize("whose", ["person", "workspace"])
async def test_who_wants_none_gets_none(office: Office, whose: str) -> None:
    if whose == "person":
        await office.bob.open_home()
        await office.stage.settled()
        await office.bob.click_home(OPEN_LETTERS)
        person = office.bob
    else:
        await office.alice.command("/incident settings", channel="general")
        person = office.alice
    offered = [one["value"] for one in field(person, "letters")["element"]["options"]]
    others = [one for one in offered if one != Letter.WORDING]
    assert await person.submit({"letters": others}) == {}
    walk = await resolved(office, said=(JUDGES,))

    assert offers(office.bob, walk.channel) == []


async def test_who_is_not_there_any_more_is_told_nothing(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.bob, JUDGES)
    await office.bob.leave(channel.id)
    await office.stage.settled()
    await office.resolve(channel)
    await office.pass_time(A_MOMENT)

    world = office.stage.slack.slack.world
    assert [one for one in world.whispers if one.viewer == office.bob.id] == []


async def test_in_a_private_incident_it_stays_in_its_channel(office: Office) -> None:
    channel = await office.declare(is_private=["private"])
    await office.alice.invite(channel.id, office.bob.id)
    ts = await office.bob.say(channel.id, JUDGES)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    await office.resolve(channel)
    await office.pass_time(A_MOMENT)

    assert len(offers(office.bob, channel)) == 1
    assert offers(office.alice, channel) == []
    assert office.direct(office.bob) == []


async def test_what_slack_refuses_for_now_comes_later_once(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.bob, JUDGES)
    office.stage.slack.faults.ratelimit("chat.postEphemeral", retry_after=20, times=2)
    await office.resolve(channel)
    await office.pass_time(A_MOMENT)
    assert offers(office.bob, channel) == []

    await office.pass_time(timedelta(minutes=2))
    assert len(offers(office.bob, channel)) == 1
