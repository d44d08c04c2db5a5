"""Use cases of the offer to reword, made once to each author when an incident is over."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.slack.ids import TeamId
from app.timeline import queries_wording

OFFER_REWORDING = "timeline.offer_rewording"


def offer_rewording(session: Session, team: TeamId, incident_id: int, *, now: datetime) -> None:
    """Have each author of what is kept asked once, whatever they said: the row tells nothing."""
    authors = {
        f"{incident_id}:{user}": {"incident": incident_id, "user": user}
        for user in queries_wording.authors(session, incident_id)
    }
    outbox.once_each(session, team, OFFER_REWORDING, due_at=now, arguments=authors)
