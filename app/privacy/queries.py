"""Which rows belong to whom: read from the foreign keys, so that a new table needs no word here."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, or_, select
from sqlalchemy import Table as SqlTable

from app.db.tables import IncidentRow, Table
from app.slack.ids import TeamId

TEAM = "team_id"
_INCIDENTS = Table.metadata.tables[IncidentRow.__tablename__]


def deepest_first() -> Sequence[SqlTable]:
    """Every table, each before those that its rows refer to."""
    return Table.metadata.sorted_tables[::-1]


def of_workspace(table: SqlTable, team: TeamId) -> ColumnElement[bool]:
    """The rows of a workspace. Raises LookupError for a table that does not lead to one."""
    if TEAM in table.c:
        is_of: ColumnElement[bool] = table.c[TEAM] == team
        return is_of
    for column, parent in _leads(table):
        return column.in_(select(parent).where(of_workspace(parent.table, team)))
    raise LookupError(f"no rows of {table.name} can be told to be of a workspace")


def is_of_incidents(table: SqlTable) -> bool:
    """Whether its rows are of one incident each, or are incidents."""
    return table is _INCIDENTS or any(is_of_incidents(up.table) for _, up in _leads(table))


def of_incident(table: SqlTable, incident_id: int) -> ColumnElement[bool]:
    """The rows of an incident, also those that only refer to it; of a table of incidents."""
    if table is _INCIDENTS:
        return _INCIDENTS.c.id == incident_id
    direct = [column == incident_id for column, up in _leads(table) if up.table is _INCIDENTS]
    if direct:
        return or_(*direct)
    column, parent = next(iter(_leads(table)))
    return column.in_(select(parent).where(of_incident(parent.table, incident_id)))


def of_incidents(table: SqlTable, ids: Select[int]) -> ColumnElement[bool]:
    """The rows of the incidents with these ids; of a table of incidents."""
    if table is _INCIDENTS:
        return _INCIDENTS.c.id.in_(ids)
    column, parent = next(iter(_leads(table)))
    return column.in_(select(parent).where(of_incidents(parent.table, ids)))


def to_themselves(table: SqlTable) -> Sequence[Column[Any]]:
    """The columns in which a row refers to another one of its table."""
    return [
        column for column in table.c for key in column.foreign_keys if key.column.table is table
    ]


def _leads(table: SqlTable) -> Iterator[tuple[Column[Any], Column[Any]]]:
    """Its columns that refer to another table, the one it hangs on first, and to what."""
    for column in table.c:
        for key in column.foreign_keys:
            if key.column.table is not table:
                yield column, key.column
