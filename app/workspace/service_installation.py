"""Use cases of installations: the app comes to a workspace, renews its token there, and leaves.

Token and workspace are stored in one transaction: what is installed is registered
(docs/adr/0010-many-workspaces.md).
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import InstallationRow, InstallStateRow
from app.db.upsert import AGAINST_CHANGES, upsert
from app.sealing import Seal
from app.slack.ids import TeamId
from app.workspace import service
from app.workspace.queries_installation import Installation

DELETE_WORKSPACE = "privacy.delete_workspace"
"""An effect of a feature that stands above this one."""

FORGET_PERSON = "privacy.forget_person"
"""Likewise."""
_WITHOUT_SLACK = frozenset({service.TIDY, FORGET_PERSON})
"""What was promised about the data is done whether the app is there or not."""

KEPT_FOR = timedelta(days=30)
"""What a workspace stored outlives the app in it by this."""

UNINSTALLED = "app: not_installed"
REFUSED = "token: token_revoked"
"""Why work ended, as a failed call would say it; the doctor has the words."""


def begin(session: Session, state: str, *, team: str, expires_at: datetime, now: datetime) -> None:
    """Somebody has begun to install, perhaps in a workspace that they named: what has to come back
    with them. Forgets what expired.
    """
    session.execute(delete(InstallStateRow).where(InstallStateRow.expires_at <= now))
    session.add(InstallStateRow(state=state, team_id=team, expires_at=expires_at))


def spend_state(session: Session, state: str, *, now: datetime) -> bool:
    """Whether this state was given out and has not expired. True once, whoever else asks at the
    same time.
    """
    spent = session.scalar(
        delete(InstallStateRow)
        .where(InstallStateRow.state == state, InstallStateRow.expires_at > now)
        .returning(InstallStateRow.state)
    )
    return spent is not None


def install(
    session: Session, found: Installation, *, name: str, url: str, seal: Seal, now: datetime
) -> None:
    """The app is in this workspace from now on, or with new tokens. What was there before goes on:
    nothing is deleted any more, what was still to come when the app left comes, and what comes
    again and again is planned anew.
    """
    team = found.team
    service.register(session, team, name=name, url=url, bot_user=found.bot_user, now=now)
    kept = {
        "bot_user_id": found.bot_user,
        "bot_id": found.bot_id,
        "installed_at": now,
        **_tokens(found, seal),
    }
    upsert(session, InstallationRow, {"team_id": team, **kept}, unique=("team_id",), update=kept)
    outbox.call_off(session, team, DELETE_WORKSPACE, now=now)
    outbox.resume(session, team, reasons=(UNINSTALLED, REFUSED), now=now)
    service.plan_digest(session, team, now=now)
    service.plan_patterns(session, team, now=now)
    service.read_group_again(session, team, now=now)


def leave(session: Session, team: TeamId, *, happened_at: datetime, now: datetime) -> None:
    """The app was removed from the workspace: its tokens go at once, what was still to be done for
    it ends, and in 30 days what it stored is deleted. News of an earlier removal is nothing.
    """
    row = _row(session, team)
    if row is not None and row.installed_at.replace(microsecond=0) > happened_at:
        return
    _end(session, team, row, UNINSTALLED, now)
    outbox.again(
        session, team, DELETE_WORKSPACE, key=team, due_at=now + KEPT_FOR, is_installed=False
    )


def lose_token(session: Session, team: TeamId, token: str, *, seal: Seal, now: datetime) -> bool:
    """Slack no longer accepts this token. It goes, unless there is another one by now; what the
    workspace stored stays. True if it went.
    """
    row = _row(session, team)
    is_lost = row is not None and seal.open(row.bot_token) == token
    if is_lost:
        _end(session, team, row, REFUSED, now)
    return is_lost


def claim_renewal(session: Session, seen: Installation, *, until: datetime, now: datetime) -> bool:
    """Whether the caller may renew the token that it has seen, until then: a refresh token works
    once, so no two processes may spend it, nor one that was renewed meanwhile.
    """
    is_free = or_(InstallationRow.renewing_until.is_(None), InstallationRow.renewing_until <= now)
    is_seen = InstallationRow.team_id == seen.team, InstallationRow.expires_at == seen.expires_at
    claimed = session.scalar(
        update(InstallationRow)
        .where(*is_seen, is_free)
        .values(renewing_until=until)
        .returning(InstallationRow.team_id)
    )
    return claimed is not None


def keep_renewed(
    session: Session, renewed: Installation, *, claimed_until: datetime, seal: Seal
) -> None:
    """The new tokens, in the place of the ones that were renewed under this claim."""
    session.execute(
        update(InstallationRow)
        .where(
            InstallationRow.team_id == renewed.team,
            InstallationRow.renewing_until == claimed_until,
        )
        .values(_tokens(renewed, seal))
    )


def _tokens(found: Installation, seal: Seal) -> dict[str, object]:
    return {
        "bot_token": seal.seal(found.token),
        "refresh_token": seal.seal(found.refresh_token) if found.refresh_token else None,
        "expires_at": found.expires_at,
        "renewing_until": None,
    }


def _row(session: Session, team: TeamId) -> InstallationRow | None:
    return session.get(InstallationRow, team, with_for_update=AGAINST_CHANGES)


def _end(
    session: Session, team: TeamId, row: InstallationRow | None, reason: str, now: datetime
) -> None:
    if row is not None:
        session.delete(row)
    outbox.end_all(session, team, but=_WITHOUT_SLACK, reason=reason, now=now)
