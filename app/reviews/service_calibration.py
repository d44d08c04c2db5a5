"""Use cases of the letters in which people are asked to read the timeline back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.incidents.rules import Incident
from app.reviews import queries_calibration
from app.reviews.rules import Review
from app.reviews.rules_calibration import awaits_calibration, calibrates_at
from app.workspace import queries as workspace_queries
from app.workspace import service_letters
from app.workspace.rules_calendar import calendar_of

ASK_FOR_CALIBRATION = "reviews.ask_for_calibration"
SEND_CALIBRATION = "reviews.send_calibration"


def plan_calibration(
    session: Session, incident: Incident, review: Review, *, now: datetime
) -> None:
    """Have everybody in the timeline be asked, with who is in it two working days before."""
    calendar = calendar_of(workspace_queries.workspace(session, incident.team), now)
    due_at = max(now, calendar.morning_before(review.meets_at, 2))
    outbox.again(
        session,
        incident.team,
        ASK_FOR_CALIBRATION,
        key=review.id,
        due_at=due_at,
        review=review.id,
    )


def ask_for_calibration(
    session: Session, incident: Incident, review: Review, *, now: datetime
) -> None:
    """Plan everybody's letter, in their own zone; one that was posted never goes again.
    A bounded number of statements.
    """
    if not awaits_calibration(review, now=now):
        return
    users = queries_calibration.people_to_ask(session, incident, review)
    calendars = service_letters.calendars_for(session, incident.team, users, now=now)
    moments = {
        user: calibrates_at(each, review.meets_at, now=now) for user, each in calendars.items()
    }
    service_letters.plan_each(
        session,
        incident.team,
        SEND_CALIBRATION,
        {user: moment for user, moment in moments.items() if moment is not None},
        key=str(review.id),
        now=now,
        review=review.id,
    )
