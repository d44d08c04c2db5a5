"""Asking for a person's App Home page."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.slack.ids import TeamId, UserId

SHOW_HOME = "home.show"


def show_home(session: Session, team: TeamId, user: UserId, *, now: datetime) -> None:
    """Have the page shown as things stand when it is drawn."""
    outbox.again(session, team, SHOW_HOME, key=user, due_at=now, user=user)
