"""Writes what a workspace stored into files, a row at a time: memory does not grow with it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ColumnElement, Integer, and_, func, or_, select, true
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, ReflectionRow, ReviewRow, RewindRow, Table
from app.db.types import EnumText, UtcDateTime
from app.incidents.queries import may_know
from app.privacy import queries
from app.privacy.rules_copying import (
    FORMAT,
    content_column,
    copied_columns,
    copied_tables,
    line,
)
from app.slack.ids import TeamId, UserId
from app.vocabulary import Audience

ROWS_AT_ONCE = 200
MOST = 1000
"""Incidents in a copy that is sent."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A workspace, as somebody may know of it; without a viewer, all of it."""

    team: TeamId
    viewer: UserId | None = None


def copy_workspace(session: Session, whose: Whose, folder: Path) -> Mapping[str, int]:
    """Write everything into an empty folder, as it is at one moment; how many lines each file has.

    Answers are written that may be quoted, from when the rewind began: what was said to the
    facilitator alone stays with them.
    """
    tables = {name: Table.metadata.tables[name] for name in copied_tables()}
    numbers = {
        name: _copy(session, table, _condition(table, whose), folder)
        for name, table in tables.items()
    }
    described = {
        "format": FORMAT,
        "workspace": whose.team,
        "lines": numbers,
        "schemas": {name: _schema(table) for name, table in tables.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(described, indent=2) + "\n", "utf-8")
    return numbers


def zipped(session: Session, whose: Whose, *, at_most: int) -> bytes | None:
    """The same in one file; None if it has more bytes."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "onward"
        folder.mkdir()
        copy_workspace(session, whose, folder)
        archive = Path(shutil.make_archive(str(Path(place) / "all"), "zip", folder))
        return archive.read_bytes() if archive.stat().st_size <= at_most else None


def is_large(session: Session, team: TeamId) -> bool:
    """Whether it would take longer to copy than somebody waits for."""
    return (session.scalar(select(func.count()).where(IncidentRow.team_id == team)) or 0) > MOST


def _copy(session: Session, table: SqlTable, condition: ColumnElement[bool], folder: Path) -> int:
    columns = [table.c[name] for name in copied_columns(table.name)]
    content = content_column(table.name)
    if content is not None:
        columns.append(table.c[content])
    rows = session.execute(
        select(*columns).where(condition).order_by(*table.primary_key.c),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    number = 0
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
        for row in rows.mappings():
            values = {column.name: row[column] for column in columns}
            if content is not None:
                values[content] = _beside(folder, values["id"], values[content])
            file.write(line(values))
            number += 1
    return number


def _beside(folder: Path, number: int, content: bytes) -> str:
    """Under a number: what a file is called may be no name for a file here."""
    path = Path("files") / str(number)
    (folder / "files").mkdir(exist_ok=True)
    (folder / path).write_bytes(content)
    return path.as_posix()


def _condition(table: SqlTable, whose: Whose) -> ColumnElement[bool]:
    conditions = [queries.of_workspace(table, whose.team)]
    if whose.viewer is not None and queries.is_of_incidents(table):
        known = select(IncidentRow.id).where(may_know(whose.viewer))
        conditions.append(queries.of_incidents(table, known))
    if table.name == ReflectionRow.__tablename__:
        conditions.append(_may_be_told())
    return and_(true(), *conditions)


def _may_be_told() -> ColumnElement[bool]:
    begun = (
        select(ReviewRow.id)
        .outerjoin(RewindRow, RewindRow.review_id == ReviewRow.id)
        .where(or_(RewindRow.started_at.is_not(None), ReviewRow.closed_at.is_not(None)))
    )
    is_shown = ReflectionRow.audience != Audience.FACILITATOR
    return and_(is_shown, ReflectionRow.review_id.in_(begun))


def _schema(table: SqlTable) -> dict[str, Any]:
    """JSON Schema of a line."""
    columns = {name: _described(table.c[name]) for name in copied_columns(table.name)}
    content = content_column(table.name)
    if content is not None:
        columns[content] = {"type": "string", "description": "A file in this folder."}
    return {
        "type": "object",
        "required": list(columns),
        "properties": columns,
        "additionalProperties": False,
    }


def _described(column: Column[Any]) -> dict[str, Any]:
    """What values a column has; of one that refers to another, to which."""
    described: dict[str, Any] = {}
    kind = _json_type(column)
    if kind is not None:
        described["type"] = [kind, "null"] if column.nullable else kind
    if isinstance(column.type, UtcDateTime):
        described["format"] = "date-time"
    if isinstance(column.type, EnumText):
        values = [str(member) for member in column.type.members.__members__.values()]
        described["enum"] = [*values, None] if column.nullable else values
    for key in column.foreign_keys:
        described["description"] = f"{key.column.name} in {key.column.table.name}.jsonl"
    return described


def _json_type(column: Column[Any]) -> str | None:
    if isinstance(column.type, JSON):
        return None
    if isinstance(column.type, Boolean):
        return "boolean"
    return "integer" if isinstance(column.type, Integer) else "string"
