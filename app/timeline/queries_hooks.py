"""Every SELECT about hooks and the incidents that they add to."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.db.tables import HookRow, IncidentRow
from app.incidents.rules import CLOSED
from app.sealing import Seal
from app.slack.ids import TeamId, UserId
from app.timeline.rules_hooks import Hook, Target, hook_name, incident_number

_TEAM = re.compile(r"[A-Z0-9]{1,40}")
TARGETS_MAX = 100
"""Far more than are ever open at once."""


def hooks(session: Session, team: TeamId, seal: Seal) -> Sequence[Hook]:
    """A workspace's hooks, by name."""
    return _hooks(session, seal, HookRow.team_id == team)


def hooks_for(session: Session, team: str | None, name: str, seal: Seal) -> Sequence[Hook]:
    """The hooks whose secret may sign a request to this name, of one workspace or, without `team`,
    of any: those of the name, or every one when it is an incident's.
    """
    # Anybody may ask, with what no database takes as text, too.
    if team is not None and not _TEAM.fullmatch(team):
        return []
    theirs = [] if team is None else [HookRow.team_id == team]
    if incident_number(name) is not None:
        return _hooks(session, seal, *theirs)
    kept_name = hook_name(name)
    return [] if kept_name is None else _hooks(session, seal, *theirs, HookRow.name == kept_name)


def targets(session: Session, team: TeamId, number: int | None) -> Sequence[Target]:
    """The open incidents of a workspace, or the one with this number if it is open."""
    named = [] if number is None else [IncidentRow.number == number]
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.started_at, IncidentRow.is_private)
        .where(IncidentRow.team_id == team, IncidentRow.state.not_in(CLOSED), *named)
        .order_by(IncidentRow.id.desc())
        .limit(TARGETS_MAX)
    )
    return [
        Target(incident_id=incident_id, started_at=started_at, is_private=is_private)
        for incident_id, started_at, is_private in rows
    ]


def hook_of(row: HookRow, seal: Seal) -> Hook:
    return Hook(
        id=row.id,
        team=TeamId(row.team_id),
        name=row.name,
        secret=seal.open(row.secret),
        made_by=UserId(row.made_by),
        made_at=row.made_at,
    )


def _hooks(session: Session, seal: Seal, *conditions: ColumnElement[bool]) -> Sequence[Hook]:
    rows = session.scalars(select(HookRow).where(*conditions).order_by(HookRow.name, HookRow.id))
    return [hook_of(row, seal) for row in rows]
