"""Use case of what was seen before: keeping which earlier incidents one is like."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import SimilarRow
from app.db.upsert import insert_all_once
from app.incidents.service import SHOW_CARD
from app.slack.ids import TeamId


def keep_similar(
    session: Session, team: TeamId, incident_id: int, earlier: Sequence[int], *, now: datetime
) -> None:
    """Keep these, the most alike first, and have the card show them, if they are others."""
    is_its = SimilarRow.incident_id == incident_id
    known = session.scalars(select(SimilarRow.earlier_id).where(is_its).order_by(SimilarRow.rank))
    if list(known) == list(earlier):
        return
    session.execute(delete(SimilarRow).where(is_its))
    rows = [
        {"incident_id": incident_id, "earlier_id": one, "rank": rank}
        for rank, one in enumerate(earlier, 1)
    ]
    insert_all_once(session, SimilarRow, rows, unique=("incident_id", "earlier_id"))
    outbox.again(session, team, SHOW_CARD, key=incident_id, due_at=now, incident=incident_id)
