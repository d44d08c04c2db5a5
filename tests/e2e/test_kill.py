"""kill -9 at every call of start and resolve, and at what a summary brings: afterwards there is one
of everything.

A process is killed when Slack has been asked but has not done the work, or has done it and not
answered. Then the bot is started again on the same database; the clock passes the dead process's
lease.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import SystemClock
from app.db.engine import make_engine
from app.db.tables import OutboxRow
from app.sandbox.interactions import NoAnswerError
from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.stage import Stage
from app.summaries.views_checklist import SHARE
from tests.e2e.machine import PATIENCE_S, Machine, installed_in
from tests.e2e.office import DECLARED, RESOLVED, REVIEWED, Office

STARTING = [
    ("conversations.create", 1),
    ("chat.postMessage", 1),
    ("chat.postMessage", 2),
    ("conversations.invite", 1),
    ("conversations.setTopic", 1),
    ("pins.add", 1),
    ("bookmarks.add", 1),
    ("users.info", 1),
]
RESOLVING = [
    ("chat.update", 1),
    ("chat.update", 2),
    ("chat.postMessage", 1),
    ("chat.postMessage", 2),
    ("files.getUploadURLExternal", 1),
    ("files.completeUploadExternal", 1),
]
MOMENTS = ["before", "after"]
BEYOND_THE_LEASE = timedelta(minutes=5)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """Nobody has started the bot yet, and Slack's clock is the machine's."""
    async for office in _unmanned(sqlite_url):
        yield office


@pytest.fixture
async def office_on_both(database_url: str) -> AsyncIterator[Office]:
    async for office in _unmanned(database_url):
        yield office


@pytest.fixture
async def machine_of_last_month(
    office_of_last_month: Office, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Machine]:
    machine = _machine(office_of_last_month, tmp_path, sqlite_url)
    yield machine
    await machine.clear_away()


@pytest.fixture
async def office_of_last_month(sqlite_url: str) -> AsyncIterator[Office]:
    """What is due there later has been due for a process that goes by the machine's clock."""
    async for office in _unmanned(sqlite_url, ago=timedelta(days=21)):
        yield office


async def _unmanned(url: str, ago: timedelta = timedelta()) -> AsyncIterator[Office]:
    office = Office(Stage(SystemClock().now() - ago, url))
    await office.stage.slack.start()
    office.move_in()
    yield office
    await office.stage.slack.stop()


@pytest.fixture
async def machine(office: Office, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Machine]:
    machine = _machine(office, tmp_path, sqlite_url)
    yield machine
    await machine.clear_away()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("method", "number"), STARTING)
async def test_killed_at_a_call_of_start_there_is_one_of_everything(
    office: Office, machine: Machine, method: str, number: int, moment: str
) -> None:
    await _run(machine, office)
    await office.alice.command("/incident start Search is down", channel="general")
    await _submit_and_kill(office, machine, {"lead": office.bob.id}, method, number, moment)
    await office.stage.start_bot()
    await office.pass_time(BEYOND_THE_LEASE)
    channel = office.incident_channel(1)
    assert office.tally(channel) == DECLARED
    assert {office.alice.id, office.bob.id} < set(channel.members)
    assert "INC-1" in channel.topic.value
    await office.stage.onward.stop()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_while_it_joins_a_channel_it_takes_it_over_once(
    office: Office, machine: Machine, moment: str
) -> None:
    place = office.stage.slack.add_channel("search", members=[office.alice, office.bob])
    await _run(machine, office)
    await office.alice.command("/incident start here Search is down", channel=place.id)
    await _submit_and_kill(office, machine, {}, "conversations.join", 1, moment)
    await office.stage.start_bot()
    await office.pass_time(BEYOND_THE_LEASE)
    assert office.tally(place) == DECLARED | {"channels": 0}
    await office.stage.onward.stop()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("method", "number"), RESOLVING)
async def test_killed_at_a_call_of_resolve_there_is_one_of_everything(
    office: Office, machine: Machine, method: str, number: int, moment: str
) -> None:
    await office.stage.start_bot()
    channel = await office.declare()
    await office.stage.onward.stop()
    await _run(machine, office)
    await office.alice.command("/incident resolve", channel=channel.id)
    fields = {"facilitator": office.dora.id}
    await _submit_and_kill(office, machine, fields, method, number, moment)
    await office.stage.start_bot()
    await office.pass_time(BEYOND_THE_LEASE)
    assert office.tally(channel) == RESOLVED
    assert "Resolved" in office.announcements()[0]
    await office.stage.onward.stop()


