"""A shared review comes back to a channel: once, where it was asked for, or not at all."""

from datetime import timedelta

from app.sandbox.people import Person
from app.summaries.views_anniversary import ASK
from app.summaries.views_anniversary import TAKE_BACK as LEAVE
from app.summaries.views_checklist import SHARE, TAKE_BACK
from tests.e2e.office import Office, words
from tests.e2e.test_rewind import Walk, planned
from tests.e2e.test_timeline import page, press

A_SEASON = timedelta(days=95)


async def _shared(office: Office) -> Walk:
    walk = await planned(office)
    await office.pass_time(timedelta(days=4))
    await _checklist(office, walk)
    await press(office, office.dora, SHARE)
    await office.dora.close_modal(whole_stack=True)
    return walk


async def _checklist(office: Office, walk: Walk) -> None:
    assert await office.typed(office.dora, "/incident checklist", walk.channel) == ""


async def _ask(office: Office, person: Person, channel: str) -> None:
    """On the card where incidents are announced."""
    (card,) = [one for one in office.said("incidents") if "was reviewed" in words(one.blocks)]
    place = office.stage.slack.channel("incidents")
    await person.click(place.id, card.ts, ASK)
    await office.stage.settled()
    chosen = {"channel": office.stage.slack.channel(channel).id, "months": "3"}
    assert await person.submit(chosen) == {}
    await office.stage.settled()
    assert "It comes back to" in page(person)
    await person.close_modal(whole_stack=True)


def _lessons(office: Office, channel: str) -> list[str]:
    said = [words(message.blocks) for message in office.said(channel)]
    return [text for text in said if "taught us" in text]


async def test_it_comes_back_once_to_the_channel_of_choice(office: Office) -> None:
    await _shared(office)
    await _ask(office, office.bob, "general")
    await _ask(office, office.alice, "general")
    assert _lessons(office, "general") == []

    await office.restart()
    await office.pass_time(A_SEASON)
    await office.restart()

    (told,) = _lessons(office, "general")
    assert "Read all of it" in told
    assert _lessons(office, "incidents") == []


async def test_it_is_asked_for_and_taken_back_in_the_checklist(office: Office) -> None:
    walk = await _shared(office)
    await _ask(office, office.bob, "general")
    await _checklist(office, walk)
    await press(office, office.dora, ASK)
    assert "It comes back to" in page(office.dora)
    await press(office, office.dora, LEAVE)
    assert "It comes back to" not in page(office.dora)

    await office.pass_time(A_SEASON)

    assert _lessons(office, "general") == []


async def test_it_stays_away_once_the_sharing_is_taken_back(office: Office) -> None:
    walk = await _shared(office)
    await _ask(office, office.bob, "general")
    await _checklist(office, walk)
    await press(office, office.dora, TAKE_BACK)

    await office.pass_time(A_SEASON)

    assert _lessons(office, "general") == []
    assert not [said for said in office.direct(office.bob) if "come back" in said]


async def test_where_the_channel_is_gone_whoever_asked_is_told_privately(office: Office) -> None:
    await _shared(office)
    place = office.stage.slack.add_channel("old-search", members=[office.bob])
    await _ask(office, office.bob, "old-search")
    await office.bob.archive(place.id)

    await office.pass_time(A_SEASON)
    await office.restart()

    (told,) = [said for said in office.direct(office.bob) if "cannot post there" in said]
    assert "Choose another" in told
    assert not [said for said in office.direct(office.dora) if "cannot post there" in said]
