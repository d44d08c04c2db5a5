"""What a workspace keeps for how long, and what is older than that."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, ReflectionRow, ReviewRow, WorkspaceRow
from app.incidents.rules import CLOSED
from app.privacy.rules_retention import Keeping, Kept
from app.slack.ids import TeamId

_S = TypeVar("_S", bound=Select[*tuple[Any, ...]])

ENDED_AT: ColumnElement[datetime] = func.coalesce(
    ReviewRow.shared_at,
    ReviewRow.closed_at,
    ReviewRow.meets_at,
    IncidentRow.resolved_at,
    IncidentRow.declared_at,
)
"""When an incident that is over ended: with its review, or by itself where there is none."""
_HAS_ANSWERS = select(ReflectionRow.id).where(ReflectionRow.review_id == ReviewRow.id).exists()
_STILL_THERE: Mapping[Kept, ColumnElement[bool]] = {
    Kept.TEXTS: IncidentRow.texts_removed_at.is_(None),
    Kept.ANSWERS: _HAS_ANSWERS,
    Kept.INCIDENTS: IncidentRow.id.is_not(None),
}


def keeping(session: Session, team: TeamId) -> Keeping:
    """For how many days each thing is kept; None for ever."""
    row = session.get_one(WorkspaceRow, team)
    return {
        Kept.TEXTS: row.keeps_texts_days,
        Kept.ANSWERS: row.keeps_answers_days,
        Kept.INCIDENTS: row.keeps_incidents_days,
    }


def oldest(session: Session, team: TeamId) -> Mapping[Kept, datetime | None]:
    """When the oldest of each that is still there ended."""
    return {kind: session.scalar(_over(select(func.min(ENDED_AT)), team, kind)) for kind in Kept}


def older(
    session: Session, team: TeamId, kind: Kept, than: datetime, *, limit: int
) -> Sequence[int]:
    """Incidents that ended before, and have such things still; the oldest first."""
    found = _over(select(IncidentRow.id), team, kind).where(than >= ENDED_AT)
    return session.scalars(found.order_by(ENDED_AT, IncidentRow.id).limit(limit)).all()


def _over(statement: _S, team: TeamId, kind: Kept) -> _S:
    return (
        statement.select_from(IncidentRow)
        .outerjoin(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .where(IncidentRow.team_id == team, IncidentRow.state.in_(CLOSED), _STILL_THERE[kind])
    )
