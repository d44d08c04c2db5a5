"""The rewind in Slack: prepared, walked stop by stop, finished; and what people add on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.tables import ContributionRow
from app.retelling_forms import press_in_letters
from app.reviews.views import PREPARE, START
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_prepare import ADD, DROP, EARLIER
from app.reviews.views_schedule import MORE
from app.reviews.views_stops import BACK, FINISH, NEXT, PARK_IDEA, REOPEN, TWO_ACCOUNTS
from app.sandbox.people import Person
from app.sandbox.world import Channel, Message
from tests.e2e.office import Office, buttons, menu, words

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SAID = (
    "The index queue grows without an alert.",
    "I restart the indexers; I assume that they hang.",
    "Queue still grows. Restarting did not help.",
    "Pausing the bulk import.",
)
"""What Bob says, a quarter of an hour apart; the second is a decision."""


class Walk:
    """One incident of Alice's and Bob's, and its review, which Dora guides."""

    def __init__(self, office: Office, channel: Channel, meets_at: datetime) -> None:
        self.office, self.channel, self.meets_at = office, channel, meets_at

    def stops(self) -> list[Message]:
        """The messages of the stops, oldest first."""
        return [one for one in self.office.said(self.channel) if ":rewind:" in words(one.blocks)]

    def titles(self) -> list[str]:
        return [words(one.blocks).split(" · ")[0].split("*")[1] for one in self.stops()]

    def active(self) -> list[str]:
        """Those that can be pressed on."""
        return [
            title
            for title, stop in zip(self.titles(), self.stops(), strict=True)
            if buttons(stop.blocks)
        ]

    def found(self, sign: str) -> Message:
        (message,) = [one for one in self.office.said(self.channel) if sign in words(one.blocks)]
        return message

    def date(self) -> Message:
        """The message that says where the review stands."""
        return self.found("*Review · ")

    def summary(self) -> str:
        first = self.found("*In short*")
        parts = [first, *self.channel.replies(first.ts)]
        return "\n".join(words(part.blocks) for part in parts)

    async def press(self, message: Message, action_id: str, person: Person | None = None) -> None:
        await (person or self.office.dora).click(self.channel.id, message.ts, action_id)
        await self.office.stage.settled()

    async def choose(self, action_id: str, person: Person | None = None) -> None:
        """An option of the menu of the message that says where the review stands."""
        date, who = self.date(), person or self.office.dora
        (value,) = [one for one in menu(date.blocks).values() if one.split()[0] == action_id]
        await who.click(self.channel.id, date.ts, MORE, value)
        await self.office.stage.settled()

    async def start(self, person: Person | None = None) -> None:
        await self.press(self.found("begins now"), START, person)

    async def next(self, person: Person | None = None) -> None:
        """Press it where it is offered."""
        await self.press(self._where(NEXT), NEXT, person)

    async def to_the_end(self) -> None:
        while any(NEXT in buttons(stop.blocks).values() for stop in self.stops()):
            await self.next()

    def _where(self, action_id: str) -> Message:
        (message,) = [
            one
            for one in self.office.said(self.channel)
            if action_id in buttons(one.blocks).values()
        ]
        return message

    async def finish(self) -> None:
        await self.to_the_end()
        await self.press(self._where(FINISH), FINISH)

    async def reopen(self) -> None:
        await self.press(self._where(REOPEN), REOPEN)

    async def asked(self, person: Person) -> str:
        return await self.office.typed(person, "/incident review", self.channel)

    async def park(self, person: Person, idea: str, at: Message | None = None) -> dict[str, str]:
        stop = at or self._where(PARK_IDEA)
        await person.click(self.channel.id, stop.ts, PARK_IDEA)
        problems = await person.submit({"idea": idea})
        await self.office.stage.settled()
        return problems

    async def add_account(self, person: Person, account: str) -> None:
        await person.click(self.channel.id, self._where(TWO_ACCOUNTS).ts, TWO_ACCOUNTS)
        assert await person.submit({"account": account}) == {}
        await self.office.stage.settled()


async def planned(office: Office, *, said: tuple[str, ...] = SAID) -> Walk:
    """An incident with kept messages, resolved, its review scheduled with Dora to guide it."""
    channel = await office.declare("Search shows yesterday's prices")
    for text in said:
        ts = await office.keep(channel, office.bob, text)
        if "assume" in text:
            await office.alice.react(channel.id, ts, "scales")
        await office.pass_time(15 * MINUTE)
    await office.alice.command("/incident resolve", channel=channel.id)
    assert office.alice.modal is not None
    (meets_at,) = [
        block["element"]["initial_date_time"]
        for block in office.alice.modal.blocks
        if block["block_id"] == "meets_at"
    ]
    assert await office.alice.submit({"facilitator": office.dora.id}) == {}
    await office.stage.settled()
    return Walk(office, channel, datetime.fromtimestamp(meets_at, UTC))


async def agreed(office: Office) -> Walk:
    """The same, and Dora has said that she guides it."""
    walk = await planned(office)
    assert await press_in_letters(office.dora, ACCEPT)
    await office.stage.settled()
    return walk


async def met(office: Office, *, said: tuple[str, ...] = SAID) -> Walk:
    """The hour of the review has come."""
    walk = await planned(office, said=said)
    await office.stage.move_to(walk.meets_at + MINUTE)
    return walk


async def begun(office: Office, *, said: tuple[str, ...] = SAID) -> Walk:
    walk = await met(office, said=said)
    await walk.start()
    return walk


def kept_replies(url: str) -> list[tuple[str, bool]]:
    engine = make_engine(url)
    with Session(engine) as session:
        rows = session.scalars(select(ContributionRow).order_by(ContributionRow.message_ts)).all()
        found = [(row.text, row.is_deleted) for row in rows]
    engine.dispose()
    return found


async def test_the_facilitator_walks_from_the_agenda_to_the_summary(office_on_both: Office) -> None:
    walk = await begun(office_on_both)
    assert walk.titles() == ["Stop 1 of 5"]
    await walk.to_the_end()
    assert walk.titles() == [f"Stop {n} of 5" for n in range(1, 6)]
    assert walk.active() == []
    await walk.press(walk.found("That was the last stop"), FINISH)
    assert "In short" in walk.summary()
    assert "Building forward" in words(walk.date().blocks)
    assert [one.ts for one in walk.channel.pins].count(walk.date().ts) == 1


async def test_a_stop_says_what_was_said_and_known_then_by_role(office: Office) -> None:
    walk = await begun(office)
    await walk.next()
    shown = words(walk.stops()[1].blocks)
    assert "14:15 UTC · decision" in shown
    assert "> I restart the indexers; I assume that they hang." in shown
    assert "— a responder, <" in shown
    assert "|as said>" in shown
    assert "`14:00` The index queue grows without an alert." in shown
    assert "What did you know then, and what else seemed possible?" in shown
    assert office.bob.id not in shown


async def test_a_silence_is_asked_about(office: Office) -> None:
    walk = await begun(office)
    await walk.next()
    await walk.next()
    shown = words(walk.stops()[2].blocks)
    assert "15 min of silence before this" in shown
    assert "What was happening in these 15 minutes?" in shown


async def test_a_quiet_line_says_where_in_the_hour_one_is(office: Office) -> None:
    walk = await begun(office)
    await office.pass_time(12 * MINUTE)
    await walk.next()
    assert "13 of 60 min · 3 stops left" in words(walk.stops()[1].blocks)


async def test_only_the_current_stop_can_be_pressed_on(office: Office) -> None:
    walk = await begun(office)
    await walk.next()
    await walk.next()
    assert walk.active() == ["Stop 3 of 5"]
    assert "Start the rewind" not in buttons(walk.found("begins now").blocks)


async def test_back_goes_to_the_message_that_stands(office: Office) -> None:
    walk = await begun(office)
    await walk.next()
    await walk.next()
    await walk.press(walk.stops()[2], BACK)
    first, second, third = walk.stops()
    assert walk.active() == ["Stop 2 of 5"]
    assert "here again" in words(second.blocks)
    assert f"p{second.ts.replace('.', '')}|stop 2>" in words(third.blocks)
    assert "went back" not in words(first.blocks)
    await walk.next()
    assert walk.active() == ["Stop 3 of 5"]
    assert len(walk.stops()) == 3


async def test_two_who_press_at_once_move_it_once(office: Office) -> None:
    walk = await begun(office)
    stop = walk.stops()[0]
    slack = office.stage.slack
    slack.faults.slow("chat.postMessage", seconds=0.2)
    for _ in range(2):
        await office.dora.click(walk.channel.id, stop.ts, NEXT)
    await office.stage.settled()
    assert walk.titles() == ["Stop 1 of 5", "Stop 2 of 5"]
    assert walk.active() == ["Stop 2 of 5"]
    assert office.dora.whispers(walk.channel.id) == []


async def test_others_are_told_who_steers(office: Office) -> None:
    walk = await agreed(office)
    await office.stage.move_to(walk.meets_at + MINUTE)
    for action in (walk.start, walk.next):
        await action(office.bob)
        heard = words(office.bob.whispers(walk.channel.id)[-1].blocks)
        assert f"<@{office.dora.id}>" in heard
        if action == walk.start:
            assert walk.stops() == []
            await walk.start()
    assert walk.titles() == ["Stop 1 of 5"]


async def test_after_ten_minutes_anybody_may_start_and_steer(office: Office) -> None:
    walk = await met(office)
    await office.pass_time(10 * MINUTE)
    assert "The rewind waits" in words(office.said(walk.channel)[-1].blocks)
    await walk.start(office.bob)
    await walk.next(office.bob)
    assert walk.active() == ["Stop 2 of 5"]
    await walk.next(office.dora)
    assert walk.active() == ["Stop 3 of 5"]


async def test_a_rewind_that_has_begun_does_not_wait(office: Office) -> None:
    walk = await begun(office)
    await office.pass_time(20 * MINUTE)
    waiting = [one for one in office.said(walk.channel) if "rewind waits" in words(one.blocks)]
    assert waiting == []


async def test_the_review_can_begin_before_its_hour(office: Office) -> None:
    walk = await agreed(office)
    asked = await office.dora.command("/incident review", channel=walk.channel.id)
    assert "Start the rewind" in buttons(asked.blocks)
    await office.dora.click(walk.channel.id, office.dora.whispers(walk.channel.id)[-1].ts, START)
    await office.stage.settled()
    assert walk.titles() == ["Stop 1 of 5"]
    await office.stage.move_to(walk.meets_at + MINUTE)
    assert [one for one in office.said(walk.channel) if "begins now" in words(one.blocks)] == []


async def test_everybody_can_see_where_things_stand_and_their_next_step(office: Office) -> None:
    walk = await planned(office)
    assert "Scheduled" in await walk.asked(office.bob)
    assert "keep what is missing" in await walk.asked(office.bob)
    assert "say whether you facilitate" in await walk.asked(office.dora)
    await office.stage.move_to(walk.meets_at + MINUTE)
    await walk.start()
    await walk.next()
    assert "at stop 2 of 5" in await walk.asked(office.bob)
    assert f"p{walk.stops()[1].ts.replace('.', '')}|stop 2>" in await walk.asked(office.bob)
    await walk.finish()
    assert "read the summary" in await walk.asked(office.bob)


async def test_the_review_before_it_is_scheduled_is_explained(office: Office) -> None:
    channel = await office.declare()
    assert "/incident resolve" in await office.typed(office.alice, "/incident review", channel)


async def test_the_reviews_own_message_follows_and_is_never_posted_twice(office: Office) -> None:
    walk = await planned(office)
    assert "Scheduled" in words(walk.date().blocks)
    assert "Prepare the rewind" in buttons(walk.date().blocks)
    await office.stage.move_to(walk.meets_at + MINUTE)
    assert "about to start" in words(walk.date().blocks)
    await walk.start()
    await walk.next()
    assert "Rewinding, at stop 2 of 5" in words(walk.date().blocks)
    await walk.finish()
    assert "Building forward" in words(walk.date().blocks)
    await walk.reopen()
    assert "Rewinding, at stop 5 of 5" in words(walk.date().blocks)


async def test_what_is_replied_at_a_stop_is_kept_edited_and_forgotten(
    office_on_both: Office, database_url: str
) -> None:
    walk = await begun(office_on_both)
    bob, place, stop = office_on_both.bob, walk.channel.id, walk.stops()[0]
    first = await bob.reply(place, stop.ts, "I saw the queue at nine.")
    second = await bob.reply(place, stop.ts, "And thought nothing of it.")
    await bob.say(place, "Lunch?")
    await bob.reply(place, walk.date().ts, "Elsewhere.")
    await office_on_both.stage.settled()
    assert kept_replies(database_url) == [
        ("I saw the queue at nine.", False),
        ("And thought nothing of it.", False),
    ]
    await bob.edit(place, first, "I saw the queue at ten.")
    await bob.delete(place, second)
    await office_on_both.stage.settled()
    assert kept_replies(database_url) == [("I saw the queue at ten.", False), ("", True)]


async def test_what_was_replied_while_the_bot_was_away_is_read_at_the_end(
    office: Office, sqlite_url: str
) -> None:
    walk = await begun(office)
    await office.stage.onward.stop()
    await office.bob.reply(walk.channel.id, walk.stops()[0].ts, "It was quiet.")
    office.stage.clock.move_to(office.stage.clock.now() + 10 * MINUTE)
    await office.stage.start_bot()
    await office.stage.settled()
    await walk.finish()
    assert [text for text, _ in kept_replies(sqlite_url)] == ["It was quiet."]


async def test_a_parked_idea_is_confirmed_and_waits_in_the_summary(office: Office) -> None:
    walk = await begun(office)
    assert await walk.park(office.bob, "   ") == {"idea": "Please say the idea in a few words."}
    assert await office.bob.submit({"idea": "Alert on the age of prices, says Bob Brandt"}) == {}
    await office.stage.settled()
    assert "Parked" in words(office.bob.whispers(walk.channel.id)[-1].blocks)
    assert await walk.park(office.alice, "Bob should have checked the calendar") == {}
    await walk.finish()
    summary = walk.summary()
    assert "*Parked:* Alert on the age of prices" in summary
    assert "Bob" not in summary
    assert "calendar" not in summary


async def test_a_second_account_stands_beside_the_first(office: Office) -> None:
    walk = await begun(office)
    await walk.add_account(office.alice, "I saw an alert, but for the other queue.")
    shown = words(walk.stops()[0].blocks)
    assert "> The index queue grows without an alert." in shown
    assert "*Seen differently* by the lead: I saw an alert, but for the other queue." in shown
    await walk.finish()
    assert "*Seen differently (lead):* I saw an alert" in walk.summary()
    assert "The index queue grows without an alert." in walk.summary()


async def test_the_facilitator_prepares_the_stops(office: Office) -> None:
    walk = await agreed(office)
    await walk.press(walk.date(), PREPARE, office.bob)
    assert f"<@{office.dora.id}>" in words(office.bob.whispers(walk.channel.id)[-1].blocks)
    await walk.press(walk.date(), PREPARE)
    listed = _listed(office)
    assert [text for text in SAID if text in listed] == list(SAID)
    await office.dora.click_in_modal(DROP, block_id=_block(office, 0))
    await office.stage.settled()
    await office.dora.click_in_modal(EARLIER, block_id=_block(office, 1))
    await office.stage.settled()
    assert SAID[0] not in _listed(office)
    assert _listed(office).index(SAID[2]) < _listed(office).index(SAID[1])
    await office.dora.click_in_modal(ADD)
    await office.stage.settled()
    assert office.dora.modal is not None
    (choice,) = [
        option["value"]
        for block in office.dora.modal.blocks
        if block["type"] == "input"
        for option in block["element"]["options"]
        if SAID[0][:20] in option["text"]["text"]
    ]
    assert await office.dora.submit({"entry": choice}) == {}
    await office.stage.settled()
    assert _listed(office).index(SAID[0]) < _listed(office).index(SAID[2])
    await office.dora.close_modal()
    await office.stage.move_to(walk.meets_at + MINUTE)
    await walk.start()
    await walk.next()
    assert [text for text in SAID if text in words(walk.stops()[1].blocks)][-1] == SAID[2]


def _listed(office: Office) -> str:
    assert office.dora.modal is not None
    return words(office.dora.modal.blocks)


def _block(office: Office, stop: int) -> str:
    assert office.dora.modal is not None
    ids = [block["block_id"] for block in office.dora.modal.blocks if block["type"] == "actions"]
    return str(ids[stop])


async def test_finishing_can_be_taken_back_and_tells_the_summary_anew(office: Office) -> None:
    walk = await begun(office)
    await walk.finish()
    await walk.reopen()
    assert walk.active() == ["Stop 5 of 5"]
    await walk.park(office.bob, "Alert on the age of prices")
    await walk.finish()
    assert "Alert on the age of prices" in walk.summary()
    await office.pass_time(20 * MINUTE)  # it stands for a while
    names = [file.name for file in office.files(walk.channel) if file.name.endswith(".md")]
    assert names == ["INC-1-summary-v1.md", "INC-1-summary-v2.md"]


async def test_at_the_end_of_the_hour_the_summary_comes_and_the_rewind_may_go_on(
    office: Office,
) -> None:
    walk = await begun(office)
    await office.stage.move_to(walk.meets_at + HOUR + MINUTE)
    assert "In short" in walk.summary()
    await walk.next()
    assert walk.active() == ["Stop 2 of 5"]
    assert "the 60 min are over" in words(walk.stops()[1].blocks)
    await walk.park(office.bob, "Alert on the age of prices")
    await walk.finish()
    assert "Alert on the age of prices" in walk.summary()


async def test_with_nothing_kept_people_tell_from_memory(office: Office) -> None:
    walk = await met(office, said=())
    await walk.start()
    assert "from memory" in words(walk.found("no stops").blocks)
    await walk.finish()
    assert "Building forward" in words(walk.date().blocks)


async def test_an_edit_and_a_deletion_are_followed_in_the_stop(office: Office) -> None:
    walk = await begun(office)
    said = [one for one in walk.channel.in_order() if one.user == office.bob.id and not one.subtype]
    await office.bob.edit(walk.channel.id, said[0].ts, "The index queue shrinks.")
    await office.stage.settled()
    assert "> The index queue shrinks." in words(walk.stops()[0].blocks)
    await office.bob.delete(walk.channel.id, said[0].ts)
    await office.stage.settled()
    assert "shrinks" not in words(walk.stops()[0].blocks)
    assert "was deleted" in words(walk.stops()[0].blocks)


async def test_deleted_words_leave_also_the_stops_that_quote_them_as_what_was_before(
    office: Office,
) -> None:
    walk = await begun(office)
    await walk.next()
    await walk.next()
    (said, *_) = [one for one in walk.channel.in_order() if one.text == SAID[0]]
    assert [SAID[0] in words(stop.blocks) for stop in walk.stops()].count(True) > 1

    await office.bob.edit(walk.channel.id, said.ts, "The index queue shrinks.")
    await office.stage.settled()
    assert not any(SAID[0] in words(stop.blocks) for stop in walk.stops())
    await office.bob.delete(walk.channel.id, said.ts)
    await office.stage.settled()

    assert not any("shrinks" in words(stop.blocks) for stop in walk.stops())


async def test_replies_deleted_while_nobody_listened_are_forgotten_and_long_threads_read_whole(
    office: Office, sqlite_url: str
) -> None:
    walk = await begun(office)
    stop = walk.stops()[0]
    gone = await office.bob.reply(walk.channel.id, stop.ts, "I was in a hurry.")
    await office.stage.settled()
    await office.stage.onward.stop()
    for n in range(250):
        await office.bob.reply(walk.channel.id, stop.ts, f"Reply {n}.")
    await office.bob.delete(walk.channel.id, gone)
    await office.stage.start_bot()
    await office.stage.settled()

    await walk.finish()

    kept = kept_replies(sqlite_url)
    assert ("", True) in kept
    assert ("Reply 249.", False) in kept
    assert len(kept) == 251


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_restart_at_any_step_loses_and_repeats_nothing(
    office_on_both: Office, moment: str
) -> None:
    office = office_on_both
    walk = await met(office)
    await walk.start()
    while any(NEXT in buttons(stop.blocks).values() for stop in walk.stops()):
        if moment == "before":
            office.stage.slack.faults.refuse("chat.postMessage", "internal_error")
        else:
            office.stage.slack.faults.lose_answer("chat.postMessage")
        await walk.next()
        await office.restart()
        await office.pass_time(MINUTE)
    assert walk.titles() == [f"Stop {n} of 5" for n in range(1, 6)]
    await walk.finish()
    assert "In short" in walk.summary()


async def test_a_rate_limit_keeps_the_order(office: Office) -> None:
    walk = await begun(office)
    office.stage.slack.faults.ratelimit("chat.postMessage", retry_after=30)
    stop = walk.stops()[0]
    await office.dora.click(walk.channel.id, stop.ts, NEXT)
    await office.stage.settled()
    asked = await walk.asked(office.dora)
    assert "at stop 2 of 5" in asked
    await office.pass_time(MINUTE)
    assert walk.titles() == ["Stop 1 of 5", "Stop 2 of 5"]


async def test_when_the_channel_is_archived_the_rewind_goes_on_with_the_facilitator(
    office: Office,
) -> None:
    walk = await begun(office)
    await walk.next()
    await office.alice.archive(walk.channel.id)
    await office.stage.settled()
    (stop,) = [one for one in office.dora.hears_from_app() if ":rewind:" in words(one.blocks)]
    assert "Stop 2 of 5" in words(stop.blocks)
    await office.dora.click(stop.channel, stop.ts, NEXT)
    await office.stage.settled()
    heard = [words(one.blocks) for one in office.dora.hears_from_app()]
    assert [text for text in heard if "Stop 3 of 5" in text]
    assert len(walk.stops()) == 2
