"""Transactions: plain synchronous functions over a Session, run in worker threads.

`commit` and `read` are the only ways to the database. A function given to them cannot await, so no
transaction can stay open around a network call. docs/adr/0001 and 0002 give the reasons.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from app.tracing import UNTOLD

P = ParamSpec("P")
T = TypeVar("T")

_OUTBOX_TOUCHED = "outbox_touched"
_READS_ONLY = "onward_reads_only"
_POSTGRES_THREADS = 5
_POSTGRES = {
    "connect_timeout": 10,
    # A server that vanished is noticed after some seconds, and not after the hours of TCP; a
    # process that vanished with its machine does not keep others from what it had locked.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
}
_SQLITE_READERS = 2
_PATIENCE_MS = 10_000
_LOG_PATIENCE_MS = 200
"""How long SQLite waits for a lock; and for readers when its log is emptied, less than a person
would.
"""


class Database:
    """One engine and its threads. SQLite has a single writer; PostgreSQL a fixed pool of a few."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        # On SQLite every transaction is a snapshot; PostgreSQL takes a new one per statement
        # unless told.
        snapshot = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**{_READS_ONLY: True}, **snapshot)
        writers = 1 if self._is_sqlite else _POSTGRES_THREADS
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="db-write")
        self._readers = (
            ThreadPoolExecutor(_SQLITE_READERS, thread_name_prefix="db-read")
            if self._is_sqlite
            else self._writers
        )
        self._has_replaced = self._is_sqlite
        self.on_outbox: Callable[[], None] = lambda: None
        """Called in the event loop after a commit that put work into the outbox."""
        self.trace = UNTOLD
        """Told of each transaction, by the name of what it is for."""

    @property
    def has_one_process(self) -> bool:
        """Whether no other one can be working on it (app/db/sole.py)."""
        return self._is_sqlite

    async def commit(
        self, use_case: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `use_case` in one transaction and commit; what it raises rolls everything back."""

        def transaction() -> tuple[T, bool]:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                result = use_case(session, *args, **kwargs)
                return result, session.info.get(_OUTBOX_TOUCHED, False)

        with self.trace.span("transaction", use_case=_name(use_case)):
            result, has_work = await self._in(self._writers, transaction)
        if has_work:
            self.on_outbox()
        return result

    async def read(
        self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `query` on a consistent snapshot; nothing it changes is kept."""

        def transaction() -> T:
            with Session(self._reading, expire_on_commit=False) as session:
                return query(session, *args, **kwargs)

        with self.trace.span("query", query=_name(query)):
            return await self._in(self._readers, transaction)

    async def forget_replaced(self) -> bool:
        """Have no earlier version of a row left in SQLite's files: its log of changes, which would
        tell which came last, is written back and emptied. False while somebody reads for longer;
        then `catch_up_forgetting` does it. PostgreSQL keeps its own history
        (docs/adr/0005-anonymous-answers.md).
        """
        if self._is_sqlite:
            self._has_replaced = not await self._in(self._writers, self._empty_log)
        return not self._has_replaced

    async def catch_up_forgetting(self) -> None:
        """What `forget_replaced` could not do, or an earlier process did not. For calling again and
        again.
        """
        if self._has_replaced:
            await self.forget_replaced()

    def close(self) -> None:
        """Wait for the transactions under way, then close every connection."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    def _empty_log(self) -> bool:
        connection = self.engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout={_LOG_PATIENCE_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [(is_busy, *_)] = cursor.fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            connection.close()
        return not is_busy

    @staticmethod
    async def _in(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, work)


def _name(work: Callable[..., object]) -> str:
    """Of a use case or a query, with the feature that it belongs to."""
    return f"{work.__module__.removeprefix('app.')}.{getattr(work, '__name__', 'partial')}"


def touch_outbox(session: Session) -> None:
    """Note that this transaction put work into the outbox."""
    session.info[_OUTBOX_TOUCHED] = True


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg 3) with the settings of this project."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # errors are logged, and people's words are among the parameters
        pool_size=_POSTGRES_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=_POSTGRES,
    )


def _sqlite(address: URL) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=1 + _SQLITE_READERS,
        max_overflow=0,
        connect_args={"timeout": _PATIENCE_MS / 1000},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DB-API
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what people take back is overwritten, not left in free pages
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading and then writes can meet another writer half-way and
    # fails at once; taking the write lock at the start makes it wait its turn instead.
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
