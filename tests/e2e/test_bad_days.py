"""Bad days: channels that go away, a Slack that fails in every way, deeds done twice.

Whatever happens, in the end there is exactly one of everything, and the person concerned has read
a sentence that helps.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.retelling_forms import press_in_letters
from app.reviews.views_facilitator import ACCEPT
from app.sandbox.faults import Faults
from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.stage import Stage
from tests.e2e.conftest import closing
from tests.e2e.office import DECLARED, RESOLVED, REVIEWED, START, Office, sketched, words

HOUR = timedelta(hours=1)
LATER = timedelta(minutes=30)
FAULTS: dict[str, Callable[[Faults, str], object]] = {
    "429": lambda faults, method: faults.ratelimit(method, retry_after=20, times=2),
    "500": lambda faults, method: faults.server_error(method, times=2),
    "hang": lambda faults, method: faults.hang(method, times=1),
    "reset": lambda faults, method: faults.reset(method, times=2),
    "lost answer": lambda faults, method: faults.lose_answer(method, times=2),
}
AT_LEAST = {"429": 2, "500": 2, "hang": 2, "reset": 2, "lost answer": 1}
"""How often the failing method is called: work that was done is looked for, not done again."""
LOST = "lost answer"

DECLARING = (
    "conversations.create",
    "chat.postMessage",
    "conversations.invite",
    "conversations.setTopic",
    "pins.add",
    "bookmarks.add",
    "users.info",
)
RESOLVING = (
    "chat.postMessage",
    "chat.update",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "users.info",
)
REVIEWING = (
    "chat.postMessage",
    "pins.add",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)


def failing(methods: tuple[str, ...]) -> list[object]:
    """Every fault with all of the methods at once; and each method alone whose answer is lost: the
    work is done, and nobody was told.
    """
    return [
        *(pytest.param(fault, methods, id=f"all-{fault}") for fault in FAULTS),
        *(pytest.param(LOST, (method,), id=f"{method}-{LOST}") for method in methods),
    ]


@pytest.fixture
async def impatient(sqlite_url: str) -> AsyncIterator[Office]:
    """An office whose bot gives a call up after a second."""
    async with closing(
        Office(Stage(START, sqlite_url, draw=sketched, slack_timeout_seconds=1))
    ) as office:
        yield office


def fail(office: Office, fault: str, methods: tuple[str, ...]) -> int:
    """Have each of the methods fail from now on; how many calls there were before."""
    for method in methods:
        FAULTS[fault](office.stage.slack.faults, method)
    return office.calls_so_far


def assert_tried(office: Office, before: int, fault: str, methods: tuple[str, ...]) -> None:
    for method in methods:
        assert office.calls(before).count(method) >= AT_LEAST[fault]


# Slack fails


@pytest.mark.parametrize(("fault", "methods"), failing(DECLARING))
async def test_a_failing_call_while_declaring_leaves_one_of_everything(
    impatient: Office, fault: str, methods: tuple[str, ...]
) -> None:
    office = impatient
    await office.alice.command("/incident start Search is down", channel="general")
    before = fail(office, fault, methods)
    assert await office.alice.submit({"lead": office.carol.id}) == {}
    await office.pass_time(2 * HOUR)
    assert_tried(office, before, fault, methods)
    channel = office.incident_channel(1)
    assert office.tally(channel) == DECLARED
    assert {office.alice.id, office.carol.id} < set(channel.members)
    assert "INC-1" in channel.topic.value


@pytest.mark.parametrize(("fault", "methods"), failing(RESOLVING))
async def test_a_failing_call_while_resolving_leaves_one_of_everything(
    impatient: Office, fault: str, methods: tuple[str, ...]
) -> None:
    office = impatient
    channel = await office.declare()
    await office.alice.command("/incident resolve", channel=channel.id)
    before = fail(office, fault, methods)
    assert await office.alice.submit({"facilitator": office.dora.id}) == {}
    await office.pass_time(2 * HOUR)
    assert_tried(office, before, fault, methods)
    assert office.tally(channel) == RESOLVED
    assert "Resolved" in office.announcements()[0]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_invitation_lets_in_whoever_said_yes_in_the_end(
    impatient: Office, fault: str
) -> None:
    office = impatient
    channel = await office.declare()
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}
    FAULTS[fault](office.stage.slack.faults, "conversations.invite")
    before = office.calls_so_far
    assert await press_in_letters(office.dora, ACCEPT)
    await office.pass_time(LATER)
    assert office.calls(before).count("conversations.invite") >= AT_LEAST[fault]
    assert office.tally(channel) == RESOLVED
    assert office.dora.id in channel.members


@pytest.mark.parametrize(("fault", "methods"), failing(REVIEWING))
async def test_a_failing_call_during_the_review_leaves_one_of_everything(
    impatient: Office, fault: str, methods: tuple[str, ...]
) -> None:
    office = impatient
    channel = await office.declare()
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at - LATER)
    before = fail(office, fault, methods)
    await office.stage.move_to(meets_at + 2 * HOUR)
    assert_tried(office, before, fault, methods)
    assert office.tally(channel) == REVIEWED


@pytest.mark.parametrize("fault", ["500", "reset", "lost answer"])
async def test_a_slack_that_fails_at_everything_for_a_while_leaves_one_of_everything(
    office: Office, fault: str
) -> None:
    """The first twelve calls after each form fail, whatever they are."""
    faults = office.stage.slack.faults
    methods = {
        "500": faults.server_error,
        "reset": faults.reset,
        "lost answer": faults.lose_answer,
    }
    await office.alice.command("/incident start Search is down", channel="general")
    methods[fault]("*", times=12)
    assert await office.alice.submit() == {}
    await office.pass_time(2 * HOUR)
    channel = office.incident_channel(1)
    assert office.tally(channel) == DECLARED
    await office.alice.command("/incident resolve", channel=channel.id)
    methods[fault]("*", times=12)
    assert await office.alice.submit({"facilitator": office.dora.id}) == {}
    await office.pass_time(2 * HOUR)
    assert office.tally(channel) == RESOLVED


@pytest.mark.parametrize("fault", ["500", "lost answer"])
async def test_a_private_channel_is_created_once_too(office: Office, fault: str) -> None:
    await office.alice.command("/incident start A leaked key", channel="general")
    FAULTS[fault](office.stage.slack.faults, "conversations.create")
    assert await office.alice.submit({"is_private": ["private"]}) == {}
    await office.pass_time(LATER)
    channel = office.incident_channel(1)
    assert channel.is_private
    assert office.tally(channel) == DECLARED | {"announcements": 0}


async def test_a_name_lost_to_somebody_while_slack_failed_is_left_to_them(office: Office) -> None:
    await office.alice.command("/incident start Search is down", channel="general")
    office.stage.slack.faults.server_error("conversations.create")
    assert await office.alice.submit() == {}
    await office.stage.settled()
    theirs = await office.bob.create_channel("inc-1-search-is-down")
    await office.pass_time(LATER)
    assert office.said(office.stage.slack.channel(theirs)) == []
    assert len(office.stage.slack.channel("inc-1-search-is-down-2").pins) == 1


async def test_a_form_that_slack_does_not_open_in_time_is_apologised_for(office: Office) -> None:
    office.stage.slack.faults.refuse("views.open", "expired_trigger_id")
    said = await office.typed(office.alice, "/incident start Search is down", "general")
    assert "please try once more" in said
    assert office.alice.modal is None
    channel = await office.declare("Search is down")
    assert office.tally(channel) == DECLARED


async def test_a_revoked_token_ends_no_story(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.uninstall()
    answer = await office.typed(office.alice, "/incident status identified it all", channel)
    assert answer == ""
    await office.pass_time(LATER)
    assert office.tally(channel) == DECLARED
    # No form opens without a token, but a command is still answered.
    assert "Identified" in await office.typed(office.alice, "/incident list", channel)


# channels go away


async def test_an_archived_channel_is_told_to_the_lead_once_in_private(office: Office) -> None:
    channel = await office.declare(lead=office.bob.id)
    await office.alice.archive(channel.id)
    await office.stage.settled()
    (told,) = office.direct(office.bob)
    assert "archived" in told
    assert "What was kept is safe" in told
    assert office.direct(office.alice) == []
    await office.pass_time(LATER)
    assert len(office.direct(office.bob)) == 1


async def test_an_unarchived_channel_goes_on_where_it_was(office: Office) -> None:
    channel = await office.declare()
    await office.alice.archive(channel.id)
    await office.stage.settled()
    await office.alice.unarchive(channel.id)
    await office.stage.settled()
    await office.keep(channel, office.alice, "It is back")
    await office.typed(office.alice, "/incident status monitoring", channel)
    assert "Monitoring" in words(office.card(channel).blocks)
    assert "It is back" in await office.timeline(channel)


@pytest.mark.parametrize("is_private", [False, True], ids=["public", "private"])
async def test_a_bot_removed_in_the_middle_says_how_to_bring_it_back(
    office: Office, *, is_private: bool
) -> None:
    channel = await office.declare(lead=office.bob.id, is_private=_private(is_private))
    await office.alice.remove_bot(channel.id)
    await office.stage.settled()
    (told,) = office.direct(office.bob)
    assert "no longer in" in told
    assert "/invite @onward" in told
    await office.typed(office.alice, "/incident status identified the disk is full", channel)
    assert len(office.direct(office.bob)) == 1
    await office.alice.invite(channel.id, office.stage.slack.bot_user_id)
    await office.stage.settled()
    assert "Identified" in words(office.card(channel).blocks)
    await office.keep(channel, office.alice, "And the log, too")
    page = await office.timeline(channel)
    assert "the disk is full" in page
    assert "And the log, too" in page


async def test_a_deleted_channel_is_told_to_the_lead_and_loses_nothing(
    office: Office, sqlite_url: str
) -> None:
    channel = await office.declare(lead=office.bob.id)
    await office.keep(channel, office.alice, "The disk is full")
    await office.alice.delete_channel(channel.id)
    await office.stage.settled()
    await office.pass_time(LATER)
    (told,) = office.direct(office.bob)
    assert "is gone" in told
    assert "What was kept is safe" in told
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        kept = [text for (text,) in connection.execute("SELECT text FROM entries")]
    connection.close()
    assert "The disk is full" in kept


async def test_an_incident_without_a_channel_is_resolved_from_the_message_to_its_lead(
    office: Office,
) -> None:
    channel = await office.declare(lead=office.bob.id)
    await office.alice.delete_channel(channel.id)
    await office.stage.settled()
    told = office.bob.hears_from_app()[-1]
    await office.bob.click(told.channel, told.ts, "reviews.open_resolve_form")
    assert await office.bob.submit({"impact": "Nothing could be found."}) == {}
    await office.stage.settled()
    assert any("Review" in each for each in office.direct(office.bob))


async def test_a_card_deleted_by_hand_comes_back(office: Office) -> None:
    channel = await office.declare()
    await office.alice.delete(channel.id, office.card(channel).ts)
    await office.typed(office.alice, "/incident status identified", channel)
    assert "Identified" in words(office.card(channel).blocks)


@pytest.mark.parametrize(
    ("fate", "kind", "news"),
    [
        (fate, kind, news)
        for fate in ("archived", "deleted", "left")
        for kind in ("public", "private")
        for news in ("heard", "unheard")
        if (fate, kind, news) != ("left", "public", "unheard")  # Slack lets the bot post there
    ],
)
async def test_the_review_of_a_channel_that_went_away_comes_to_the_facilitator(
    office: Office, fate: str, kind: str, news: str
) -> None:
    private = _private(kind == "private")
    channel = await office.declare(lead=office.bob.id, is_private=private)
    await office.keep(channel, office.alice, "The disk is full")
    meets_at = await _resolved(office, channel)
    if news == "unheard":
        office.stage.slack.faults.drop("*", times=None)
    await _send_away(office.alice, channel, fate)
    office.stage.slack.faults.clear()
    await office.stage.move_to(meets_at + 2 * HOUR)
    told = [one for one in office.direct(office.bob) if "What was kept is safe" in one]
    assert len(told) == 1
    received = office.direct(office.dora)
    assert len([text for text in received if "begins now" in text]) == 1
    assert len([text for text in received if "*In short*" in text]) == 1
    assert "The disk is full" in "\n".join(received)
    names = [
        name
        for file in office.stage.slack.slack.world.files.values()
        if (name := file.name).endswith(".md")
    ]
    assert names == ["INC-1-summary-v1.md"]


async def test_a_channel_archived_before_the_card_was_posted_is_no_dead_end(
    office: Office,
) -> None:
    faults = office.stage.slack.faults
    await office.alice.command("/incident start Search is down", channel="general")
    for method in ("chat.postMessage", "conversations.invite", "conversations.setTopic"):
        faults.server_error(method, times=3)
    assert await office.alice.submit() == {}
    await office.stage.settled()
    channel = office.incident_channel(1)
    await office.bob.join(channel.id)
    await office.bob.archive(channel.id)
    await office.pass_time(LATER)
    assert len(office.direct(office.alice)) == 1
    await office.bob.unarchive(channel.id)
    await office.pass_time(LATER)
    assert office.tally(channel) == DECLARED
    assert office.alice.id in channel.members


async def test_an_announcement_channel_that_is_archived_does_not_hold_anything_up(
    office: Office,
) -> None:
    await office.alice.archive("incidents")
    channel = await office.declare()
    assert len(channel.pins) == 1
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + 2 * HOUR)
    assert office.tally(channel) == REVIEWED | {"announcements": 0}


async def test_a_pin_that_slack_refuses_does_not_hold_the_rest_up(office: Office) -> None:
    await office.alice.command("/incident start Search is down", channel="general")
    office.stage.slack.faults.refuse("pins.add", "too_many_pins")
    assert await office.alice.submit() == {}
    await office.stage.settled()
    assert office.tally(office.incident_channel(1)) == DECLARED | {"pins": 0}


# deeds done twice, and people at once


async def test_a_start_form_that_slack_delivers_twice_is_one_incident(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await _deliver_again(office)
    await _deliver_again(office)
    assert office.tally(channel) == DECLARED


async def test_a_resolve_form_that_slack_delivers_twice_is_one_review(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    meets_at = await _resolved(office, channel)
    await _deliver_again(office)
    await office.stage.move_to(meets_at + 2 * HOUR)
    await _deliver_again(office)
    assert office.tally(channel) == REVIEWED


async def test_two_people_who_resolve_at_once_make_one_review(office_on_both: Office) -> None:
    office = office_on_both
    channel = await office.declare()
    await office.bob.join(channel.id)
    for person in (office.alice, office.bob):
        await person.command("/incident resolve", channel=channel.id)
    await asyncio.gather(
        office.alice.submit({"facilitator": office.dora.id, "eased_by": "A restart"}),
        office.bob.submit({"facilitator": office.carol.id, "eased_by": "Patience"}),
    )
    await office.stage.settled()
    modals = [person.modal for person in (office.alice, office.bob) if person.modal]
    (refused,) = modals
    assert "already resolved" in words(refused.blocks)
    texts = "\n".join(words(message.blocks) for message in office.said(channel))
    assert ("A restart" in texts) is not ("Patience" in texts)
    assert office.tally(channel) == RESOLVED


async def test_a_second_resolution_is_told_when_the_review_is(office: Office) -> None:
    channel = await office.declare()
    meets_at = await _resolved(office, channel)
    said = await office.typed(office.alice, "/incident resolve", channel)
    assert "already resolved" in said
    assert f"<!date^{int(meets_at.timestamp())}^" in said


async def test_events_that_come_twice_late_and_in_any_order_change_nothing(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await office.bob.join(channel.id)
    faults = office.stage.slack.faults
    faults.duplicate("*", times=None)
    await office.keep(channel, office.alice, "Fact one")
    faults.clear()
    faults.delay("*", wait_for=timedelta(seconds=0.2), times=3)
    ts = await office.bob.say(channel.id, "Fact two")
    await office.bob.react(channel.id, ts, "pushpin")
    await office.bob.edit(channel.id, ts, "Fact two, corrected")
    await office.stage.settled()
    faults.clear()
    faults.hold()
    ts = await office.bob.say(channel.id, "Fact three")
    await office.bob.react(channel.id, ts, "pushpin")
    await office.bob.edit(channel.id, ts, "Fact three, corrected")
    await office.alice.react(channel.id, ts, "pushpin")
    await office.bob.unreact(channel.id, ts, "pushpin")
    faults.clear()
    office.stage.slack.release_events(is_reversed=True)
    await office.stage.settled()
    page = await office.timeline(channel)
    assert page.count("Fact one") == 1
    assert page.count("Fact two, corrected") == page.count("Fact two") == 1
    assert page.count("Fact three, corrected") == page.count("Fact three") == 1


async def test_a_connection_that_slack_cuts_loses_no_mark(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Fact one")
    await office.stage.slack.cut_connections()
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.slack.connected()
    await office.stage.settled()
    assert "Fact one" in await office.timeline(channel)


# the database and people who are not what they seem


async def test_a_database_that_is_locked_for_a_moment_is_waited_for(
    office: Office, sqlite_url: str
) -> None:
    await office.alice.command("/incident start Search is down", channel="general")
    blocker = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    submitting = asyncio.create_task(office.alice.submit())
    done, _ = await asyncio.wait({submitting}, timeout=0.5)
    assert not done
    blocker.execute("ROLLBACK")
    blocker.close()
    assert await submitting == {}
    await office.stage.settled()
    assert office.tally(office.incident_channel(1)) == DECLARED


async def test_a_bot_is_not_given_the_lead(office: Office) -> None:
    channel = await office.declare()
    said = await office.typed(office.alice, "/incident lead @onward", channel)
    assert "A bot can't lead" in said
    assert f"<@{office.alice.id}>" in words(office.card(channel).blocks)


async def test_a_bot_is_not_given_the_lead_in_the_start_form(office: Office) -> None:
    await office.alice.command("/incident start Search is down", channel="general")
    problems = await office.alice.submit({"lead": office.stage.slack.bot_user_id})
    assert list(problems) == ["lead"]
    assert "bot" in problems["lead"]
    assert await office.alice.submit({"lead": office.bob.id}) == {}
    await office.stage.settled()
    assert office.tally(office.incident_channel(1)) == DECLARED


async def test_a_lead_whom_slack_does_not_know_is_no_dead_end(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.faults.refuse("users.info", "user_not_found", times=None)
    office.stage.slack.faults.refuse("conversations.invite", "user_not_found", times=None)
    await office.typed(office.alice, "/incident lead <@U0GHOST>", channel)
    assert "<@U0GHOST>" in words(office.card(channel).blocks)
    await office.typed(office.alice, "/incident note 08:30 we go on", channel)
    assert "we go on" in await office.timeline(channel)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + 2 * HOUR)
    assert office.tally(channel)["summaries"] == 1


async def test_a_lead_who_left_the_company_does_not_keep_the_others_out(office: Office) -> None:
    office.stage.slack.faults.refuse("users.info", "user_not_found", times=None)
    office.stage.slack.faults.refuse("conversations.invite", "user_is_restricted")
    channel = await office.declare(lead=office.carol.id)
    await office.pass_time(LATER)
    assert len(channel.pins) == 1


async def _resolved(office: Office, channel: Channel) -> datetime:
    """Resolved with Dora to facilitate; when the review is."""
    await office.alice.command("/incident resolve", channel=channel.id)
    assert office.alice.modal is not None
    (proposed,) = [
        block["element"]["initial_date_time"]
        for block in office.alice.modal.blocks
        if block["block_id"] == "meets_at"
    ]
    assert await office.alice.submit({"facilitator": office.dora.id}) == {}
    await office.stage.settled()
    return datetime.fromtimestamp(proposed, UTC)


async def _deliver_again(office: Office) -> None:
    """Slack sends the last submitted form once more, as it does when no answer reached it."""
    slack = office.stage.slack
    forms = [each.parcel for each in slack.deliveries if each.parcel.name == "view_submission"]
    assert (await slack.slack.delivery.ask(forms[-1])).is_ok
    await office.stage.settled()


async def _send_away(person: Person, channel: Channel, fate: str) -> None:
    if fate == "archived":
        await person.archive(channel.id)
    elif fate == "deleted":
        await person.delete_channel(channel.id)
    else:
        await person.remove_bot(channel.id)


def _private(is_private: bool) -> list[str]:
    return ["private"] if is_private else []
