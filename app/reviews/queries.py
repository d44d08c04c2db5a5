"""Every SELECT about reviews."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, func, select, true, union
from sqlalchemy.orm import Session

from app.db.tables import (
    EntryRow,
    FollowUpRow,
    IncidentRow,
    MarkRow,
    ParticipantRow,
    ReviewRow,
    RoleRow,
)
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_facilitator import Candidate
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import ANYBODY, REVIEW_STEP
from app.vocabulary import EntryKind, Role, Source, Stance
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

FIRST_SIGN_WITHIN = timedelta(days=1)
"""What was seen longer before is more likely what led to it than its beginning."""


def review(session: Session, review_id: int) -> Review:
    """The review with this id, which exists."""
    return from_row(session.get_one(ReviewRow, review_id))


def with_incident(session: Session, review_id: int) -> tuple[Incident, Review]:
    """The review with this id, which exists, and the incident that it is about."""
    found = review(session, review_id)
    return incident_queries.incident(session, found.incident_id), found


def review_of(session: Session, incident_id: int) -> Review | None:
    """The review of this incident, if one is scheduled."""
    row = session.scalar(select(ReviewRow).where(ReviewRow.incident_id == incident_id))
    return None if row is None else from_row(row)


def has_changes(session: Session, review_id: int) -> bool:
    """Whether a change is written down, or that one was decided against."""
    is_its = FollowUpRow.review_id == review_id
    return session.scalar(select(FollowUpRow.id).where(is_its).limit(1)) is not None


def responders(session: Session, incident: Incident) -> frozenset[UserId]:
    """Everybody who took part: said or kept something, marked something, held a role. What was
    brought into a private incident from elsewhere tells nobody there of it.
    """
    of_entries = (
        EntryRow.incident_id == incident.id,
        EntryRow.removed_at.is_(None),
        # Who moves the date of a review took no part in the incident by that.
        EntryRow.source_key.not_like(f"{REVIEW_STEP}%"),
    )
    said_here = EntryRow.channel_id.is_(None) | (EntryRow.channel_id == incident.channel)
    said_where_it_counts = said_here if incident.is_private else true()
    everybody: CompoundSelect[Any] = union(
        select(EntryRow.author_id).where(*of_entries, said_where_it_counts),
        # Who made a hook is named by what it tells, but took no part by that.
        select(EntryRow.recorded_by).where(*of_entries, EntryRow.source != Source.HOOK),
        select(MarkRow.user_id)
        .join(EntryRow, EntryRow.id == MarkRow.entry_id)
        .where(*of_entries, MarkRow.is_on, said_where_it_counts),
        select(RoleRow.user_id).where(RoleRow.incident_id == incident.id),
    )
    users = {UserId(user) for user in session.scalars(everybody) if user}
    users.add(incident.declared_by)
    users.discard(ANYBODY)
    # Our own messages can be kept before our own profile has been read.
    users.discard(workspace_queries.workspace(session, incident.team).bot_user)
    people = workspace_queries.people(session, incident.team, users)
    return frozenset(user for user in users if user not in people or not people[user].is_bot)


def participants(session: Session, incident: Incident, review: Review) -> frozenset[UserId]:
    """Who takes part: everybody of the response and whoever was added, without those who were
    removed or would rather not.
    """
    rows = session.execute(
        select(ParticipantRow.user_id, ParticipantRow.stance).where(
            ParticipantRow.review_id == review.id
        )
    ).all()
    added = {UserId(user) for user, stance in rows if stance is Stance.ADDED}
    away = {UserId(user) for user, stance in rows if stance is not Stance.ADDED}
    people = workspace_queries.people(session, incident.team, added)
    away |= {user for user, person in people.items() if person.is_bot}
    return frozenset((responders(session, incident) | added) - away)


def away(session: Session, review_id: int) -> frozenset[UserId]:
    """Who was taken off the review, or would rather not take part."""
    is_away = ParticipantRow.review_id == review_id, ParticipantRow.stance != Stance.ADDED
    return frozenset(map(UserId, session.scalars(select(ParticipantRow.user_id).where(*is_away))))


def has_declined(session: Session, review_id: int, user: UserId) -> bool:
    """Whether somebody would rather not take part. For themselves alone."""
    row = session.get(ParticipantRow, (review_id, user))
    return row is not None and row.stance is Stance.DECLINED


def roles(session: Session, incident: Incident, review: Review | None) -> dict[UserId, str]:
    """Everybody's role; who led at some time is the lead, whatever else they did."""
    found = dict.fromkeys(responders(session, incident), "responder")
    if review and review.facilitator:
        found[review.facilitator] = "facilitator"
    held = incident_queries.roles_held(session, incident.id)
    found |= {one.user: one.role.value for one in held if one.role is not Role.LEAD}
    found |= {one.user: one.role.value for one in held if one.role is Role.LEAD}
    return found


def cast(session: Session, incident: Incident, review: Review) -> Cast:
    """Who is told by which role, and the names that it stands for."""
    names = Names(workspace_queries.names(session, incident.team))
    return Cast(roles=roles(session, incident, review), names=names)


def told_incident(session: Session, incident: Incident, review: Review) -> Incident:
    """As generated text speaks of it: its title without names, and none that judges."""
    title = quotable(incident.title, cast(session, incident, review))
    return replace(incident, title=title or Mrkdwn("its title waits to be reworded"))


def first_sign_at(session: Session, incident: Incident) -> datetime | None:
    """When the earliest thing was seen that is kept from the day before the declaration."""
    return session.scalar(
        select(func.min(EntryRow.occurred_at)).where(
            EntryRow.incident_id == incident.id,
            EntryRow.removed_at.is_(None),
            EntryRow.kind.in_((EntryKind.SIGNAL, EntryKind.OBSERVATION, EntryKind.IMPACT)),
            EntryRow.occurred_at >= incident.declared_at - FIRST_SIGN_WITHIN,
        )
    )


def candidates(session: Session, team: TeamId, pool: Sequence[UserId]) -> Sequence[Candidate]:
    """Who could facilitate: the workspace's pool, else everybody that Onward has met."""
    everybody = workspace_queries.all_people(session, team)
    able = {user for user, person in everybody.items() if person.is_active and not person.is_bot}
    chosen = [user for user in pool if user not in everybody or user in able] or sorted(able)
    rows = session.execute(
        select(ReviewRow.facilitator_id, func.max(ReviewRow.meets_at))
        .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
        .where(IncidentRow.team_id == team)
        .group_by(ReviewRow.facilitator_id)
    )
    last = {user: meets_at for user, meets_at in rows if user}
    return [Candidate(user, last.get(user)) for user in chosen]


def from_row(row: ReviewRow) -> Review:
    """The review of this row."""
    return Review(
        id=row.id,
        incident_id=row.incident_id,
        state=row.state,
        facilitator=UserId(row.facilitator_id) if row.facilitator_id else None,
        meets_at=row.meets_at,
        length=timedelta(minutes=row.length_minutes),
        calendar_uid=row.calendar_uid,
        calendar_sequence=row.calendar_sequence,
        closed_at=row.closed_at,
        depth=row.depth,
        accepted_at=row.accepted_at,
        facilitator_reason=Mrkdwn(row.facilitator_reason) if row.facilitator_reason else None,
        owner=UserId(row.owner_id) if row.owner_id else None,
        reason=Mrkdwn(row.reason) if row.reason else None,
        reflections_opened_at=row.reflections_opened_at,
        shared_at=row.shared_at,
    )
