"""Writing a summary: a new version whenever what is stored tells something new."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import SummaryRow
from app.db.upsert import insert_once
from app.slack.ids import TeamId
from app.summaries import queries
from app.summaries.rules_document import Document, to_json

SHOW = "summaries.show"
PIN = "summaries.pin"
SEND_FILE = "summaries.send_file"


def store(
    session: Session, team: TeamId, review_id: int, document: Document, *, now: datetime
) -> None:
    """Store the summary as it is told now, unless nothing has changed, and have it shown."""
    newest = queries.newest_summary(session, review_id)
    if newest is None or newest.document != document:
        last = session.scalar(
            select(func.max(SummaryRow.version)).where(SummaryRow.review_id == review_id)
        )
        values = {
            "review_id": review_id,
            "version": (last or 0) + 1,
            "document": to_json(document),
            "made_at": now,
        }
        insert_once(session, SummaryRow, values, unique=("review_id", "version"))
    outbox.again(session, team, SHOW, key=review_id, due_at=now, review=review_id)


def shown(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """The summary stands: have it pinned."""
    outbox.once(session, team, PIN, key=review_id, due_at=now, review=review_id)


def send_file(
    session: Session, team: TeamId, review_id: int, version: int, *, now: datetime
) -> None:
    """Have this version left as a file, once."""
    key = f"{review_id}:{version}"
    outbox.once(session, team, SEND_FILE, key=key, due_at=now, review=review_id)
