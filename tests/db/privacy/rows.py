"""A row in every table, of one workspace and about one person: new tables are filled, too."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import JSON, Boolean, Column, CursorResult, Date, Integer, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from app.db.tables import Table
from app.db.types import EnumText, UtcDateTime
from app.privacy.rules_ledger import LEDGER, What

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


_BY_TYPE: tuple[tuple[type[Any], object], ...] = (
    (UtcDateTime, AT),
    (Date, date(2026, 3, 3)),
    (Boolean, False),
)


_DOCUMENT: dict[str, object] = {"version": 1, "sections": [], "sources": [], "read_at": None}


@dataclass(frozen=True)
class _Given:
    team: str
    person: str
    words: str

    def values(self, column: Column[Any]) -> dict[What, object]:
        return {
            What.PERSON: self.person,
            What.OPT_OUT: self.person,
            What.PEOPLE: [self.person],
            What.WORDS: self.words,
            What.VALUES: _DOCUMENT | {"said": [self.words], "by": self.person},
            What.KEY: f"{column.table.name}:{self.person}:{self.team}",
            What.HIDDEN: f"secret-of-{self.team}",
            What.CONTENT: f"bytes of {self.team}".encode(),
        }


def fill(session: Session, team: str, person: str, words: str) -> None:
    """`words` stand wherever people write, `person` wherever somebody is."""
    given = _Given(team, person, words)
    made: dict[str, Any] = {}
    for table in Table.metadata.sorted_tables:
        values = {
            column.name: _value(column, made, given)
            for column in table.c
            if not _is_counted(column)
        }
        done = session.execute(table.insert().values(values))
        assert isinstance(done, CursorResult)
        key = done.inserted_primary_key
        assert key is not None
        made |= {
            f"{table.name}.{name}": key[n] for n, name in enumerate(table.primary_key.c.keys())
        }
        _refer_to_itself(session, table, made)


def _is_counted(column: Column[Any]) -> bool:
    return column.name == "id" and column.autoincrement is not False


def _value(column: Column[Any], made: dict[str, Any], given: _Given) -> object:
    for key in column.foreign_keys:
        return made.get(key.target_fullname)
    if column.nullable and isinstance(column.type, Integer):
        return None
    if column.nullable and isinstance(column.type, UtcDateTime):
        return AT if column.table.name == "forgotten" else None  # nothing else is over yet
    if column.name == "team_id":
        return given.team
    what = LEDGER[column.table.name].columns[column.name]
    return _plain_value(column, given) if what is What.STRUCTURE else given.values(column)[what]


def _plain_value(column: Column[Any], given: _Given) -> object:
    kind: Any = column.type
    if isinstance(kind, EnumText):
        return next(iter(kind.members.__members__.values()))
    if isinstance(kind, JSON):
        return {} if "{}" in str(getattr(column.server_default, "arg", "")) else []
    if isinstance(kind, Integer):
        return crc32(f"{column}{given.team}".encode()) % 1000 + 1
    for type_, value in _BY_TYPE:
        if isinstance(kind, type_):
            return value
    return f"{given.team}-{column.name}"[: getattr(kind, "length", None) or 80]


def _refer_to_itself(session: Session, table: SqlTable, made: dict[str, Any]) -> None:
    for column in table.c:
        if any(key.column.table is table for key in column.foreign_keys):
            own = table.c.id == made[f"{table.name}.id"]
            session.execute(update(table).where(own).values({column.name: table.c.id}))
