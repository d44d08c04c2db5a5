import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import outbox
from app.db.engine import Database, make_engine
from app.db.outbox import Job
from app.db.tables import OutboxRow
from app.deps import Deps, Effect
from app.errors import NotYetError
from app.slack.ids import TeamId
from app.slack.retry import GIVE_UP_AFTER, SlackFailure, pause
from app.worker import Worker
from app.workspace import service as workspace_service
from tests.factories import BOT, NOW, TEAM


@dataclass
class MovedClock:
    """Stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def no_slack(_team: TeamId) -> NoReturn:
    raise AssertionError("these effects call nobody")


@dataclass
class Office:
    """A database with one waiting row, and a worker with one effect."""

    db: Database
    clock: MovedClock = field(default_factory=MovedClock)
    jobs: list[Job] = field(default_factory=list)

    def worker(self, effect: Effect) -> Worker:
        async def noted(deps: Deps, job: Job) -> None:
            self.jobs.append(job)
            await effect(deps, job)

        deps = Deps(self.db, no_slack, self.clock, Settings.model_construct())
        worker = Worker(deps, {"tests.work": noted})
        self.db.on_outbox = worker.wake
        return worker

    async def ask(self, effect: str = "tests.work", key: str = "1") -> None:
        await self.db.commit(outbox.again, TEAM, effect, key=key, due_at=self.clock.now(), what=key)

    async def deliver(self, effect: Effect) -> OutboxRow:
        """Work until nothing is due; what became of the row."""
        worker = self.worker(effect)
        worker.start()
        await worker.idle()
        await worker.stop()
        return await self.row()

    async def row(self) -> OutboxRow:
        def query(session: Session) -> OutboxRow:
            return session.scalars(select(OutboxRow).where(OutboxRow.effect.like("tests.%"))).one()

        return await self.db.read(query)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    db = Database(make_engine(sqlite_url))
    later = NOW + timedelta(days=99)  # so that the workspace's own rows wait
    await db.commit(workspace_service.register, TEAM, name="Acme", url="", bot_user=BOT, now=later)
    yield Office(db)
    db.close()


def failing(error: Exception) -> Effect:
    async def effect(_deps: Deps, _job: Job) -> None:
        raise error

    return effect


async def succeed(_deps: Deps, _job: Job) -> None:
    return


async def test_work_that_succeeds_is_finished_and_forgets_its_arguments(office: Office) -> None:
    await office.ask()
    row = await office.deliver(succeed)
    assert row.finished_at == NOW
    assert row.trouble is None
    assert row.arguments == {}
    assert [(job.arguments, job.attempt) for job in office.jobs] == [({"what": "1"}, 1)]


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (SlackFailure("chat.update", "ratelimited", timedelta(seconds=30)), timedelta(seconds=30)),
        (SlackFailure("chat.update", "internal_error"), pause(1)),
        (NotYetError("not there yet"), pause(1)),
        (RuntimeError("a fault of ours"), pause(1)),
    ],
)
async def test_work_that_fails_for_now_is_due_again_after_a_pause(
    office: Office, error: Exception, after: timedelta
) -> None:
    await office.ask()
    row = await office.deliver(failing(error))
    assert row.finished_at is None
    assert row.due_at == NOW + after
    assert len(office.jobs) == 1


async def test_a_later_attempt_knows_that_the_work_may_be_done(office: Office) -> None:
    await office.ask()
    await office.deliver(failing(NotYetError("not there yet")))
    office.clock.at += pause(1)
    row = await office.deliver(succeed)
    assert [(job.attempt, job.is_repeated) for job in office.jobs] == [(1, False), (2, True)]
    assert row.finished_at == office.clock.at


async def test_work_that_waits_for_its_time_again_and_again_is_never_given_up(
    office: Office,
) -> None:
    await office.ask()
    for _ in range(GIVE_UP_AFTER + 1):
        until_at = office.clock.at + timedelta(days=1)
        row = await office.deliver(failing(NotYetError("too early", until_at=until_at)))
        office.clock.at = row.due_at

    row = await office.deliver(failing(RuntimeError("a fault of ours")))

    assert row.finished_at is None
    assert row.attempts == 1


async def test_pauses_grow_with_each_attempt(office: Office) -> None:
    await office.ask()
    for attempt in (1, 2, 3):
        row = await office.deliver(failing(SlackFailure("chat.update", "internal_error")))
        assert row.due_at == office.clock.at + pause(attempt)
        office.clock.at = row.due_at


async def test_work_that_can_never_succeed_is_given_up_with_its_reason(office: Office) -> None:
    await office.ask()
    row = await office.deliver(failing(SlackFailure("chat.update", "cant_update_message")))
    assert row.finished_at == NOW
    assert row.trouble == "chat.update: cant_update_message"


async def test_an_effect_of_another_version_is_given_up_by_name(office: Office) -> None:
    await office.ask("tests.gone")
    row = await office.deliver(succeed)
    assert row.trouble == "no effect is called tests.gone"
    assert office.jobs == []


async def test_work_asked_for_while_it_is_done_is_done_once_more(office: Office) -> None:
    await office.ask()

    async def asked_meanwhile(_deps: Deps, job: Job) -> None:
        if len(office.jobs) == 1:
            await office.ask()

    row = await office.deliver(asked_meanwhile)
    assert len(office.jobs) == 2
    assert row.finished_at == NOW


async def test_one_that_fails_keeps_no_other_from_being_done(office: Office) -> None:
    for key in "123":
        await office.ask(key=key)

    async def second_fails(_deps: Deps, job: Job) -> None:
        if job.arguments["what"] == "2":
            raise RuntimeError("only this one")

    worker = office.worker(second_fails)
    worker.start()
    await worker.idle()
    await worker.stop()

    def finished(session: Session) -> set[str]:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.finished_at.is_not(None)))
        return {row.key for row in rows}

    assert await office.db.read(finished) == {"tests.work:1", "tests.work:3"}


async def test_a_clock_that_jumps_begins_nothing_anew_that_is_under_way(office: Office) -> None:
    """By the clock, the lease on it has ended."""
    await office.ask(key="long")
    began, may_end = asyncio.Event(), asyncio.Event()

    async def long(_deps: Deps, job: Job) -> None:
        if job.arguments["what"] == "long":
            began.set()
            await may_end.wait()
        else:
            may_end.set()

    worker = office.worker(long)
    worker.start()
    await began.wait()
    office.clock.at += timedelta(hours=2)
    assert not worker.is_idle
    await office.ask(key="short")
    await worker.idle()
    await worker.stop()
    assert [job.arguments["what"] for job in office.jobs] == ["long", "short"]


async def test_it_asks_for_work_only_when_there_may_be_some(office: Office) -> None:
    claims: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "due_at <=" in statement and statement.startswith("SELECT"):
            claims.append(statement)

    for key in "123":
        await office.ask(key=key)
    event.listen(office.db.engine, "before_cursor_execute", note)
    worker = office.worker(succeed)
    worker.start()
    await worker.idle()
    await worker.stop()
    assert len(office.jobs) == 3
    assert len(claims) == 1


async def test_what_takes_too_long_is_given_back_when_the_worker_stops(office: Office) -> None:
    await office.ask()
    began = asyncio.Event()

    async def endless(_deps: Deps, _job: Job) -> None:
        began.set()
        await asyncio.Event().wait()

    worker = office.worker(endless)
    worker.start()
    await began.wait()
    await worker.stop(patience=timedelta(milliseconds=1))
    row = await office.row()
    assert row.finished_at is None
    assert row.claimed_until is None
    assert (await office.deliver(succeed)).finished_at == NOW


async def test_what_is_under_way_may_end_when_the_worker_stops(office: Office) -> None:
    await office.ask()
    began, may_end = asyncio.Event(), asyncio.Event()

    async def slow(_deps: Deps, _job: Job) -> None:
        began.set()
        await may_end.wait()

    worker = office.worker(slow)
    worker.start()
    await began.wait()
    stopping = asyncio.create_task(worker.stop())
    may_end.set()
    await stopping
    assert (await office.row()).finished_at == NOW


async def test_the_next_due_time_is_told_when_there_is_nothing_left_to_do(office: Office) -> None:
    told: list[datetime] = []
    await office.ask()
    worker = office.worker(failing(NotYetError("not there yet")))
    worker.on_next_due = told.append
    worker.start()
    await worker.idle()
    await worker.stop()
    assert told[-1] == NOW + pause(1)


async def test_more_than_fits_side_by_side_is_all_done(office: Office) -> None:
    def ask_much(session: Session) -> None:
        for n in range(55):
            arguments: dict[str, Any] = {"what": str(n)}
            outbox.once(session, TEAM, "tests.work", key=n, due_at=NOW, **arguments)

    await office.db.commit(ask_much)
    worker = office.worker(succeed)
    worker.start()
    await worker.idle()
    await worker.stop()
    assert {job.arguments["what"] for job in office.jobs} == {str(n) for n in range(55)}
    assert len(office.jobs) == 55
