"""From the resolve form to the summary in the channel, and a restart between any two steps."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.sandbox.world import Channel, Message
from tests.e2e.office import Office, buttons, words

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_the_form_proposes_an_hour_that_suits_both_sides_of_the_ocean(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = (await _proposal(office, channel))["meets_at"]
    for zone in (NEW_YORK, BERLIN):
        local = meets_at.astimezone(zone)
        assert time(9) <= local.time()
        assert (local + HOUR).time() <= time(17)
        assert local.weekday() < 5
    assert 2 <= (meets_at.date() - office.stage.clock.now().date()).days <= 7


async def test_a_review_is_never_proposed_on_a_weekend_or_a_holiday(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"holiday_country": "DE"}) == {}
    await office.stage.move_to(datetime(2026, 4, 1, 14, 0, tzinfo=UTC))  # Easter is the fifth
    channel = await _worked_on(office)
    meets_at = (await _proposal(office, channel))["meets_at"]
    assert meets_at.date() >= datetime(2026, 4, 7, tzinfo=UTC).date()
    assert meets_at.weekday() < 5


async def test_the_facilitator_proposed_took_no_part(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    people = [office.alice.id, office.bob.id, office.dora.id]
    assert await office.alice.submit({"facilitators": people}) == {}
    channel = await _worked_on(office)
    assert (await _proposal(office, channel))["facilitator"] == office.dora.id


async def test_facilitators_take_turns(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"facilitators": [office.carol.id, office.dora.id]}) == {}
    chosen = []
    for title in ("One", "Two", "Three"):
        channel = await office.declare(title)
        chosen.append((await _proposal(office, channel))["facilitator"])
        assert await office.alice.submit() == {}
        await office.stage.settled()
    assert chosen == [office.carol.id, office.dora.id, office.carol.id]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ended_at": DAY}, "ended_at"),
        ({"began_at": DAY}, "began_at"),
        ({"ended_at": -DAY}, "ended_at"),
        ({"meets_at": -DAY}, "meets_at"),
        ({"meets_at": 400 * DAY}, "meets_at"),
    ],
    ids=[
        "ended tomorrow",
        "began tomorrow",
        "ended before it began",
        "review yesterday",
        "review next year",
    ],
)
async def test_an_impossible_date_is_explained_at_its_field_and_changes_nothing(
    office: Office, wrong: dict[str, timedelta], field: str
) -> None:
    channel = await office.declare()
    await office.pass_time(HOUR)
    now = office.stage.clock.now()
    problems = await office.resolve(channel, {name: now + by for name, by in wrong.items()})
    assert field in problems
    assert problems[field].endswith((".", "?"))
    assert "Investigating" in words(office.card(channel).blocks)
    assert office.files(channel) == []
    good = {name: now + timedelta(minutes=-1 if name != "meets_at" else 9999) for name in wrong}
    assert await office.alice.submit(good) == {}


@pytest.mark.parametrize("field", ["began_at", "ended_at", "meets_at"])
async def test_a_missing_date_is_asked_for(office: Office, field: str) -> None:
    channel = await office.declare()
    assert list(await office.resolve(channel, {field: None})) == [field]


async def test_the_channel_learns_the_date_in_everybodys_own_time(office_on_both: Office) -> None:
    office = office_on_both
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    told = _told(office, channel)
    assert f"<!date^{int(meets_at.timestamp())}^" in words(told.blocks)
    assert "Somebody is asked to facilitate" in words(told.blocks)
    for person in (office.alice, office.bob):
        assert f"<@{person.id}>" in words(told.blocks)
    assert office.dora.id not in channel.members


async def test_the_calendar_file_holds_the_meeting(office: Office) -> None:
    channel = await office.declare("Search <b>is</b> down, really; badly")
    meets_at = await _resolved(office, channel)
    (file,) = office.files(channel)
    assert file.name == "INC-1-review.ics"
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart") == meets_at
    assert event.decoded("dtend") == meets_at + HOUR
    assert str(event["summary"]) == "Review of INC-1: Search <b>is</b> down, really; badly"
    (thread,) = {message.thread_ts for message in channel.in_order() if file.id in message.files}
    assert thread == _told(office, channel).ts


async def test_the_resolution_is_told_with_what_eased_it_and_kept(office: Office) -> None:
    channel = await _worked_on(office)
    told = {"eased_by": "Rebuilding the index", "impact": "Old prices & <@U1>"}
    await office.resolve(channel, told)
    texts = [words(message.blocks) for message in office.said(channel)]
    assert [text for text in texts if "Resolved" in text and "Rebuilding the index" in text]
    page = await office.timeline(channel)
    assert "Resolved. Rebuilding the index" in page
    assert "Old prices &amp; &lt;@U1&gt;" in words(office.card(channel).blocks)


async def test_nothing_of_the_review_comes_early(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    posted = len(office.said(channel))
    await office.stage.move_to(meets_at - timedelta(minutes=1))
    assert len(office.said(channel)) == posted


async def test_the_agenda_comes_at_the_hour_and_the_summary_at_its_end(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + timedelta(minutes=1))
    agenda = _agenda(office, channel)
    assert "begins now" in words(agenda.blocks)
    assert f"<!date^{int(meets_at.timestamp())}^" in words(agenda.blocks)
    assert _summaries(office, channel) == []
    await office.stage.move_to(meets_at + HOUR + timedelta(minutes=1))
    (summary,) = _summaries(office, channel)
    assert summary.ts in {pin.ts for pin in channel.pins}
    assert "The index queue grew" in _summary_text(office, channel)
    (document,) = [file for file in office.files(channel) if file.name.endswith(".md")]
    assert document.name == "INC-1-summary-v1.md"
    assert "The index queue grew" in document.content.decode()


async def test_the_summary_has_all_twelve_sections_and_says_what_nobody_has_told(
    office: Office,
) -> None:
    channel = await _reviewed(office)
    (document,) = [file for file in office.files(channel) if file.name.endswith(".md")]
    text = document.content.decode()
    headings = [line for line in text.split("\n") if line.startswith("#")]
    for part in (
        "In short",
        "What happened",
        "Decisions",
        "able to happen",
        "Pressure points",
        "Hand-offs",
        "held",
        "learned",
        "Open questions",
        "Building forward",
    ):
        assert [heading for heading in headings if part in heading], part
    assert "obody has told us yet" in text
    assert "Told from 3 entries and no reflections" in text


async def test_the_facilitator_can_end_the_review_early_and_it_ends_once(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + timedelta(minutes=20))
    agenda = _agenda(office, channel)
    for _ in range(2):
        await office.dora.click(channel.id, agenda.ts, buttons(agenda.blocks)["Post the summary"])
        await office.stage.settled()
    assert len(_summaries(office, channel)) == 1
    await office.stage.move_to(meets_at + 3 * HOUR)
    assert len(_summaries(office, channel)) == 1
    assert len([file for file in office.files(channel) if file.name.endswith(".md")]) == 1


async def test_somebody_else_is_told_who_ends_the_review(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + timedelta(minutes=20))
    agenda = _agenda(office, channel)
    await office.bob.click(channel.id, agenda.ts, buttons(agenda.blocks)["Post the summary"])
    await office.stage.settled()
    heard = words(office.bob.whispers(channel.id)[-1].blocks)
    assert "posted by the lead" in heard
    assert _summaries(office, channel) == []


async def test_how_the_summary_would_read_is_shown_to_whoever_asks_and_to_nobody_else(
    office: Office,
) -> None:
    channel = await _worked_on(office)
    while_live = await office.preview(channel, office.bob)
    assert "once INC-1 is resolved" in while_live
    assert "The index queue grew without an alert" in while_live
    meets_at = await _resolved(office, channel)
    ahead = await office.preview(channel, office.bob)
    assert f"<!date^{int((meets_at + HOUR).timestamp())}^" in ahead
    assert "Post it" not in ahead
    assert _summaries(office, channel) == []


async def test_whoever_may_end_the_review_can_do_so_from_there(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + timedelta(minutes=20))
    assert "End and post it" not in await office.preview(channel, office.bob)
    await office.post_summary(channel)
    assert len(_summaries(office, channel)) == 1


async def test_a_summary_is_brought_up_to_date_in_place_with_a_new_version(office: Office) -> None:
    channel = await _reviewed(office)
    (first,) = _summaries(office, channel)
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    await office.post_summary(channel)
    (second,) = _summaries(office, channel)
    assert second.ts == first.ts
    assert "The alert measured the wrong queue" in _summary_text(office, channel)
    await office.pass_time(timedelta(minutes=20))  # it stands for a while
    names = [file.name for file in office.files(channel) if file.name.endswith(".md")]
    assert names == ["INC-1-summary-v1.md", "INC-1-summary-v2.md"]
    assert len(channel.pins) == 3


async def test_a_file_that_is_outdated_before_slack_takes_it_is_left_out(office: Office) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    office.stage.slack.faults.ratelimit("files.getUploadURLExternal", retry_after=600)
    await office.stage.move_to(meets_at + HOUR + timedelta(minutes=1))
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    office.stage.slack.faults.ratelimit("chat.update", retry_after=1200)
    await office.post_summary(channel)
    await office.stage.move_to(meets_at + HOUR + timedelta(minutes=15))
    await office.stage.move_to(meets_at + 2 * HOUR)
    names = [file.name for file in office.files(channel) if file.name.endswith(".md")]
    assert names == ["INC-1-summary-v2.md"]


async def test_a_summary_with_nothing_new_stays_as_it_is(office: Office) -> None:
    channel = await _reviewed(office)
    before = len(channel.messages)
    await office.post_summary(channel)
    assert len(channel.messages) == before
    names = [file.name for file in office.files(channel) if file.name.endswith(".md")]
    assert names == ["INC-1-summary-v1.md"]


async def test_a_message_let_go_after_the_review_leaves_the_summary(office: Office) -> None:
    channel = await _reviewed(office)
    ts = next(m.ts for m in channel.in_order() if "The index queue grew" in m.text)
    await office.bob.delete(channel.id, ts)
    await office.stage.settled()
    await office.post_summary(channel)
    assert "The index queue grew" not in _summary_text(office, channel)


async def test_a_long_incident_fits_into_slacks_limits(office: Office) -> None:
    channel = await _worked_on(office)
    for n in range(60):
        text = (
            f"Fact number {n}: " + f"the queue grew <https://example.com/{n}|again> & again. " * 40
        )
        await office.keep(channel, office.bob, text)
        await office.pass_time(timedelta(seconds=20))
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + 2 * HOUR)
    assert len(_summaries(office, channel)) == 1


async def test_a_restart_between_any_two_steps_posts_nothing_twice_and_loses_nothing(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await _restarting(office, lambda: office.declare("Search is down"))
    assert channel is not None
    await office.bob.join(channel.id)
    await _restarting(office, lambda: office.keep(channel, office.bob, "The index queue grew."))
    await office.restart()
    meets_at = await _resolved(office, channel)
    await office.restart()
    for moment in (meets_at + timedelta(minutes=1), meets_at + HOUR + timedelta(minutes=1)):
        await office.stage.move_to(moment - timedelta(minutes=2))
        await office.restart()
        await office.stage.move_to(moment)
        await office.restart()
    assert [one for one in office.announcements() if "INC-1" in one] == office.announcements()
    assert len(office.announcements()) == 1
    texts = [words(message.blocks) for message in office.said(channel)]
    for once in ("*Review · ", "begins now", "In short", "What you can type", "Resolved* · "):
        expected = 0 if once == "What you can type" else 1
        assert len([text for text in texts if once in text]) == expected, once
    assert len(channel.bookmarks) == 1
    assert len(channel.pins) == 3
    calendar, summary, picture = sorted(file.name for file in office.files(channel))
    assert (calendar, summary) == ("INC-1-review.ics", "INC-1-summary-v1.md")
    assert picture.startswith("timeline-")
    assert "The index queue grew" in _summary_text(office, channel)


async def test_what_was_due_while_the_bot_was_away_comes_once_when_it_is_back(
    office: Office,
) -> None:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.onward.stop()
    office.stage.clock.move_to(meets_at + 5 * HOUR)
    await office.stage.start_bot()
    await office.stage.settled()
    assert len(_summaries(office, channel)) == 1


async def _restarting(
    office: Office, deed: Callable[[], Awaitable[Channel | str]]
) -> Channel | None:
    await office.restart()
    done = await deed()
    await office.restart()
    return done if isinstance(done, Channel) else None


async def _worked_on(office: Office) -> Channel:
    """An incident that Alice leads and Bob works on."""
    channel = await office.declare("Search shows yesterday's prices")
    await office.keep(channel, office.bob, "The index queue grew without an alert.")
    return channel


async def _resolved(office: Office, channel: Channel) -> datetime:
    """Resolved as proposed, with Dora to facilitate; when the review is."""
    await office.alice.command("/incident resolve", channel=channel.id)
    meets_at = _entered(office)["meets_at"]
    assert await office.alice.submit({"facilitator": office.dora.id}) == {}
    await office.stage.settled()
    return datetime.fromtimestamp(meets_at, UTC)


async def _reviewed(office: Office) -> Channel:
    channel = await _worked_on(office)
    meets_at = await _resolved(office, channel)
    await office.stage.move_to(meets_at + HOUR + timedelta(minutes=1))
    return channel


async def _proposal(office: Office, channel: Channel) -> dict[str, Any]:
    """What the form is filled in with; it stays open."""
    await office.alice.command("/incident resolve", channel=channel.id)
    entered = _entered(office)
    entered["meets_at"] = datetime.fromtimestamp(entered["meets_at"], UTC)
    return entered


def _entered(office: Office) -> dict[str, Any]:
    assert office.alice.modal is not None
    keys = ("initial_date_time", "initial_user", "initial_value")
    return {
        block["block_id"]: block["element"][key]
        for block in office.alice.modal.blocks
        if block["type"] == "input"
        for key in keys
        if key in block["element"]
    }


def _told(office: Office, channel: Channel) -> Message:
    """The message that tells the date."""
    (told,) = [one for one in office.said(channel) if "*Review · " in words(one.blocks)]
    return told


def _agenda(office: Office, channel: Channel) -> Message:
    (agenda,) = [one for one in office.said(channel) if "begins now" in words(one.blocks)]
    return agenda


def _summaries(office: Office, channel: Channel) -> list[Message]:
    return [one for one in office.said(channel) if "*In short*" in words(one.blocks)]


def _summary_text(office: Office, channel: Channel) -> str:
    """The summary and its continuation in the thread."""
    (first,) = _summaries(office, channel)
    parts = [first, *channel.replies(first.ts)]
    return "\n".join(words(message.blocks) for message in parts)
