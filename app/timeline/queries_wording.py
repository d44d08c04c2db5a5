"""SELECTs behind the offer to reword: who said what is kept, and in which words."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules_wording import OwnWords
from app.vocabulary import Source


def authors(session: Session, incident_id: int) -> Sequence[UserId]:
    """Everybody of whom a message or a note is kept."""
    rows = session.scalars(
        select(EntryRow.author_id).where(*_is_said_in(incident_id)).distinct().order_by("author_id")
    )
    return [UserId(user) for user in rows if user is not None]


def own_words(session: Session, incident_id: int, author: UserId) -> Sequence[OwnWords]:
    """What somebody said, as it is told now; not where another person worded it anew."""
    is_own = or_(EntryRow.worded_by.is_(None), EntryRow.worded_by == author)
    rows = session.scalars(
        select(EntryRow)
        .where(*_is_said_in(incident_id), EntryRow.author_id == author, is_own)
        .order_by(EntryRow.occurred_at, EntryRow.id)
    )
    return [
        OwnWords(row.id, Mrkdwn(row.text), row.filled_at is not None or row.worded_by is not None)
        for row in rows
    ]


def _is_said_in(incident_id: int) -> Sequence[ColumnElement[bool]]:
    return (
        EntryRow.incident_id == incident_id,
        EntryRow.author_id.is_not(None),
        EntryRow.source.in_((Source.MESSAGE, Source.NOTE)),
        EntryRow.removed_at.is_(None),
        EntryRow.is_deleted.is_(False),
    )
