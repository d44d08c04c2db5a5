"""Use cases of the note below a summary that reads differently: one for all that changes within a
quarter of an hour.
"""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import SummaryNoteRow
from app.db.upsert import insert_all_once
from app.slack.ids import TeamId
from app.summaries import queries
from app.summaries.rules_document import Document
from app.summaries.rules_notes import differing, digests

NOTE_CHANGES = "summaries.note_changes"
NOTE_WAITS = timedelta(minutes=15)


def note_later(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """What stood first is what readers know; once something else stands, a note is due."""
    newest = queries.newest_summary(session, review_id)
    if newest is None:
        return
    current = dict(digests(newest.document))
    first = {"review_id": review_id, "number": 1, "sections": current}
    insert_all_once(session, SummaryNoteRow, [first], unique=("review_id",))
    _have_noted(session, team, review_id, current, now=now)


def noted(
    session: Session,
    team: TeamId,
    review_id: int,
    number: int,
    document: Document,
    *,
    now: datetime,
) -> None:
    """The note with this number stands, and says what was different in this document. What has
    changed since then is for the next one.
    """
    is_it = SummaryNoteRow.review_id == review_id, SummaryNoteRow.number == number
    known = {"number": number + 1, "sections": dict(digests(document))}
    session.execute(update(SummaryNoteRow).where(*is_it).values(**known))
    newest = queries.newest_summary(session, review_id)
    if newest is not None:
        _have_noted(session, team, review_id, dict(digests(newest.document)), now=now)


def _have_noted(
    session: Session, team: TeamId, review_id: int, current: dict[str, str], *, now: datetime
) -> None:
    row = session.get_one(SummaryNoteRow, review_id, populate_existing=True)
    if differing(row.sections, current):
        outbox.once(
            session,
            team,
            NOTE_CHANGES,
            key=f"{review_id}:{row.number}",
            due_at=now + NOTE_WAITS,
            review=review_id,
            number=row.number,
        )
