"""Every SELECT about reading the timeline back. Their number does not grow with the incident."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import ConfirmationRow, EntryRow
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries, queries_rewind
from app.reviews.rules import Review
from app.reviews.rules_calibration import Part, Reading, may_read, people_concerned
from app.slack.ids import UserId
from app.timeline import queries as timeline_queries
from app.timeline.rules import ANYBODY, Entry
from app.workspace import queries as workspace_queries


def part(session: Session, review_id: int, user: UserId) -> Part:
    """The entries that concern somebody; none when it is not theirs to read."""
    review = queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    entries = timeline_queries.timeline(session, incident.id)
    own = [entry for entry in entries if user in people_concerned(entry)]
    if not may_read(entries, incident, _insiders(session, incident), user):
        own = []
    return Part(incident=incident, review=review, readings=_readings(session, own, user))


def reading(session: Session, entry_id: int, user: UserId) -> Reading:
    """One entry as somebody reads it."""
    incident_id = session.scalars(select(EntryRow.incident_id).where(EntryRow.id == entry_id)).one()
    entries = timeline_queries.entries(session, incident_id, [entry_id])
    return _readings(session, list(entries.values()), user)[0]


def people_to_ask(session: Session, incident: Incident, review: Review) -> frozenset[UserId]:
    """Everybody whom an entry concerns, without who would rather not take part."""
    entries = timeline_queries.timeline(session, incident.id)
    insiders = _insiders(session, incident)
    everybody = {user for entry in entries for user in people_concerned(entry)}
    bots = workspace_queries.bots(session, incident.team, everybody)
    able = everybody - bots - {ANYBODY} - queries.away(session, review.id)
    return frozenset(user for user in able if may_read(entries, incident, insiders, user))


def is_away(session: Session, review: Review, user: UserId) -> bool:
    """Whether somebody was taken off the review, or would rather not."""
    return user in queries.away(session, review.id)


def confirmed_count(session: Session, review: Review) -> int:
    """How many people confirmed an entry that is kept; never who."""
    return (
        session.scalar(
            select(func.count(ConfirmationRow.user_id.distinct()))
            .join(EntryRow, EntryRow.id == ConfirmationRow.entry_id)
            .where(EntryRow.incident_id == review.incident_id, EntryRow.removed_at.is_(None))
        )
        or 0
    )


def _readings(session: Session, entries: Sequence[Entry], user: UserId) -> Sequence[Reading]:
    ids = [entry.id for entry in entries]
    accounts = queries_rewind.accounts_of(session, ids)
    confirmed = set(
        session.scalars(
            select(ConfirmationRow.entry_id).where(
                ConfirmationRow.user_id == user, ConfirmationRow.entry_id.in_(ids)
            )
        )
    )
    return [
        Reading(
            entry=entry,
            accounts=accounts.get(entry.id, ()),
            is_own=entry.author == user,
            is_confirmed=entry.id in confirmed,
            has_own_account=any(one.said_by == user for one in accounts.get(entry.id, ())),
        )
        for entry in entries
    ]


def _insiders(session: Session, incident: Incident) -> frozenset[UserId]:
    held = incident_queries.roles_held(session, incident.id)
    return frozenset({incident.declared_by, *(one.user for one in held)})
