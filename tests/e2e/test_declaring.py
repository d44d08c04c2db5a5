"""Declaring an incident: three ways in, one channel furnished, the right people told."""

import re

import pytest

from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import CROWD, Office, buttons, markup, menu, words

CHANNEL_NAME = re.compile(r"[a-z0-9_-]{1,80}")
TITLES = {
    "a mention of everybody": "<!channel> is down & so <!here>",
    "html": "<b>Search</b> & <script>alert(1)</script>",
    "emoji and words": "🔥 Search :fire: is down",
    "only emoji": "🔥🔥🔥",
    "right to left": "البحث معطل",
    "a null byte": "Sea\x00rch is down",
    "half a surrogate pair": "Search \ud83d is down",
    "slack markup": "*bold* _it_ ~no~ `code` > quote",
    "150 characters": "x" * 150,
    "dashes and dots": "--- ... ---",
    "combining letters": "Zürich – naïve Straße №5",
}


async def test_a_start_opens_a_channel_and_invites_the_declarer_and_the_lead(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare("Search shows yesterday's prices", lead=office.bob.id)
    assert channel.name == "inc-1-search-shows-yesterday-s-prices"
    assert channel.kind == "public"
    assert {office.alice.id, office.bob.id} < set(channel.members)
    assert office.carol.id not in channel.members
    assert "INC-1" in channel.topic.value
    assert "Search shows yesterday's prices" in channel.topic.value


async def test_the_card_is_pinned_and_bookmarked_and_carries_every_gesture(office: Office) -> None:
    channel = await office.declare("Search is down", impact="Nothing is found")
    (pin,) = channel.pins
    card = channel.messages[pin.ts]
    assert card.user == office.stage.slack.bot_user_id
    text = words(card.blocks)
    for expected in ("INC-1", "Search is down", "Nothing is found", "Investigating", "sev2"):
        assert expected in text
    assert f"<@{office.alice.id}>" in text
    assert list(buttons(card.blocks)) == ["Update state", "Add a note", "Timeline", "Resolve"]
    assert list(menu(card.blocks)) == ["Change severity", "Change lead", "Open incidents", "Help"]
    (bookmark,) = channel.bookmarks
    assert bookmark["link"].endswith(f"/archives/{channel.id}/p{pin.ts.replace('.', '')}")


async def test_the_announcement_tells_everybody_where_the_work_happens(office: Office) -> None:
    channel = await office.declare("Search is down")
    (announced,) = office.announcements()
    assert "INC-1" in announced
    assert "Search is down" in announced
    assert f"<#{channel.id}>" in announced


async def test_the_announcement_is_the_same_message_through_the_whole_incident(
    office: Office,
) -> None:
    channel = await office.declare("Search is down")
    (first,) = office.said("incidents")
    await office.typed(office.alice, "/incident status identified", channel)
    assert "Identified" in office.announcements()[0]
    await office.typed(office.alice, "/incident severity sev1", channel)
    assert "sev1" in office.announcements()[0]
    await office.typed(office.alice, "/incident lead @bob", channel)
    assert f"<@{office.bob.id}>" in office.announcements()[0]
    await office.resolve(channel)
    (last,) = office.said("incidents")
    assert last.ts == first.ts
    assert "Resolved" in words(last.blocks)
    assert "Resolved" in words(office.card(channel).blocks)


async def test_the_card_of_a_resolved_incident_offers_only_the_timeline(office: Office) -> None:
    channel = await office.declare()
    await office.resolve(channel)
    assert list(buttons(office.card(channel).blocks)) == ["Timeline"]


async def test_an_incident_costs_seven_calls_once_people_are_known(office: Office) -> None:
    await office.meet_everybody()
    before = office.calls_so_far
    await office.declare("Search is down", lead=office.bob.id)
    assert sorted(office.calls(before)) == sorted(
        [
            "views.open",  # the form, which a person waits for; the seven are its consequence
            "conversations.create",
            "chat.postMessage",
            "pins.add",
            "bookmarks.add",
            "conversations.invite",
            "conversations.setTopic",
            "chat.postMessage",
        ]
    )


async def test_the_form_is_filled_in_with_the_title_and_the_person_who_asks(office: Office) -> None:
    await office.alice.command('/incident start "Search is down" sev1', channel="general")
    assert await office.alice.submit() == {}
    await office.stage.settled()
    (announced,) = office.announcements()
    assert "INC-1 · Search is down" in announced
    assert "sev1" in announced
    assert f"<@{office.alice.id}>" in announced


async def test_a_word_that_is_no_severity_stays_in_the_title(office: Office) -> None:
    channel = await office.declare("Search is down sev9")
    assert channel.name == "inc-1-search-is-down-sev9"
    assert "sev2" in words(office.card(channel).blocks)


async def test_the_global_shortcut_opens_the_form_with_nothing_in_it(office: Office) -> None:
    await office.carol.shortcut("incidents.start")
    problems = await office.carol.submit()
    assert list(problems) == ["title"]
    assert await office.carol.submit({"title": "Payments time out"}) == {}
    await office.stage.settled()
    channel = office.stage.slack.channel("inc-1-payments-time-out")
    assert office.carol.id in channel.members


async def test_the_message_shortcut_carries_the_message_onto_the_timeline(office: Office) -> None:
    ts = await office.bob.say("general", "Checkout answers 502\nsince the deploy")
    await office.alice.message_shortcut("incidents.start_from_message", "general", ts)
    assert await office.alice.submit() == {}
    await office.stage.settled()
    channel = office.stage.slack.channel("inc-1-checkout-answers-502")
    page = await office.timeline(channel)
    assert "Checkout answers 502\nsince the deploy" in page
    assert f"<@{office.bob.id}>" in page


async def test_the_message_shortcut_works_on_a_reply_and_on_a_message_without_words(
    office: Office,
) -> None:
    parent = await office.bob.say("general", "anyone?")
    reply = await office.carol.reply("general", parent, "Mail is late <!channel>")
    await office.alice.message_shortcut("incidents.start_from_message", "general", reply)
    assert await office.alice.submit({"title": "Mail is late"}) == {}
    await office.stage.settled()
    channel = office.stage.slack.channel("inc-1-mail-is-late")
    page = await office.timeline(channel)
    assert "Mail is late" in page
    assert not CROWD.search(page)


async def test_an_empty_title_is_asked_for_in_the_form(office: Office) -> None:
    await office.alice.command("/incident start", channel="general")
    assert list(await office.alice.submit({"title": "   "})) == ["title"]
    assert office.alice.modal is not None
    assert office.announcements() == []


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
async def test_any_title_makes_an_incident_and_calls_no_crowd(office: Office, title: str) -> None:
    await office.alice.command("/incident start", channel="general")
    assert await office.alice.submit({"title": title, "impact": title}) == {}
    await office.stage.settled()
    channel = _newest_channel(office)
    assert CHANNEL_NAME.fullmatch(channel.name)
    assert channel.name.startswith("inc-1")
    assert len(channel.pins) == len(channel.bookmarks) == len(office.announcements()) == 1
    _assert_nobody_is_called(office)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
async def test_any_title_can_be_typed_after_the_command(office: Office, title: str) -> None:
    channel = await office.declare(title)
    assert CHANNEL_NAME.fullmatch(channel.name)
    assert len(office.announcements()) == 1
    _assert_nobody_is_called(office)


async def test_a_title_of_ten_thousand_characters_is_kept_as_far_as_slack_shows_it(
    office: Office,
) -> None:
    channel = await office.declare("The search " + "never ends " * 900 + "here")
    assert len(channel.name) <= 80
    assert len(channel.topic.value) <= 250
    text = words(office.card(channel).blocks)
    assert text.count("never ends") > 20
    assert len(office.announcements()) == 1


async def test_a_name_that_somebody_has_gets_a_suffix_and_their_channel_is_left_alone(
    office: Office,
) -> None:
    theirs = await office.bob.create_channel("inc-1-search-is-down")
    channel = await office.declare("Search is down")
    assert channel.name == "inc-1-search-is-down-2"
    taken = office.stage.slack.channel(theirs)
    assert taken.members == [office.bob.id]
    assert taken.topic.value == ""
    assert office.said(taken) == []


async def test_a_name_that_an_archived_channel_has_is_not_used_again(office: Office) -> None:
    for name in ("inc-1-search-is-down", "inc-1-search-is-down-2"):
        theirs = await office.bob.create_channel(name)
        await office.bob.archive(theirs)
    channel = await office.declare("Search is down")
    assert channel.name == "inc-1-search-is-down-3"


@pytest.mark.parametrize("who", ["alice", "bob"])
async def test_a_private_incident_is_listed_for_its_declarer_and_lead(
    office: Office, who: str
) -> None:
    await office.declare("A leaked key", lead=office.bob.id, is_private=["private"])
    person: Person = getattr(office, who)
    assert "A leaked key" in await office.typed(person, "/incident list", "general")


async def test_incidents_are_numbered_without_gaps(office: Office) -> None:
    names = [(await office.declare(f"Number {word}")).name for word in ("one", "two", "three")]
    assert names == ["inc-1-number-one", "inc-2-number-two", "inc-3-number-three"]


async def test_app_home_starts_an_incident_and_lists_it(office: Office) -> None:
    await office.carol.open_home()
    await office.stage.settled()
    await office.carol.click_home("incidents.open_start_form")
    assert await office.carol.submit({"title": "Mail is late"}) == {}
    await office.stage.settled()
    await office.carol.open_home()
    await office.stage.settled()
    assert office.carol.home is not None
    assert "INC-1" in words(office.carol.home.blocks)


def _newest_channel(office: Office) -> Channel:
    return next(one for one in reversed(office.stage.slack.channels) if not one.is_direct)


def _assert_nobody_is_called(office: Office) -> None:
    """No text of any message, topic or bookmark of the bot names a crowd in Slack's markup."""
    checked = 0
    for channel in office.stage.slack.channels:
        assert not CROWD.search(channel.topic.value)
        for message in office.said(channel):
            checked += 1
            assert not CROWD.search(message.text)
            assert not CROWD.search(markup(message.blocks))
    assert checked >= 2
