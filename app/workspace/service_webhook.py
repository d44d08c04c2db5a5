"""Use cases of the outgoing webhook: choosing its address, a new secret, switching it off."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db.tables import WorkspaceRow
from app.sealing import Seal
from app.slack.ids import TeamId, UserId
from app.workspace.service_log import logged


def choose(
    session: Session,
    team: TeamId,
    url: str | None,
    new_secret: str,
    *,
    renews: bool,
    seal: Seal,
    now: datetime,
    by: UserId | None = None,
) -> str | None:
    """Tell this address of changes from now on, or nobody. Returns the secret if it is a new one,
    which is so for a new address, too: whoever had the one before learns nothing of the next.
    """
    row = session.get_one(WorkspaceRow, team)
    with logged(session, row, by=by, now=now):
        return _choose(row, url, new_secret, renews=renews, seal=seal)


def _choose(
    row: WorkspaceRow, url: str | None, new_secret: str, *, renews: bool, seal: Seal
) -> str | None:
    is_same = row.webhook_url == url and row.webhook_secret is not None
    row.webhook_url = url
    if url is None:
        row.webhook_secret = None
        return None
    if is_same and not renews:
        return None
    row.webhook_secret = seal.seal(new_secret)
    return new_secret