async def test_a_process_killed_again_and_again_gets_there_in_the_end(
    office_on_both: Office, database_url: str, tmp_path: Path
) -> None:
    office = office_on_both
    machine = _machine(office, tmp_path, database_url, OUTBOX_LEASE_SECONDS="1")
    slack = office.stage.slack
    await _run(machine, office)
    await office.alice.command("/incident start Search is down", channel="general")
    slack.faults.on_call("conversations.create", after=machine.kill)
    slack.faults.on_call("chat.postMessage", after=machine.kill)
    slack.faults.on_call("bookmarks.add", after=machine.kill)
    with suppress(NoAnswerError):
        await office.alice.submit()
    for _ in range(3):
        assert await machine.ended() == -9
        await slack.cut_connections()
        await _run(machine, office)
    await slack.until(lambda: office.tally(_newest(office)) == DECLARED, PATIENCE_S)
    machine.terminate()
    assert await machine.ended() == 0
    assert office.tally(office.incident_channel(1)) == DECLARED


async def test_killed_at_all_that_a_summary_brings_there_is_one_of_everything(
    office_of_last_month: Office, machine_of_last_month: Machine, sqlite_url: str
) -> None:
    office, machine = office_of_last_month, machine_of_last_month
    slack, uploaded = office.stage.slack, "files.completeUploadExternal"
    channel = await _ready_to_tell(office)

    _die_at(office, machine, "conversations.canvases.create", uploaded, uploaded)
    await _run(machine, office)  # the review is over by now
    await _revived(office, machine, sqlite_url, times=3)
    await slack.until(lambda: len(_told_in(office, channel)) == 2, PATIENCE_S)

    _die_at(office, machine, uploaded)
    with suppress(NoAnswerError):
        await office.bob.command("/incident export md, json", channel=channel.id)
    await _revived(office, machine, sqlite_url)
    await slack.until(lambda: len(_sent(office, office.bob)) == 2, PATIENCE_S)

    await _open_checklist(office, channel)
    _die_at(office, machine, "chat.postMessage")
    with suppress(NoAnswerError):
        await office.dora.click_in_modal(SHARE)
    await _revived(office, machine, sqlite_url)
    await slack.until(lambda: bool(_cards(office)), PATIENCE_S)

    machine.terminate()
    assert await machine.ended() == 0
    told = {"announcements": 2, "waiting lines": 0}  # the card that it was reviewed is one
    assert office.tally(channel) == REVIEWED | told
    assert sorted(_sent(office, office.bob)) == ["INC-1-review.json", "INC-1-review.md"]
    assert len(_told_in(office, channel)) == 2
    assert len(_cards(office)) == 1
    assert len(slack.slack.world.canvases) == 1


async def test_a_terminated_process_ends_at_once_and_cleanly(
    office: Office, machine: Machine
) -> None:
    await _run(machine, office)
    machine.terminate()
    assert await machine.ended(within_s=5) == 0
    assert "Traceback" not in machine.log


async def test_a_terminated_process_finishes_the_call_it_is_in(
    office: Office, machine: Machine
) -> None:
    await _run(machine, office)
    await office.alice.command("/incident start Search is down", channel="general")
    slack = office.stage.slack
    slack.faults.slow("conversations.create", seconds=1)
    slack.faults.on_call("conversations.create", after=machine.terminate)
    assert await office.alice.submit() == {}
    assert await machine.ended(within_s=10) == 0
    await office.stage.start_bot()
    await office.stage.settled()  # the clock has not moved: nothing is left claimed
    assert office.tally(office.incident_channel(1)) == DECLARED
    await office.stage.onward.stop()


