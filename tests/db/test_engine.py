"""Transactions: all or nothing, told of work only when it is there, and readers see one moment."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.engine import Database, make_engine
from app.db.tables import IncidentRow, WorkspaceRow
from app.incidents import service as incident_service
from app.workspace import service as workspace_service
from tests.databases import SqliteTemplate
from tests.factories import NOW, TEAM, Stored, declaration, gesture

EFFECT = "test.effect"


class BrokenError(Exception):
    """What a use case raises here."""


@pytest.fixture
def database(database_url: str, stored: Stored) -> Iterator[Database]:
    """The same database as `stored`, as the program opens it."""
    opened = Database(make_engine(database_url))
    yield opened
    opened.close()


def rename(session: Session, name: str) -> None:
    session.get_one(WorkspaceRow, TEAM).name = name


def name(session: Session) -> str:
    return session.get_one(WorkspaceRow, TEAM).name


def put_work(session: Session, key: str = "k") -> None:
    outbox.once(session, TEAM, EFFECT, key=key, due_at=NOW)


def count_one(session: Session) -> None:
    """Reads, then writes what depends on it."""
    row = session.get_one(WorkspaceRow, TEAM, with_for_update=True)
    row.next_number += 1


async def test_what_a_use_case_returns_is_returned_and_what_it_changed_is_kept(
    database: Database, stored: Stored
) -> None:
    def use_case(session: Session) -> str:
        rename(session, "Acme & Sons")
        return "done"

    assert await database.commit(use_case) == "done"

    assert stored.do(name) == "Acme & Sons"


async def test_an_error_of_the_database_tells_none_of_the_words_that_were_to_be_stored(
    database: Database,
) -> None:
    def use_case(session: Session) -> None:
        values = {"team_id": TEAM, "name": "what somebody said", "url": "", "bot_user_id": "U0BOT"}
        session.execute(insert(WorkspaceRow).values(**values))

    with pytest.raises(IntegrityError) as refusal:
        await database.commit(use_case)

    assert "what somebody said" not in str(refusal.value)


async def test_a_use_case_that_raises_changes_nothing(database: Database, stored: Stored) -> None:
    def use_case(session: Session) -> None:
        rename(session, "half")
        put_work(session)
        session.flush()
        raise BrokenError

    with pytest.raises(BrokenError):
        await database.commit(use_case)

    assert stored.do(name) == "Acme"
    assert stored.waiting(EFFECT) == []


async def test_after_a_use_case_that_raised_the_next_one_works(
    database: Database, stored: Stored
) -> None:
    def broken(_session: Session) -> None:
        raise BrokenError

    for _ in range(20):
        with pytest.raises(BrokenError):
            await database.commit(broken)
    await database.commit(rename, "Acme & Sons")

    assert stored.do(name) == "Acme & Sons"


async def test_work_is_told_of_once_it_can_be_seen(database: Database, stored: Stored) -> None:
    seen: list[int] = []
    database.on_outbox = lambda: seen.append(len(stored.waiting(EFFECT)))

    await database.commit(put_work)

    assert seen == [1]


async def test_work_is_told_of_in_the_event_loop(database: Database) -> None:
    loops: list[asyncio.AbstractEventLoop] = []
    database.on_outbox = lambda: loops.append(asyncio.get_running_loop())

    await database.commit(put_work)

    assert loops == [asyncio.get_running_loop()]


async def test_a_commit_without_work_tells_nobody(database: Database) -> None:
    told: list[str] = []
    database.on_outbox = lambda: told.append("work")

    await database.commit(rename, "Acme & Sons")

    assert told == []


async def test_work_that_was_rolled_back_is_not_told_of(database: Database) -> None:
    told: list[str] = []
    database.on_outbox = lambda: told.append("work")

    def use_case(session: Session) -> None:
        put_work(session)
        raise BrokenError

    with pytest.raises(BrokenError):
        await database.commit(use_case)

    assert told == []


async def test_work_of_one_commit_is_not_told_of_by_the_next(database: Database) -> None:
    told: list[str] = []
    database.on_outbox = lambda: told.append("work")

    await database.commit(put_work)
    await database.commit(rename, "Acme & Sons")

    assert told == ["work"]


async def test_a_reader_keeps_nothing_of_what_it_changes(
    database: Database, stored: Stored
) -> None:
    def query(session: Session) -> str:
        rename(session, "changed by a reader")
        session.flush()
        return name(session)

    assert await database.read(query) == "changed by a reader"

    assert stored.do(name) == "Acme"


async def test_a_reader_sees_one_moment_whatever_is_stored_meanwhile(
    database: Database, stored: Stored
) -> None:
    def query(session: Session) -> list[str]:
        select_name = select(WorkspaceRow.name)
        before = session.scalars(select_name).one()
        stored.do(rename, "Acme & Sons")
        return [before, session.scalars(select_name).one()]

    assert await database.read(query) == ["Acme", "Acme"]
    assert await database.read(name) == "Acme & Sons"


async def test_a_reader_does_not_wait_for_a_writer(database: Database, stored: Stored) -> None:
    with Session(stored.engine) as session, session.begin():
        rename(session, "not committed yet")
        session.flush()

        assert await database.read(name) == "Acme"


async def test_what_was_read_can_be_used_after_the_transaction(database: Database) -> None:
    row = await database.read(lambda session: session.get_one(WorkspaceRow, TEAM))

    assert row.name == "Acme"


async def test_two_programs_that_write_at_once_wait_for_each_other(
    database_url: str, database: Database, stored: Stored
) -> None:
    other = Database(make_engine(database_url))
    before = stored.do(lambda session: session.get_one(WorkspaceRow, TEAM).next_number)

    await asyncio.gather(*[each.commit(count_one) for each in [database, other] * 25])

    other.close()
    after = stored.do(lambda session: session.get_one(WorkspaceRow, TEAM).next_number)
    assert after - before == 50


def test_a_writer_that_begins_by_reading_waits_for_one_that_is_under_way(stored: Stored) -> None:
    stored.overlapping(count_one, count_one).result()

    assert stored.do(lambda session: session.get_one(WorkspaceRow, TEAM).next_number) == 3


async def test_a_hundred_commits_at_once_are_all_kept(database: Database, stored: Stored) -> None:
    told: list[str] = []
    database.on_outbox = lambda: told.append("work")

    await asyncio.gather(
        *[
            database.commit(incident_service.declare, TEAM, declaration(), gesture(str(number)))
            for number in range(100)
        ]
    )

    numbers = stored.do(lambda session: list(session.scalars(select(IncidentRow.number))))
    assert sorted(numbers) == list(range(1, 101))
    assert len(stored.waiting(incident_service.OPEN_CHANNEL)) == 100
    assert len(told) == 100


async def test_reads_and_commits_at_once_disturb_nobody(database: Database) -> None:
    commits = [
        database.commit(workspace_service.meet, TEAM, [gesture("x").by], now=NOW) for _ in range(30)
    ]
    reads = [database.read(name) for _ in range(30)]

    outcomes = await asyncio.gather(*commits, *reads)

    assert outcomes[30:] == ["Acme"] * 30


async def test_closing_waits_for_a_commit_under_way(database_url: str, stored: Stored) -> None:
    database = Database(make_engine(database_url))
    commit = asyncio.ensure_future(database.commit(rename, "Acme & Sons"))
    await asyncio.wait([commit], timeout=0)

    database.close()

    await commit
    assert stored.do(name) == "Acme & Sons"


async def test_what_was_replaced_leaves_the_files_once_nobody_reads_any_more(
    tmp_path: Path, sqlite_template: SqliteTemplate
) -> None:
    def files() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.glob("test.db*"))

    with sqlite_template.copy(tmp_path) as url:
        stored, database = Stored(make_engine(url)), Database(make_engine(url))
        stored.do(rename, "first")
        with Session(stored.engine) as reading:
            reading.connection(execution_options={"onward_reads_only": True})
            name(reading)
            await database.commit(rename, "a secret")
            await database.commit(rename, "what is left")
            assert await database.forget_replaced() is False
            await database.catch_up_forgetting()
            assert b"a secret" in files()

        await database.catch_up_forgetting()

        assert b"a secret" not in files()
        assert await database.forget_replaced() is True
        database.close()
        stored.engine.dispose()
