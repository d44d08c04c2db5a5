"""INSERT … ON CONFLICT for SQLite and PostgreSQL alike, and the lock of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.tables import Table

Values = Mapping[str, Any]

AGAINST_CHANGES = {"key_share": True}
"""For `with_for_update`: others wait before they change the row, but not before they refer to it,
which two that hold each other up would never end. SQLite has one writer and needs no lock.
"""


def insert_once(
    session: Session, table: type[Table], values: Values, *, unique: Sequence[str]
) -> int | None:
    """Insert a row unless one with the same `unique` columns exists.

    Returns the new row's id, or None when there was one already.
    """
    statement = (
        _insert(session)(table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(_id_of(table))
    )
    return session.execute(statement).scalar_one_or_none()


def insert_all_once(
    session: Session, table: type[Table], rows: Sequence[Values], *, unique: Sequence[str]
) -> set[tuple[Any, ...]]:
    """Insert those rows of which there is none with the same `unique` columns.

    Returns the values of these columns of the rows that are new. One statement for a thousand rows.
    """
    if not rows:
        return set()
    # In one order, so that two that insert the same rows at once do not wait for each other.
    ordered = sorted(rows, key=lambda row: [row[name] for name in unique])
    statement = (
        _insert(session)(table)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(*(getattr(table, name) for name in unique))
    )
    return {tuple(row) for row in session.execute(statement, [dict(row) for row in ordered])}


def upsert(
    session: Session,
    table: type[Table],
    values: Values,
    *,
    unique: Sequence[str],
    update: Values,
    where: ColumnElement[bool] | None = None,
) -> None:
    """Insert a row, or change the one with the same `unique` columns if `where` holds for it."""
    statement = _insert(session)(table).values(**values)
    session.execute(
        statement.on_conflict_do_update(index_elements=list(unique), set_=dict(update), where=where)
    )


def upsert_all(
    session: Session,
    table: type[Table],
    rows: Sequence[Values],
    *,
    unique: Sequence[str],
    update: Values,
    take: Sequence[str] = (),
    where: Callable[[Any], ColumnElement[bool]] | None = None,
) -> None:
    """Insert many rows, or change those with the same `unique` columns: to `update`, and in the
    columns `take` to what the row would have said. `where` is given what the row would have said.
    """
    if not rows:
        return
    statement = _insert(session)(table.__table__)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=list(unique),
        set_={**update, **{name: new[name] for name in take}},
        where=where(new) if where else None,
    )
    # In one order, so that two that change the same rows at once do not wait for each other.
    ordered = sorted(rows, key=lambda row: [str(row[name]) for name in unique])
    session.execute(statement, [dict(row) for row in ordered])


def _insert(session: Session) -> Any:  # noqa: ANN401 - the two dialects share no type for this
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert


def _id_of(table: type[Table]) -> InstrumentedAttribute[int]:
    column: InstrumentedAttribute[int] = table.id  # type: ignore[attr-defined]
    return column
