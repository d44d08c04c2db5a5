"""Where each database finds words: the only place that knows how the two differ.

PostgreSQL has the words of each text in a column that it generates itself, SQLite a table of words
beside each table, kept in step by triggers; migrations make both. Neither holds a text that anybody
reads: whoever searches gets ids and reads the rows. Nothing typed is ever syntax: words are letters
and digits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.tables import EntryRow, FindingRow, FollowUpRow, IncidentRow, SummaryRow

PREFIX = "search_"
"""How every table and index begins that belongs to it, in either database."""
WORDS = "search_words"
"""PostgreSQL's column of words."""

_PLAIN_WORD = str.isalnum


class Place(StrEnum):
    """A table in which words are looked for."""

    INCIDENTS = "incidents"
    ENTRIES = "entries"
    FINDINGS = "findings"
    FOLLOWUPS = "followups"
    SUMMARIES = "summaries"


_IDS: dict[Place, InstrumentedAttribute[int]] = {
    Place.INCIDENTS: IncidentRow.id,
    Place.ENTRIES: EntryRow.id,
    Place.FINDINGS: FindingRow.id,
    Place.FOLLOWUPS: FollowUpRow.id,
    Place.SUMMARIES: SummaryRow.id,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: groups of words of which one is enough. `of_all` groups, or of any;
    `begins` when a word that begins like that will do.

    Raises ValueError for a word that is not of letters and digits only.
    """

    groups: tuple[tuple[str, ...], ...]
    of_all: bool = True
    begins: bool = False

    def __post_init__(self) -> None:
        if not self.groups or not all(_PLAIN_WORD(word) for group in self.groups for word in group):
            raise ValueError("only words can be looked for")


def found(session: Session, place: Place, wanted: Wanted) -> Select[int, float]:
    """The `id`s of matching rows with their `relevance`, higher where more or rarer words match;
    also of rows that nobody may see any more.
    """
    if session.get_bind().dialect.name == "sqlite":
        return _in_sqlite(place, wanted)
    return _in_postgres(place, wanted)


def forget_words(session: Session) -> None:
    """Have SQLite's index hold no word any more of what was deleted: its older parts do until they
    are merged. PostgreSQL cleans up by itself (docs/adr/0005-anonymous-answers.md).
    """
    if session.get_bind().dialect.name == "sqlite":
        for place in Place:
            index = f"{PREFIX}{place.value}"
            session.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))  # noqa: S608


def _in_sqlite(place: Place, wanted: Wanted) -> Select[int, float]:
    """https://www.sqlite.org/fts5.html"""
    index = f"{PREFIX}{place.value}"
    words = table(index, column("rowid", Integer), column(index))
    matches = words.c[index].op("MATCH")(" ".join(_joined(wanted, "AND", "OR", '"{}"', '"{}" *')))
    # Its measure is lower for what matches better.
    relevance: ColumnElement[float] = -func.bm25(literal_column(index))
    return select(words.c.rowid.label("id"), relevance.label("relevance")).where(matches)


def _in_postgres(place: Place, wanted: Wanted) -> Select[int, float]:
    """https://www.postgresql.org/docs/current/textsearch-controls.html"""
    words: ColumnElement[str] = literal_column(f"{place.value}.{WORDS}")
    asked = " ".join(_joined(wanted, "&", "|", "'{}'", "'{}':*"))
    query = func.to_tsquery(literal_column("'pg_catalog.english'::regconfig"), asked)
    relevance: ColumnElement[float] = func.ts_rank(words, query)
    return select(_IDS[place].label("id"), relevance.label("relevance")).where(
        words.op("@@")(query)
    )


def _joined(wanted: Wanted, both: str, either: str, whole: str, begins: str) -> Iterator[str]:
    form = begins if wanted.begins else whole
    for number, group in enumerate(wanted.groups):
        if number:
            yield both if wanted.of_all else either
        alternatives = f" {either} ".join(form.format(word) for word in group)
        yield f"( {alternatives} )"
