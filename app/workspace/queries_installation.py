"""Every SELECT about installations: with which token the bot works in a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import InstallationRow
from app.sealing import Seal
from app.slack.ids import TeamId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The app in a workspace. Its tokens are in no log and no error."""

    team: TeamId
    bot_user: UserId
    bot_id: str
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """Of the token, where it has to be renewed."""


def installation(session: Session, team: TeamId, seal: Seal) -> Installation | None:
    """The workspace's, if the app is installed in it."""
    row = session.get(InstallationRow, team)
    return None if row is None else installation_of(row, seal)


def is_installed(session: Session, team: TeamId) -> bool:
    """With OAuth; a workspace whose token is in the settings has no installation."""
    found = select(InstallationRow.team_id).where(InstallationRow.team_id == team)
    return session.scalar(found) is not None


def installed_teams(session: Session) -> Sequence[TeamId]:
    found = session.scalars(select(InstallationRow.team_id).order_by(InstallationRow.team_id))
    return [TeamId(team) for team in found]


def installation_of(row: InstallationRow, seal: Seal) -> Installation:
    return Installation(
        team=TeamId(row.team_id),
        bot_user=UserId(row.bot_user_id),
        bot_id=row.bot_id,
        token=seal.open(row.bot_token),
        refresh_token=seal.open(row.refresh_token) if row.refresh_token else None,
        expires_at=row.expires_at,
    )
