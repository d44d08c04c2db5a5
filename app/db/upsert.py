"""INSERT … ON CONFLICT for SQLite and PostgreSQL alike, and the lock of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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
        _insert(session, table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(table.__table__.c.id)
    )
    new_id: int | None = session.execute(statement).scalar_one_or_none()
    return new_id


def insert_all_once(
    session: Session, table: type[Table], rows: Sequence[Values], *, unique: Sequence[str]
) -> set[tuple[Any, ...]]:
    """Insert those rows of which there is none with the same `unique` columns.

    Returns the values of these columns of the rows that are new. One statement for a thousand rows.
    """
    if not rows:
        return set()
    statement = (
        _insert(session, table)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(*(table.__table__.c[name] for name in unique))
    )
    return {tuple(row) for row in session.execute(statement, in_order(rows, unique))}


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
    statement = _insert(session, table).values(**values)
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
    statement = _insert(session, table)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=list(unique),
        set_={**update, **{name: new[name] for name in take}},
        where=where(new) if where else None,
    )
    session.execute(statement, in_order(rows, unique))


def in_order(rows: Sequence[Values], unique: Sequence[str]) -> list[dict[str, Any]]:
    """So that two that write the same rows at once do not hold each other up."""
    return sorted(map(dict, rows), key=lambda row: [str(row[name]) for name in unique])


def inserting(dialect: str) -> Callable[[Any], Any]:
    """The INSERT of a dialect, which is what knows of conflicts; the two share no type."""
    return sqlite.insert if dialect == "sqlite" else postgresql.insert


def _insert(session: Session, table: type[Table]) -> Any:  # noqa: ANN401 - see inserting
    """Into the table itself: through the mapped class it takes twice as long. What the session
    holds comes first, as rows may refer to it.
    """
    session.flush()
    return inserting(session.get_bind().dialect.name)(table.__table__)
