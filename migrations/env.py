"""Runs migrations: one process at a time, giving up rather than blocking a busy database."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, Engine, text

from app.config import load_settings
from app.db.engine import make_engine
from app.db.search import PREFIX, WORDS
from app.db.tables import Table
from app.db.types import EnumText, UtcDateTime

ADVISORY_LOCK = 7_205_759_403
"""Any number that nothing else in the database uses."""


def run(engine: Engine) -> None:
    """Migrate within one transaction; a second process waits for the first and finds it done."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = '5min'"))
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '5min'"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # another process's migration
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        _configure(connection)
        with context.begin_transaction():
            context.run_migrations()


def _configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=False,
        transactional_ddl=True,
        render_item=_plain_type,
        include_name=_is_declared,
    )


def _is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """What finds words exists in the database only (app/db/search.py)."""
    if kind == "column":
        return name != WORDS
    return kind not in {"table", "index"} or not (name or "").startswith(PREFIX)


def _plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations spell our column types as what the database has, so that they outlive them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EnumText):
        return "sa.String(length=40)"
    return False


run(context.config.attributes.get("engine") or make_engine(load_settings().database_url))
