"""Use case of having the picture of patterns sent to whoever asked."""

from sqlalchemy.orm import Session

from app.db import outbox
from app.incidents.service import Gesture
from app.learning.rules_spans import Span
from app.slack.ids import TeamId

SEND_PICTURE = "learning.send_picture"


def send_picture(session: Session, team: TeamId, span: Span, gesture: Gesture) -> None:
    """In a direct message. The same gesture sends it once."""
    outbox.once(
        session,
        team,
        SEND_PICTURE,
        key=gesture.key,
        due_at=gesture.at,
        user=gesture.by,
        span=span.dump(),
    )
