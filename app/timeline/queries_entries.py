"""SELECTs behind the form of an entry and the pages of a timeline: as many at any length."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, MarkRow, ReviewRow
from app.incidents import queries as incident_queries
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries
from app.timeline.rules_entries import (
    BY_HAND,
    EVERYTHING,
    KEPT_BY_HAND,
    REMOVED,
    Editable,
    Listed,
    Place,
    TimelinePage,
)
from app.vocabulary import EntryKind, Source
from app.workspace import queries as workspace_queries

PAGE_SIZE = 10


def timeline_page(
    session: Session, team: TeamId, place: Place, viewer: UserId, *, at: datetime | None = None
) -> TimelinePage:
    """The page that was asked for, or the one on which the moment `at` would be."""
    incident = incident_queries.incident(session, place.incident_id)
    conditions = _on_page(place, sees_deleted=_facilitates(session, place.incident_id, viewer))
    length = _count(session, conditions)
    pages = max(1, -(-length // PAGE_SIZE))
    if at is not None:
        before = _count(session, [*conditions, EntryRow.occurred_at < at])
        page = before // PAGE_SIZE + 1
    else:
        page = pages if place.page is None else place.page
    page = min(max(page, 1), pages)
    workspace = workspace_queries.workspace(session, team)
    return TimelinePage(
        incident=incident,
        place=Place(place.incident_id, place.show, page),
        pages=pages,
        listed=_listed(session, place.incident_id, conditions, (page - 1) * PAGE_SIZE),
        zone=reader_zone(session, team, viewer) or workspace.zone,
        workspace_url=workspace.url,
    )


def reader_zone(session: Session, team: TeamId, user: UserId) -> ZoneInfo | None:
    """The time zone of a person; None while it is not known."""
    person = workspace_queries.people(session, team, [user]).get(user)
    return person.zone if person else None


def editable(session: Session, entry_id: int) -> Editable | None:
    """An entry to be edited; None when nobody can: its author deleted it."""
    row = session.get_one(EntryRow, entry_id)
    return None if row.is_deleted else _editable(row)


def kept_message(
    session: Session, incident_ids: Sequence[int], channel: ChannelId, ts: MessageTs
) -> Editable | None:
    """The entry of this message that is kept in one of these incidents, the newest."""
    row = session.scalar(
        select(EntryRow)
        .where(
            EntryRow.incident_id.in_(incident_ids),
            EntryRow.source_key == f"message:{channel}:{ts}",
            EntryRow.removed_at.is_(None),
            or_(EntryRow.filled_at.is_not(None), EntryRow.worded_by.is_not(None)),
        )
        .order_by(EntryRow.incident_id.desc())
        .limit(1)
    )
    return None if row is None else _editable(row)


def _editable(row: EntryRow) -> Editable:
    return Editable(
        id=row.id,
        incident_id=row.incident_id,
        text=Mrkdwn(row.text),
        occurred_at=row.occurred_at,
        kind=row.kind,
        confidence=row.confidence,
        author=UserId(row.author_id) if row.author_id else None,
        is_removed=row.removed_at is not None,
    )


def _facilitates(session: Session, incident_id: int, user: UserId) -> bool:
    facilitator = select(ReviewRow.facilitator_id).where(ReviewRow.incident_id == incident_id)
    return session.scalar(facilitator) == user


def _on_page(place: Place, *, sees_deleted: bool) -> list[ColumnElement[bool]]:
    of_incident = EntryRow.incident_id == place.incident_id
    is_kept: ColumnElement[bool] = EntryRow.removed_at.is_(None)
    if place.show == REMOVED:
        # What was let go before it was ever read has nothing to show.
        has_words = or_(EntryRow.filled_at.is_not(None), EntryRow.worded_by.is_not(None))
        is_there = EntryRow.is_deleted.is_(False)
        return [of_incident, EntryRow.removed_at.is_not(None), is_there, has_words]
    if place.show == KEPT_BY_HAND:
        return [of_incident, is_kept, or_(EntryRow.source == Source.NOTE, _has_mark(BY_HAND))]
    if place.show != EVERYTHING:
        return [of_incident, is_kept, EntryRow.kind == EntryKind(place.show)]
    if sees_deleted:
        return [of_incident, or_(is_kept, EntryRow.is_deleted & _was_kept_when_deleted())]
    return [of_incident, is_kept]


def _has_mark(*emoji: str) -> ColumnElement[bool]:
    of_entry = MarkRow.entry_id == EntryRow.id, MarkRow.is_on
    of_these = (MarkRow.emoji.in_(emoji),) if emoji else ()
    return select(MarkRow.id).where(*of_entry, *of_these).exists()


def _was_kept_when_deleted() -> ColumnElement[bool]:
    """A deletion takes no marks off; a message without any mark ever was carried along."""
    was_marked = select(MarkRow.id).where(MarkRow.entry_id == EntryRow.id).exists()
    return EntryRow.removed_by.is_(None) & or_(_has_mark(), ~was_marked)


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(EntryRow).where(*conditions)) or 0


def _listed(
    session: Session, incident_id: int, conditions: Sequence[ColumnElement[bool]], offset: int
) -> Sequence[Listed]:
    rows = session.execute(
        select(EntryRow.id, EntryRow.removed_at, EntryRow.removed_by, EntryRow.is_deleted)
        .where(*conditions)
        .order_by(EntryRow.occurred_at, EntryRow.id)
        .offset(offset)
        .limit(PAGE_SIZE)
    ).all()
    entries = queries.entries(session, incident_id, [row.id for row in rows])
    return [
        Listed(
            entries[row.id],
            is_removed=row.removed_at is not None,
            removed_by=UserId(row.removed_by) if row.removed_by else None,
            is_deleted=row.is_deleted,
        )
        for row in rows
    ]
