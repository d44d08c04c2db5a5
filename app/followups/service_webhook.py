"""Having another system told of a change, where the workspace chose one and the incident is not
private.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import IncidentRow, ReviewRow, WorkspaceRow
from app.followups.rules import FollowUp
from app.followups.rules_webhook import event_of
from app.slack.ids import TeamId

TELL_WEBHOOK = "followups.tell_webhook"


def announce(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    """Once for each revision of a change."""
    if not _is_wanted(session, found):
        return
    outbox.once(
        session,
        team,
        TELL_WEBHOOK,
        key=f"{found.id}:{found.revision}",
        due_at=now,
        followup=found.id,
        revision=found.revision,
        event=event_of(before, found),
        at=now.isoformat(),
    )


def _is_wanted(session: Session, found: FollowUp) -> bool:
    webhook = (
        select(WorkspaceRow.webhook_url)
        .join(IncidentRow, IncidentRow.team_id == WorkspaceRow.team_id)
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .where(ReviewRow.id == found.review_id, IncidentRow.is_private.is_(False))
    )
    return session.scalar(webhook) is not None
