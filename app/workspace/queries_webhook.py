"""The SELECT about a workspace's outgoing webhook."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import WorkspaceRow
from app.sealing import Seal
from app.slack.ids import TeamId


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where another system is told of changes, and what that is signed with."""

    url: str
    secret: str = field(repr=False)


def webhook(session: Session, team: TeamId, seal: Seal) -> Webhook | None:
    """The workspace's, if it has one."""
    row = session.execute(
        select(WorkspaceRow.webhook_url, WorkspaceRow.webhook_secret).where(
            WorkspaceRow.team_id == team
        )
    ).one_or_none()
    if row is None or row.webhook_url is None or row.webhook_secret is None:
        return None
    return Webhook(row.webhook_url, seal.open(row.webhook_secret))
