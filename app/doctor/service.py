"""Having what is stuck tried again, or let go."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.doctor import queries
from app.slack.ids import TeamId, UserId


def try_now(session: Session, team: TeamId, viewer: UserId, row_id: int, *, now: datetime) -> bool:
    """One piece of work that the viewer may know of. Asking twice is asking once."""
    return queries.may_try(session, team, viewer, row_id) and outbox.try_now(
        session, team, row_id, now=now
    )


def let_go(session: Session, team: TeamId, viewer: UserId, *, now: datetime) -> None:
    """All that is given up, as far as the viewer is shown it."""
    found = queries.report(session, team, viewer, now=now).stuck
    outbox.let_go(session, team, [one.id for one in found if one.is_given_up])


def try_all(session: Session, team: TeamId, viewer: UserId, *, now: datetime) -> None:
    """All that the viewer is shown with a button."""
    for one in queries.report(session, team, viewer, now=now).stuck:
        if one.can_be_tried:
            outbox.try_now(session, team, one.id, now=now)
