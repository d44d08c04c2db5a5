"""A row in every table, of one workspace and about one person: new tables are filled, too."""

from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from app.db.tables import Table
from app.db.types import EnumText, UtcDateTime
from app.privacy.rules_ledger import LEDGER, What

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def fill(session: Session, team: str, person: str, words: str) -> None:
    """`words` stand wherever people write, `person` wherever somebody is."""
    made: dict[str, Any] = {}
    for table in Table.metadata.sorted_tables:
        values = {
            column.name: _value(column, made, team, person, words)
            for column in table.c
            if not _is_counted(column)
        }
        key = session.execute(table.insert().values(values)).inserted_primary_key
        assert key is not None
        made |= {
            f"{table.name}.{name}": key[n] for n, name in enumerate(table.primary_key.c.keys())
        }
        _refer_to_itself(session, table, made)


def _is_counted(column: Column[Any]) -> bool:
    return column.name == "id" and column.autoincrement is not False


def _value(column: Column[Any], made: dict[str, Any], team: str, person: str, words: str) -> Any:
    for key in column.foreign_keys:
        return made.get(key.target_fullname)
    if column.name == "team_id":
        return team
    match LEDGER[column.table.name].columns[column.name]:
        case What.PERSON:
            return person
        case What.PEOPLE:
            return [person]
        case What.WORDS:
            return words
        case What.VALUES:
            return {"said": [words], "by": person}
        case What.KEY:
            return f"{column.table.name}:{person}:{team}"
        case What.SECRET:
            return f"secret-of-{team}"
        case What.CONTENT:
            return words.encode()
        case What.STRUCTURE:
            return _plain_value(column, team)


def _plain_value(column: Column[Any], team: str) -> Any:
    kind: Any = column.type
    if isinstance(kind, EnumText):
        return next(iter(kind.members))
    if isinstance(kind, UtcDateTime):
        return AT
    if isinstance(kind, Date):
        return date(2026, 3, 3)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return crc32(f"{column.table.name}{column.name}{team}".encode()) % 1000 + 1
    if isinstance(kind, JSON):
        return {} if column.default is None or column.default.arg is not list else []
    if isinstance(kind, LargeBinary):
        return b""
    return f"{team}-{column.name}"[: getattr(kind, "length", None) or 80]


def _refer_to_itself(session: Session, table: SqlTable, made: dict[str, Any]) -> None:
    for column in table.c:
        if any(key.column.table is table for key in column.foreign_keys):
            own = table.c.id == made[f"{table.name}.id"]
            session.execute(update(table).where(own).values({column.name: table.c.id}))
