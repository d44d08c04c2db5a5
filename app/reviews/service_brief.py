"""The use case of the facilitator's brief: having it sent to whoever guides the review."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_brief import briefs_at
from app.reviews.rules_rewind import guide
from app.workspace import service_letters

SEND_BRIEF = "reviews.send_brief"


def plan_brief(session: Session, incident: Incident, review: Review, *, now: datetime) -> None:
    """Have it go to whoever guides the review now: once to each, also when it is rescheduled."""
    user = guide(review, incident)
    calendar = service_letters.calendar_for(session, incident.team, user, now=now)
    service_letters.plan(
        session,
        incident.team,
        SEND_BRIEF,
        user,
        key=str(review.id),
        due_at=briefs_at(calendar, review.meets_at, now=now),
        now=now,
        review=review.id,
    )
