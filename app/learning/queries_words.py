"""Rows in which words stand, of incidents that fulfill conditions; their texts as they are now.
How many statements it takes does not depend on how many rows there are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.search import Place, Wanted, found
from app.db.tables import (
    EntryRow,
    FindingRow,
    FollowUpRow,
    IncidentRow,
    ReviewRow,
    SummaryRow,
    Table,
)
from app.followups.queries import IS_LEFT
from app.learning.rules_hits import Match
from app.reviews.rules_findings import KIND_LABELS
from app.slack.ids import ChannelId, MessageTs
from app.slack.links import permalink
from app.slack.mrkdwn import Mrkdwn, esc
from app.vocabulary import EntryKind, FindingKind, Source

LOOKED_AT = 1000
"""Of each table, the newest: ranking all texts with a word that is everywhere takes long."""
RANKED = 15
"""Of each table, the best."""
READ_FOR_SPELLING = 200
_NOTHING = cast(null(), String)
_LABELS = {Place.ENTRIES: "Timeline", Place.FOLLOWUPS: "Change", Place.SUMMARIES: "Summary"}


@dataclass(frozen=True, slots=True)
class _Source:
    """The texts of a table: where they stand, how much a word there counts, which may be shown."""

    row: type[Table]
    id: InstrumentedAttribute[int]
    text: SQLColumnExpression[str]
    weight: float
    is_live: tuple[ColumnElement[bool], ...] = ()
    kind: SQLColumnExpression[str] = _NOTHING
    review: SQLColumnExpression[int] | None = None
    """By which it belongs to an incident, where it does not by itself."""


_SOURCES: Mapping[Place, _Source] = {
    Place.INCIDENTS: _Source(
        IncidentRow,
        IncidentRow.id,
        IncidentRow.title + "\n" + func.coalesce(IncidentRow.impact, ""),
        weight=3,
    ),
    Place.SUMMARIES: _Source(
        SummaryRow, SummaryRow.id, SummaryRow.search_text, weight=1.5, review=SummaryRow.review_id
    ),
    Place.FINDINGS: _Source(
        FindingRow,
        FindingRow.id,
        FindingRow.text,
        weight=1.5,
        is_live=(FindingRow.removed_at.is_(None), FindingRow.merged_into_id.is_(None)),
        kind=type_coerce(FindingRow.kind, String),
        review=FindingRow.review_id,
    ),
    Place.FOLLOWUPS: _Source(
        FollowUpRow,
        FollowUpRow.id,
        FollowUpRow.text,
        weight=1.2,
        is_live=(~IS_LEFT,),
        kind=type_coerce(FollowUpRow.state, String),
        review=FollowUpRow.review_id,
    ),
    Place.ENTRIES: _Source(
        EntryRow,
        EntryRow.id,
        EntryRow.text,
        weight=1,
        is_live=(
            EntryRow.removed_at.is_(None),
            EntryRow.is_deleted.is_(False),
            (EntryRow.source != Source.SYSTEM) | (EntryRow.kind != EntryKind.CONTEXT),
        ),
    ),
}


def matches(
    session: Session,
    wanted: Wanted,
    *conditions: ColumnElement[bool],
    workspace_url: str,
    places: Collection[Place] = tuple(Place),
) -> Sequence[Match]:
    """The best matching texts of each of these tables, the best of all first."""
    parts = [select(_best(session, place, wanted, conditions)) for place in places]
    found = union_all(*parts).subquery()
    best_first = found.c.relevance.desc(), found.c.incident_id.desc(), found.c.id
    rows = session.execute(select(found).order_by(*best_first)).all()
    return [_match(row, workspace_url) for row in rows]


def texts_beginning(
    session: Session, beginnings: tuple[str, ...], *conditions: ColumnElement[bool]
) -> Sequence[str]:
    """Texts with words that begin like this, of each table the newest. A summary's words stand in
    the others, too.
    """
    wanted = Wanted((beginnings,), begins=True)
    parts = []
    for place, source in _SOURCES.items():
        if place is Place.SUMMARIES:
            continue
        newest = _newest(session, place, wanted, conditions).limit(READ_FOR_SPELLING).subquery()
        said = select(type_coerce(source.text, String).label("text"))
        parts.append(said.join_from(newest, source.row, source.id == newest.c.id))
    together: CompoundSelect[str] = union_all(*parts)
    return session.scalars(together).all()


def _best(
    session: Session, place: Place, wanted: Wanted, conditions: Sequence[ColumnElement[bool]]
) -> Subquery:
    source = _SOURCES[place]
    newest = _newest(session, place, wanted, conditions).limit(LOOKED_AT).subquery()
    best = select(newest).order_by(newest.c.relevance.desc()).limit(RANKED).subquery()
    origin = EntryRow.channel_id, EntryRow.message_ts, EntryRow.thread_ts, EntryRow.link
    nowhere = [_NOTHING.label(one.key) for one in origin]
    return (
        select(
            literal(place.value, String).label("place"),
            best.c.id,
            best.c.incident_id,
            (best.c.relevance * source.weight).label("relevance"),
            type_coerce(source.text, String).label("text"),
            source.kind.label("kind"),
            *(origin if place is Place.ENTRIES else nowhere),
        )
        .join_from(best, source.row, source.id == best.c.id)
        .subquery()
    )


def _newest(
    session: Session, place: Place, wanted: Wanted, conditions: Sequence[ColumnElement[bool]]
) -> Select[int, float, int]:
    source, match = _SOURCES[place], found(session, place, wanted).subquery()
    rows = select(match.c.id, match.c.relevance, IncidentRow.id.label("incident_id"))
    if source.row is IncidentRow:
        rows = rows.join_from(match, IncidentRow, IncidentRow.id == match.c.id)
    elif source.review is None:
        rows = rows.join_from(match, EntryRow, EntryRow.id == match.c.id)
        rows = rows.join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
    else:
        rows = rows.join_from(match, source.row, source.id == match.c.id)
        rows = rows.join(ReviewRow, ReviewRow.id == source.review)
        rows = rows.join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
    return rows.where(*source.is_live, *conditions).order_by(match.c.id.desc())


def _match(row: Row[Any], workspace_url: str) -> Match:
    place = Place(row.place)
    is_told = place is Place.SUMMARIES
    return Match(
        incident_id=row.incident_id,
        text=esc(row.text) if is_told else Mrkdwn(row.text),  # a summary's words are plain already
        what=_what(place, row.kind),
        url=_url(row, workspace_url),
        is_told=is_told,
    )


def _what(place: Place, kind: str | None) -> str:
    match place:
        case Place.FINDINGS:
            return KIND_LABELS[FindingKind(str(kind))]
        case Place.INCIDENTS:
            return ""
        case _:
            return _LABELS[place]


def _url(row: Row[Any], workspace_url: str) -> str | None:
    if row.channel_id is None or row.message_ts is None:
        return str(row.link) if row.link else None
    thread = MessageTs(row.thread_ts) if row.thread_ts else None
    return permalink(workspace_url, ChannelId(row.channel_id), MessageTs(row.message_ts), thread)
