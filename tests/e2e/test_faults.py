"""What docs/faults.md promises of days that are worse than those of test_bad_days.py: Slack is away
for an hour, the database for a minute, the disk is full, the connection breaks again and again.
"""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from app.error_handler import OUR_FAULT
from app.stage import Stage
from tests.cable import Cable, cable_to
from tests.e2e.machine import PATIENCE_S
from tests.e2e.office import DECLARED, START, Office, sketched, ticks

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ENDLESS = 2**30
NOTED = "The replica was an hour behind."
KEPT = "The index queue grew without an alert."


@pytest.fixture
async def cable(postgres_url: str) -> AsyncIterator[Cable]:
    async with cable_to(postgres_url) as cable:
        yield cable


@asynccontextmanager
async def over_http(database_url: str) -> AsyncIterator[Office]:
    """Slack sends an event again at once, after a minute and after five, by the clock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    stage = Stage(
        START,
        database_url,
        draw=sketched,
        slack_app_token="",
        slack_signing_secret="sandbox-signing-secret",
        host="127.0.0.1",
        port=port,
    )
    office = Office(stage)
    await stage.slack.start()
    stage.slack.deliver_over_http(f"http://127.0.0.1:{port}/slack/events")
    office.move_in()
    await stage.start_bot()
    await stage.settled()
    with capture_logs() as logs:
        office.logs = logs
        yield office
        await stage.close()
    said = str([repr(one.get("exc_info")) + str(one) for one in logs])
    assert NOTED not in said
    assert KEPT not in said


async def test_slack_is_away_for_an_hour(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.stage.settled()
    faults = office.stage.slack.faults
    faults.server_error("*", times=None)
    ts = await office.bob.say(channel.id, "The index queue grew")
    await office.bob.react(channel.id, ts, "pushpin")
    await office.bob.edit(channel.id, ts, KEPT)
    assert "Noted" in await office.typed(office.alice, f"/incident note {NOTED}", channel)
    await office.pass_time(HOUR)
    assert ticks(channel, ts) == 0

    faults.clear()
    await office.pass_time(HOUR)

    page = await office.timeline(channel)
    assert [page.count(text) for text in (KEPT, NOTED)] == [1, 1]
    assert ticks(channel, ts) == 1
    assert office.tally(channel) == DECLARED


async def test_sockets_that_break_in_the_middle_of_a_burst_lose_no_mark(office: Office) -> None:
    channel = await office.declare()
    kept = []
    for number in range(9):
        kept.append(await office.alice.say(channel.id, f"Fact {number}."))
        await office.alice.react(channel.id, kept[-1], "pushpin")
        if number % 3 == 0:
            await office.stage.slack.cut_connections()
    await office.stage.slack.connected()
    await office.pass_time(timedelta(minutes=7))  # within which Slack sends again
    page = await office.timeline(channel)
    assert [page.count(f"Fact {number}.") for number in range(9)] == [1] * 9
    assert [ticks(channel, ts) for ts in kept] == [1] * 9


async def test_the_database_is_gone_for_a_minute(cable: Cable) -> None:
    """Slack is told that an event was not kept, a person that nothing was saved, and a message that
    was sent in that moment does not come twice.
    """
    async with over_http(cable.url) as office:
        slack, clock = office.stage.slack, office.stage.clock
        channel = await office.declare()
        await office.bob.join(channel.id)
        await office.alice.command("/incident note", channel=channel.id)
        ts = await office.bob.say(channel.id, KEPT)
        await office.stage.settled()
        slack.faults.on_call("chat.postMessage", after=cable.cut)
        await office.alice.command("/incident status identified", channel=channel.id)
        await slack.until(lambda: cable.is_cut, PATIENCE_S)

        assert OUR_FAULT in str(await office.alice.command("/incident list", channel=channel.id))
        assert await office.alice.submit({"text": NOTED}) == {"text": OUR_FAULT}
        await office.bob.react(channel.id, ts, "pushpin")
        await slack.until(lambda: _refused(office, "reaction_added") == 2, PATIENCE_S)
        cable.mend()
        assert await office.alice.submit({"text": NOTED}) == {}
        clock.advance(MINUTE)
        await office.stage.settled()
        await office.pass_time(MINUTE)

        page = await office.timeline(channel)
        assert [page.count(text) for text in (KEPT, NOTED)] == [1, 1]
        assert office.tally(channel) == DECLARED | {"other messages": 1}


async def test_the_disk_is_full(sqlite_url: str) -> None:
    """As if the database were gone: what is not stored is nowhere said to be."""
    async with over_http(sqlite_url) as office:
        engine = office.stage.onward._db.engine
        channel = await office.declare()
        await office.bob.join(channel.id)
        await office.alice.command("/incident note", channel=channel.id)
        _leave_room(engine, pages=0)
        while (refused := await office.alice.submit({"text": NOTED * 90})) == {}:
            await office.alice.command("/incident note", channel=channel.id)
        assert refused == {"text": OUR_FAULT}
        ts = await office.keep(channel, office.bob, KEPT)  # there is room for that, or there is not

        _leave_room(engine, pages=ENDLESS)
        assert await office.alice.submit({"text": "There is room again."}) == {}
        office.stage.clock.advance(MINUTE)
        await office.stage.settled()
        await office.pass_time(MINUTE)
        page = await office.timeline(channel)
        assert page.count(KEPT) == ticks(channel, ts) == 1
        assert page.count("There is room again.") == 1
        assert office.tally(channel) == DECLARED


def _refused(office: Office, event: str) -> int:
    tries = [one for one in office.stage.slack.deliveries if one.parcel.name == event]
    return len([one for one in tries if not one.ack.is_ok])


def _leave_room(engine: Engine, *, pages: int) -> None:
    """In every connection that the program has."""
    held = [engine.raw_connection() for _ in range(3)]
    for connection in held:
        connection.cursor().execute(f"PRAGMA max_page_count={max(pages, 1)}")
    for connection in held:
        connection.close()
