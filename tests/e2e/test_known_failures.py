"""What the existing bots get wrong (design.md §1): each failure is a test with its name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.db.engine import make_engine
from app.sandbox.people import Person
from tests.e2e.office import CROWD, Office, ticks, words

FIVE_MINUTES = timedelta(minutes=5)
CALLS_OF_A_START = (
    "conversations.create",
    "chat.postMessage",
    "conversations.invite",
    "conversations.setTopic",
    "pins.add",
    "bookmarks.add",
)
FORMS = ("start", "status", "severity", "lead", "note", "decision", "handoff", "resolve")


async def test_a_reaction_on_a_thread_reply_records_that_reply(office: Office) -> None:
    channel = await office.declare()
    parent = await office.alice.say(channel.id, "What do we know?")
    await office.bob.join(channel.id)
    replies = [await office.bob.reply(channel.id, parent, f"Fact {n}") for n in range(3)]
    await office.alice.react(channel.id, replies[1], "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Fact 1" in page
    for absent in ("What do we know?", "Fact 0", "Fact 2"):
        assert absent not in page
    assert [ticks(channel, ts) for ts in (parent, *replies)] == [0, 0, 1, 0]


async def test_edits_are_followed(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "It lasted 45 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 44 seconds")
    await office.alice.edit(channel.id, ts, "It lasted 43 seconds")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "43 seconds" in page
    assert "44 seconds" not in page
    assert "45 seconds" not in page


@pytest.mark.parametrize("is_thread", [False, True], ids=["alone", "heading a thread"])
async def test_deletions_are_followed_and_leave_no_words_behind(
    office: Office, sqlite_url: str, *, is_thread: bool
) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Two million rows vanished")
    await office.alice.edit(channel.id, ts, "Three million rows vanished")
    if is_thread:
        await office.alice.reply(channel.id, ts, "or not")
    await office.stage.settled()
    await office.alice.delete(channel.id, ts)
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "vanished" not in page
    assert "deleted" not in page
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        for table in ("entries", "entry_versions"):
            kept = connection.execute(text(f"SELECT text FROM {table}")).scalars()  # noqa: S608
            assert not [words for words in kept if "vanished" in words or "deleted" in words]
    engine.dispose()


async def test_un_reactions_are_followed(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.alice, "Failing over")
    await office.bob.join(channel.id)
    await office.bob.react(channel.id, ts, "pushpin")
    await office.alice.unreact(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "Failing over" in await office.timeline(channel)
    assert ticks(channel, ts) == 1
    await office.bob.unreact(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert "Failing over" not in await office.timeline(channel)
    assert ticks(channel, ts) == 0


async def test_several_reactions_on_a_message_make_one_entry(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over to the replica")
    for person in (office.alice, office.bob, office.carol):
        if person is not office.alice:
            await person.join(channel.id)
        await person.react(channel.id, ts, "pushpin")
        await person.react(channel.id, ts, "scales")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert page.count("Failing over to the replica") == 1
    assert "⚖️ Failing over" in page
    assert ticks(channel, ts) == 1


async def test_a_redelivery_makes_no_second_entry(office: Office) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over")
    office.stage.slack.faults.duplicate("reaction_added", times=2)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    assert len([d for d in office.stage.slack.deliveries if d.parcel.name == "reaction_added"]) >= 2
    assert (await office.timeline(channel)).count("Failing over") == 1


async def test_success_is_shown_after_the_write(office: Office, sqlite_url: str) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "Failing over")
    seen: list[tuple[str, int, list[str]]] = []
    engine = make_engine(sqlite_url)

    def look(when: str) -> None:
        with engine.connect() as connection:
            stored = connection.execute(
                text("SELECT text FROM entries WHERE message_ts = :ts"), {"ts": ts}
            )
            seen.append((when, ticks(channel, ts), list(stored.scalars())))

    faults = office.stage.slack.faults
    reading = "conversations.history"
    faults.on_call(reading, before=lambda: look("asked"), after=lambda: look("answered"))
    faults.on_call("reactions.add", before=lambda: look("ticking"))
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    engine.dispose()
    assert seen == [("asked", 0, [""]), ("answered", 0, [""]), ("ticking", 0, ["Failing over"])]
    assert ticks(channel, ts) == 1


async def test_success_is_not_shown_when_the_words_could_not_be_read(office: Office) -> None:
    channel = await office.declare()
    office.stage.slack.faults.server_error("conversations.history", times=3)
    ts = await office.keep(channel, office.alice, "Failing over")
    assert ticks(channel, ts) == 0
    assert "_being read from Slack_" in await office.timeline(channel)
    await office.pass_time(FIVE_MINUTES)
    assert "Failing over" in await office.timeline(channel)
    assert ticks(channel, ts) == 1


async def test_the_author_is_credited_at_the_time_of_the_message(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare()
    await office.bob.join(channel.id)
    ts = await office.bob.say(channel.id, "Restarted the indexers & nothing changed")
    await office.pass_time(FIVE_MINUTES)
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Restarted the indexers &amp; nothing changed" in page
    assert f"<!date^{ts.split('.')[0]}^" in page
    (line,) = [line for line in page.split("\n") if f"<@{office.bob.id}>" in line]
    assert office.alice.id not in line
    assert ticks(channel, ts) == 1


async def test_a_429_is_waited_for_and_loses_nothing(office: Office) -> None:
    channel = await office.declare()
    slack = office.stage.slack
    for method in ("conversations.history", "reactions.add", "users.info"):
        slack.faults.ratelimit(method, retry_after=30, times=4)
    await office.bob.join(channel.id)
    ts = [await office.keep(channel, office.bob, f"Fact {n}") for n in range(3)]
    assert [ticks(channel, one) for one in ts] == [0, 0, 0]
    await office.pass_time(timedelta(minutes=10))
    page = await office.timeline(channel)
    assert [page.count(f"Fact {n}") for n in range(3)] == [1, 1, 1]
    assert [ticks(channel, one) for one in ts] == [1, 1, 1]


async def test_a_private_incident_leaks_through_no_list_and_no_announcement(
    office: Office,
) -> None:
    channel = await office.declare("A leaked key", lead=office.bob.id, is_private=["private"])
    assert channel.kind == "private"
    await office.typed(office.alice, "/incident status identified a key leaked", channel)
    await office.resolve(channel)
    assert office.announcements() == []
    assert office.said("general") == []
    for person in (office.carol, office.dora):
        assert "INC-1" not in await office.typed(person, "/incident list", "general")
        await person.open_home()
        await office.stage.settled()
        assert person.home is not None
        assert "leaked" not in words(person.home.blocks)


async def test_the_database_is_told_first_and_slack_last(office: Office, sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    seen: list[str] = []

    def look() -> None:
        with engine.connect() as connection:
            seen.extend(connection.execute(text("SELECT title FROM incidents")).scalars())

    office.stage.slack.faults.on_call("conversations.create", before=look)
    await office.declare("Search is down")
    engine.dispose()
    assert seen == ["Search is down"]


async def test_no_transaction_stays_open_across_api_calls(office: Office, sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    written: list[str] = []

    def write(method: str) -> Callable[[], None]:
        def now() -> None:
            # Whoever held a transaction open would keep this one out.
            with engine.begin() as connection:
                connection.execute(text("UPDATE workspaces SET name = name"))
            written.append(method)

        return now

    for method in CALLS_OF_A_START:
        office.stage.slack.faults.on_call(method, before=write(method), after=write(method))
    await office.declare()
    engine.dispose()
    assert sorted(written) == sorted(CALLS_OF_A_START * 2)


async def test_what_is_due_lives_in_no_memory_and_outlives_the_process(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue is full")
    await office.resolve(channel)
    await office.stage.onward.stop()
    await office.stage.start_bot()
    await office.pass_time(timedelta(days=7))
    assert office.tally(channel)["agendas"] == 1


async def test_what_is_due_comes_also_after_the_incident_is_closed(office: Office) -> None:
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue is full")
    await office.resolve(channel)
    assert office.tally(channel)["closed cards"] == 1
    await office.pass_time(timedelta(days=7))
    tally = office.tally(channel)
    assert (tally["agendas"], tally["summaries"]) == (1, 1)


@pytest.mark.parametrize("word", FORMS)
async def test_no_work_before_the_form_expires_the_trigger(office: Office, word: str) -> None:
    channel = await office.declare()
    before = office.calls_so_far
    await office.alice.command(f"/incident {word}", channel=channel.id)
    assert office.calls(before)[:1] == ["views.open"]
    assert office.alice.modal is not None


@pytest.mark.parametrize(
    ("who", "typed", "happened_at"),
    [
        ("alice", "08:30", datetime(2026, 3, 3, 13, 30, tzinfo=UTC)),
        ("bob", "14:30", datetime(2026, 3, 3, 13, 30, tzinfo=UTC)),
        ("carol", "0:15", datetime(2026, 3, 2, 18, 45, tzinfo=UTC)),
        ("alice", "09:30", datetime(2026, 3, 2, 14, 30, tzinfo=UTC)),
    ],
    ids=["New York", "Berlin", "Kolkata, past midnight", "later than now is yesterday"],
)
async def test_no_time_is_naive_but_the_typists_own(
    office: Office, who: str, typed: str, happened_at: datetime
) -> None:
    channel = await office.declare()
    person: Person = getattr(office, who)
    if person is not office.alice:
        await person.join(channel.id)
        await office.stage.settled()
    answer = await office.typed(person, f"/incident note {typed} deploy & <!here> began", channel)
    assert "Noted" in answer
    page = await office.timeline(channel)
    assert f"<!date^{int(happened_at.timestamp())}^" in page
    assert "deploy &amp;" in page
    assert not CROWD.search(page)
