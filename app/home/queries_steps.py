"""Which reviews wait for somebody, and for what."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.db.tables import IncidentRow, ReviewRow, RewindRow, RoleRow, StopRow, WorkspaceRow
from app.home import queries_share
from app.home.rules_home import Cut, OwnStep
from app.incidents import queries as incident_queries
from app.incidents.queries import may_know
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews.rules_next_step import Share, waiting_steps
from app.reviews.rules_rewind import Rewind, Stop
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.links import permalink
from app.vocabulary import ReviewState, Role

_READ = 200
"""Reviews that may wait for one person; whether each does, the rule says."""

_Lead = aliased(RoleRow)


def own_steps(session: Session, team: TeamId, viewer: UserId, cut: Cut) -> Sequence[OwnStep]:
    """In one statement, the next to meet first; one more than is shown."""
    rows = session.execute(_candidates(team, viewer)).all()
    waiting = [step for row in rows if (step := _own_step(row, viewer)).steps]
    return waiting[cut.after : cut.after + cut.size + 1]


def _candidates(team: TeamId, viewer: UserId) -> Any:  # noqa: ANN401 - a Select of many columns
    leads_now = and_(
        _Lead.incident_id == IncidentRow.id, _Lead.role == Role.LEAD, _Lead.until_at.is_(None)
    )
    is_current = and_(StopRow.review_id == RewindRow.review_id, StopRow.place == RewindRow.position)
    return (
        select(
            IncidentRow,
            ReviewRow,
            RewindRow,
            StopRow,
            WorkspaceRow.url,
            _Lead.user_id.label("lead"),
            queries_share.takes_part(viewer).label("takes_part"),
            queries_share.has_answered(viewer).label("has_answered"),
            queries_share.has_unread(viewer).label("has_unread"),
            queries_share.is_asked(viewer).label("is_asked"),
            queries_share.has_changes().label("has_changes"),
        )
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .outerjoin(_Lead, leads_now)
        .outerjoin(RewindRow, RewindRow.review_id == ReviewRow.id)
        .outerjoin(StopRow, is_current)
        .where(IncidentRow.team_id == team, may_know(viewer), _may_wait(viewer))
        .order_by(ReviewRow.meets_at, ReviewRow.id)
        .limit(_READ)
    )


def _may_wait(viewer: UserId) -> ColumnElement[bool]:
    """Everything that the rule could say something about, and little else."""
    is_going_on = ReviewRow.state.not_in((ReviewState.SHARED, ReviewState.SKIPPED))
    guide = func.coalesce(ReviewRow.facilitator_id, _Lead.user_id, IncidentRow.declared_by)
    does_more = guide == viewer, RewindRow.started_by == viewer, ReviewRow.owner_id == viewer
    is_walked = and_(RewindRow.started_at.is_not(None), RewindRow.finished_at.is_(None))
    is_ahead = or_(ReviewRow.closed_at.is_(None), is_walked)
    takes_part = and_(is_ahead, queries_share.takes_part(viewer))
    return or_(and_(is_going_on, or_(*does_more, takes_part)), queries_share.is_asked(viewer))


def _own_step(row: Any, viewer: UserId) -> OwnStep:  # noqa: ANN401 - one of those rows
    incident = incident_queries.from_row(row.IncidentRow, row.lead)
    rewind = _rewind(row)
    share = Share(
        takes_part=row.takes_part,
        has_answered=row.has_answered,
        has_unread=row.has_unread,
        is_asked=row.is_asked,
    )
    review = review_queries.from_row(row.ReviewRow)
    waiting = waiting_steps(incident, review, rewind, viewer, share, has_changes=row.has_changes)
    url = _url(row.url, incident, rewind)
    return OwnStep(label=incident.label, title=incident.title, url=url, steps=list(waiting))


def _url(workspace_url: str, incident: Incident, rewind: Rewind) -> str | None:
    stop = rewind.current
    if stop and stop.channel and stop.ts:
        return permalink(workspace_url, stop.channel, stop.ts)
    channel = incident.channel
    return f"{workspace_url.rstrip('/')}/archives/{channel}" if channel else None


def _rewind(row: Any) -> Rewind:  # noqa: ANN401 - one of those rows
    """Of its stops only the one that it is at."""
    found: RewindRow | None = row.RewindRow
    if found is None:
        return Rewind(review_id=row.ReviewRow.id)
    return Rewind(
        review_id=found.review_id,
        stops=[_stop(row.StopRow)] if row.StopRow else [],
        started_at=found.started_at,
        started_by=UserId(found.started_by) if found.started_by else None,
        finished_at=found.finished_at,
    )


def _stop(row: StopRow) -> Stop:
    return Stop(
        id=row.id,
        entry_id=row.entry_id,
        place=row.place,
        reason=row.reason,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        ts=MessageTs(row.message_ts) if row.message_ts else None,
    )
