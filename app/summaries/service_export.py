"""Use case of taking an incident along as files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.db import outbox
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.summaries.rules_export import Format

EXPORT = "summaries.export"


def export(
    session: Session, incident: Incident, formats: Sequence[Format], gesture: Gesture
) -> None:
    """Have the files sent to whoever asked, in a direct message. The same gesture sends them
    once.
    """
    outbox.once(
        session,
        incident.team,
        EXPORT,
        key=gesture.key,
        due_at=gesture.at,
        incident=incident.id,
        user=gesture.by,
        formats=[each.value for each in formats],
    )
