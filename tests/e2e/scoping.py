"""Whether each statement of the bot says whose rows it is about: by the workspace, or by an id of
ours, which no two workspaces share. Ids of Slack's do not count: two workspaces may have the same.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, Integer, UniqueConstraint, event
from sqlalchemy import Table as SqlTable

from app.db.tables import Table

OF_ALL = {
    r"FROM outbox WHERE outbox\.finished_at IS NULL AND outbox\.due_at <=": "claims what is due",
    r"UPDATE outbox SET claimed_by=.*, claimed_until=.* IS NOT NULL": "what nobody holds any more",
    r"(min|count)\(.*FROM outbox": "when the next work is due, and how much waits",
    r"FROM hooks WHERE (hooks\.name = |ORDER)": "the secret then tells whose hook it is",
    r"FROM hooks ORDER BY": "the same, for the address of an incident",
    r"FROM installations ORDER BY": "who is to be caught up with at the start",
    r"(FROM|UPDATE|DELETE FROM) install_states": "random, and spent once",
    r"(hooks\.secret|workspaces\.webhook_secret|installations\.\w+_token) IS NOT NULL": "sealing",
    r"FROM (forgotten|receipts)": "digests of random tokens",
}
"""Statements about several workspaces, and why they may be."""

_TABLES = Table.metadata.tables
OWN_IDS = {
    f"{table.name}.{column.name}"
    for table in _TABLES.values()
    for column in table.c
    if isinstance(column.type, Integer) and (column.primary_key or column.foreign_keys)
} | {f"{name}.team_id" for name, table in _TABLES.items() if "team_id" in table.c}
_COMPARED = re.compile(r"([a-z_]+\w*)\.(\w+) (?:=|IN) \(?(?:\?|%\(|SELECT 1 FROM|NULL\) AND)")
_OUTER = re.compile(
    r" LEFT OUTER JOIN .*?(?= LEFT OUTER | JOIN | WHERE | GROUP | ORDER | LIMIT |$)"
)
_ALIASED = re.compile(r"([a-z_]+) AS (\w+)")


def unique_in(table: SqlTable) -> Iterator[list[str]]:
    """The columns of each thing that is there once; but for what is random."""
    if table.name in {"install_states", "receipts"}:
        return
    yield list(table.primary_key.columns.keys())
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns.keys())
    for index in table.indexes:
        if index.unique:
            yield list(index.columns.keys())


@contextmanager
def unscoped() -> Iterator[set[str]]:
    """What the bot's threads run meanwhile that says nothing of whose rows it is about."""
    found: set[str] = set()

    def look(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if threading.current_thread().name.startswith("db-") and not is_scoped(sql):
            found.add(" ".join(sql.split()))

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", look)


@cache
def is_scoped(sql: str) -> bool:
    """Whether a column that it compares with a value is the workspace, or an id of ours."""
    sql = " ".join(sql.split())
    if not re.match(r"(SELECT|UPDATE|DELETE|WITH)", sql) or not _tables_in(sql):
        return True
    if any(re.search(pattern, sql) for pattern in OF_ALL):
        return True
    sql = _OUTER.sub("", sql)  # which adds to rows, and keeps none away
    aliases = {alias: name for name, alias in _ALIASED.findall(sql) if name in _TABLES}
    compared = {f"{aliases.get(table, table)}.{column}" for table, column in _COMPARED.findall(sql)}
    return bool(compared & OWN_IDS)


def _tables_in(sql: str) -> bool:
    words = set(re.findall(r"(?:FROM|JOIN|UPDATE) ([a-z_]+)", sql))
    return bool(words & _TABLES.keys())
