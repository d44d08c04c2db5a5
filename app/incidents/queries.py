"""Every SELECT about incidents."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, RoleRow, TransitionRow
from app.incidents.rules import CLOSED, Incident, RoleHeld, Transition
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ChannelState, Role, State

LISTED_AT_MOST = 20
PRIVATE_AT_MOST = 500
"""Channels whose members are read, at the start and once a day."""


def incident(session: Session, incident_id: int) -> Incident:
    """The incident with this id, which exists."""
    found = _incidents(session, IncidentRow.id == incident_id)
    return found[0]


def incident_in_channel(session: Session, team: TeamId, channel: ChannelId) -> Incident | None:
    """The incident whose channel this is."""
    found = _incidents(session, IncidentRow.team_id == team, IncidentRow.channel_id == channel)
    return found[0] if found else None


def incident_id_in_channel(session: Session, team: TeamId, channel: ChannelId) -> int | None:
    """The same, only its id: for events, which mostly concern other channels."""
    return session.scalar(
        select(IncidentRow.id).where(IncidentRow.team_id == team, IncidentRow.channel_id == channel)
    )


def numbered_incident(
    session: Session, team: TeamId, number: int, viewer: UserId | None
) -> Incident | None:
    """`INC-7`, if there is one that the viewer may know of wherever they are; without a viewer, if
    everybody may.
    """
    is_known = may_know(viewer) if viewer else is_public()
    is_it = IncidentRow.team_id == team, IncidentRow.number == number, is_known
    found = _incidents(session, *is_it)
    return found[0] if found else None


def open_incidents(
    session: Session,
    team: TeamId,
    viewer: UserId,
    *,
    limit: int = LISTED_AT_MOST,
    offset: int = 0,
) -> Sequence[Incident]:
    """Open incidents that the viewer may know of, newest first."""
    is_open = IncidentRow.team_id == team, IncidentRow.state.not_in(CLOSED), may_know(viewer)
    return _incidents(session, *is_open, limit=limit, offset=offset)


def recent_incidents(
    session: Session, team: TeamId, viewer: UserId, *, since: datetime
) -> Sequence[Incident]:
    """The same, and those that were resolved since."""
    is_recent = or_(
        IncidentRow.state.not_in(CLOSED),
        and_(IncidentRow.state == State.RESOLVED, IncidentRow.resolved_at >= since),
    )
    return _incidents(session, IncidentRow.team_id == team, is_recent, may_know(viewer))


def may_know_of(session: Session, incident_id: int, viewer: UserId) -> bool:
    """Whether the viewer may know of this incident wherever they are."""
    return bool(_incidents(session, IncidentRow.id == incident_id, may_know(viewer)))


def transition(session: Session, transition_id: int) -> Transition:
    """The transition with this id, which exists."""
    row = session.get_one(TransitionRow, transition_id)
    return Transition(
        id=row.id,
        incident_id=row.incident_id,
        kind=row.kind,
        became=row.became,
        note=Mrkdwn(row.note) if row.note else None,
        by=UserId(row.by),
        at=row.at,
    )


def roles_held(session: Session, incident_id: int) -> Sequence[RoleHeld]:
    """Every role of the incident over time, earliest first."""
    rows = session.scalars(
        select(RoleRow)
        .where(RoleRow.incident_id == incident_id)
        .order_by(RoleRow.since_at, RoleRow.id)
    )
    return [RoleHeld(row.role, UserId(row.user_id), row.since_at, row.until_at) for row in rows]


def may_know(viewer: UserId) -> ColumnElement[bool]:
    """A private incident is known to who declared it, and to who holds or held a role in it, unless
    they are known not to be in its channel.
    """
    holds_role = (
        select(RoleRow.id)
        .where(RoleRow.incident_id == IncidentRow.id, RoleRow.user_id == viewer)
        .correlate(IncidentRow)  # the statement around it joins the roles, too
        .exists()
    )
    is_there = cast(IncidentRow.absent_ids, Text).not_like(f'%"{viewer}"%')
    takes_part = or_(IncidentRow.declared_by == viewer, holds_role)
    return or_(is_public(), and_(is_there, takes_part))


def with_private_channel(session: Session, team: TeamId) -> Sequence[int]:
    """The private incidents whose channel can be looked into, newest first."""
    found = session.scalars(
        select(IncidentRow.id)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.is_private,
            IncidentRow.channel_id.is_not(None),
            IncidentRow.channel_state == ChannelState.OPEN,
        )
        .order_by(IncidentRow.id.desc())
        .limit(PRIVATE_AT_MOST)
    )
    return found.all()


def is_public() -> ColumnElement[bool]:
    """An incident that anybody may know of."""
    return IncidentRow.is_private.is_(False)


def _incidents(
    session: Session,
    *conditions: ColumnElement[bool],
    limit: int = LISTED_AT_MOST,
    offset: int = 0,
) -> list[Incident]:
    holds_lead_now = and_(
        RoleRow.incident_id == IncidentRow.id,
        RoleRow.role == Role.LEAD,
        RoleRow.until_at.is_(None),
    )
    rows = session.execute(
        select(IncidentRow, RoleRow.user_id)
        .outerjoin(RoleRow, holds_lead_now)
        .where(*conditions)
        .order_by(IncidentRow.declared_at.desc(), IncidentRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [from_row(row, lead) for row, lead in rows]


def from_row(row: IncidentRow, lead: str | None) -> Incident:
    """The incident of this row, and who leads it now."""
    return Incident(
        id=row.id,
        team=TeamId(row.team_id),
        number=row.number,
        title=Mrkdwn(row.title),
        severity=row.severity,
        state=row.state,
        is_private=row.is_private,
        impact=Mrkdwn(row.impact) if row.impact else None,
        eased_by=Mrkdwn(row.eased_by) if row.eased_by else None,
        declared_by=UserId(row.declared_by),
        declared_at=row.declared_at,
        started_at=row.started_at,
        resolved_at=row.resolved_at,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        channel_name=row.channel_name,
        channel_state=row.channel_state,
        has_own_channel=row.has_own_channel,
        lead=UserId(lead) if lead else None,
    )
