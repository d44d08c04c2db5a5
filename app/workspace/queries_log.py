"""Who changed which setting."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import SettingChangeRow
from app.slack.ids import TeamId, UserId
from app.workspace.rules_log import NAMES, SettingChange

LISTED = 40


def changes(
    session: Session, team: TeamId, of: Collection[str] = NAMES.keys(), *, limit: int = LISTED
) -> Sequence[SettingChange]:
    """The latest first."""
    rows = session.scalars(
        select(SettingChangeRow)
        .where(SettingChangeRow.team_id == team, SettingChangeRow.setting.in_(of))
        .order_by(SettingChangeRow.id.desc())
        .limit(limit)
    )
    return [
        SettingChange(
            setting=row.setting,
            was=row.was,
            became=row.became,
            by=UserId(row.by) if row.by else None,
            at=row.at,
        )
        for row in rows
    ]


def last_change(
    session: Session, team: TeamId, of: Collection[str] = NAMES.keys()
) -> SettingChange | None:
    """The latest of these settings."""
    return next(iter(changes(session, team, of, limit=1)), None)
