"""Use case of reading lists of changes: which one somebody asks for, and whether they may."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import UserError
from app.followups import queries_listing
from app.followups.rules import FollowUp
from app.followups.rules_listing import Asked, Listing, Scope
from app.followups.service import required
from app.incidents import queries as incident_queries
from app.incidents.service import seen_incident
from app.reviews import queries as review_queries
from app.slack.ids import ChannelId, TeamId, UserId
from app.workspace import queries as workspace_queries

NO_REVIEW = (
    "Changes belong to a review, and it is scheduled when the incident is resolved: `/incident "
    "resolve`. Until then, say the idea here and keep it with :pushpin:."
)

HIDDEN = (
    "This change comes from a private incident, and its form shows more of it. Somebody in its "
    "channel can edit it there."
)


def listed(
    session: Session,
    team: TeamId,
    channel: ChannelId | None,
    reader: UserId,
    asked: Asked | None,
    *,
    now: datetime,
) -> Listing:
    """What was asked for; when nothing was, the incident's in its channel, one's own elsewhere.

    Raises UserError for an incident that the reader may not see, and one without a review.
    """
    asked = asked or _usual(session, team, channel)
    today = now.astimezone(workspace_queries.workspace(session, team).zone).date()
    review_id = None
    if asked.scope is Scope.INCIDENT:
        review_id = _review_id(session, team, channel, reader, asked.number)
    return queries_listing.listing(session, team, reader, asked, today=today, review_id=review_id)


def seen_followup(
    session: Session, followup_id: int, channel: ChannelId | None, reader: UserId
) -> FollowUp:
    """A change, for somebody who may see its incident: whoever is in its channel, may know of it
    elsewhere, or guides its review. Raises UserError for anybody else.
    """
    found = required(session, followup_id)
    review = review_queries.review(session, found.review_id)
    incident = incident_queries.incident(session, review.incident_id)
    is_there = channel is not None and incident.channel == channel
    if is_there or reader in (review.facilitator, review.owner):
        return found
    if not incident_queries.may_know_of(session, incident.id, reader):
        raise UserError(HIDDEN)
    return found


def _usual(session: Session, team: TeamId, channel: ChannelId | None) -> Asked:
    here = incident_queries.incident_in_channel(session, team, channel) if channel else None
    return Asked(Scope.INCIDENT, here.number) if here else Asked(Scope.MINE)


def _review_id(
    session: Session, team: TeamId, channel: ChannelId | None, reader: UserId, number: int
) -> int:
    incident = seen_incident(session, team, channel, number, reader)
    review = review_queries.review_of(session, incident.id)
    if review is None:
        raise UserError(NO_REVIEW)
    return review.id