async def test_a_terminated_process_gives_back_what_takes_too_long(
    office: Office, machine: Machine
) -> None:
    await _run(machine, office)
    await office.alice.command("/incident start Search is down", channel="general")
    slack = office.stage.slack
    slack.faults.hang("conversations.create")
    assert await office.alice.submit() == {}
    await slack.until(lambda: "conversations.create" in office.calls(), PATIENCE_S)
    machine.terminate()
    assert await machine.ended(within_s=15) == 0
    await office.stage.start_bot()
    await office.pass_time(timedelta(seconds=10))
    assert office.tally(office.incident_channel(1)) == DECLARED
    await office.stage.onward.stop()


def _machine(office: Office, folder: Path, database_url: str, **more: str) -> Machine:
    here = folder / "elsewhere"
    here.mkdir()
    return Machine(here, **installed_in(office.stage.slack, database_url, **more))


async def _run(machine: Machine, office: Office) -> None:
    """Start the process and wait until it listens."""
    await machine.start()
    try:
        await asyncio.wait_for(office.stage.slack.connected(), PATIENCE_S)
    except TimeoutError:
        pytest.fail(f"The process does not connect. It says: {machine.log}")


async def _submit_and_kill(
    office: Office,
    machine: Machine,
    fields: Mapping[str, object],
    method: str,
    number: int,
    moment: str,
) -> None:
    """Submit the open form; the process dies at the call of that number from then on."""
    faults = office.stage.slack.faults
    before = office.calls_so_far
    if moment == "after":
        for _ in range(number - 1):
            faults.on_call(method)
        faults.on_call(method, after=machine.kill)
    else:
        for _ in range(number - 1):
            faults.slow(method, seconds=0)
        faults.hang(method)
    await _submit(office.alice, fields)
    if moment == "before":
        reached = lambda: office.calls(before).count(method) >= number  # noqa: E731
        await office.stage.slack.until(reached, PATIENCE_S)
        machine.kill()
    assert await machine.ended() == -9
    await office.stage.slack.cut_connections()
    faults.clear()


async def _submit(person: Person, fields: Mapping[str, object]) -> None:
    """The process may die before its answer is out; what it stored is stored."""
    with suppress(NoAnswerError):
        assert await person.submit(fields) == {}


def _newest(office: Office) -> Channel:
    return office.stage.slack.channels[-1]


async def _ready_to_tell(office: Office) -> Channel:
    """An incident that is over, with what Bob said; its review lies ahead."""
    await office.stage.start_bot()
    channel = await office.declare()
    for text in ("The index queue grew without an alert.", "Restarted the indexers."):
        await office.keep(channel, office.bob, text)
        await office.pass_time(timedelta(minutes=1))
    await office.resolve(channel, {"facilitator": office.dora.id})
    await office.dora.join(channel.id)
    await office.stage.settled()
    await office.stage.onward.stop()
    return channel


def _die_at(office: Office, machine: Machine, *methods: str) -> None:
    for method in methods:
        office.stage.slack.faults.on_call(method, after=machine.kill)


async def _revived(office: Office, machine: Machine, url: str, times: int = 1) -> None:
    """It died and is started again, when the lease of what it was at is over."""
    for _ in range(times):
        assert await machine.ended(within_s=2 * PATIENCE_S) == -9  # a picture is drawn on the way
        await office.stage.slack.cut_connections()
        _let_leases_end(url)
        await _run(machine, office)


def _let_leases_end(url: str) -> None:
    """As if that time had passed: a process of its own goes by the clock of the machine."""
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        session.execute(update(OutboxRow).values(claimed_until=None, claimed_by=None))
    engine.dispose()


async def _open_checklist(office: Office, channel: Channel) -> None:
    await office.dora.command("/incident checklist", channel=channel.id)
    is_open = lambda: office.dora.modal and SHARE in str(office.dora.modal.blocks)  # noqa: E731
    await office.stage.slack.until(is_open, PATIENCE_S)


def _told_in(office: Office, channel: Channel) -> list[str]:
    """The files below the summary: its document, and the picture."""
    names = [one.name for one in office.files(channel)]
    return [name for name in names if name.endswith((".md", ".png"))]


def _sent(office: Office, person: Person) -> list[str]:
    """The files in somebody's direct messages."""
    direct = {message.channel for message in person.hears_from_app()}
    files = office.stage.slack.slack.world.files.values()
    return [one.name for one in files if direct.intersection(one.channels)]


def _cards(office: Office) -> list[str]:
    return [one for one in office.announcements() if "was reviewed" in one]
