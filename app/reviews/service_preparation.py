"""Use case of everything that people are sent before a review: having it wait for its time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.incidents.rules import Incident
from app.reviews import queries
from app.reviews.rules import Review
from app.reviews.rules_preparation import questions_due_at
from app.reviews.rules_rewind import guide
from app.reviews.service_brief import plan_brief
from app.reviews.service_calibration import plan_calibration
from app.slack.ids import TeamId, UserId
from app.workspace import service as workspace_service
from app.workspace import service_letters

ASK_REFLECTIONS = "reviews.ask_reflections"


def plan_preparation(
    session: Session, incident: Incident, review_id: int, *, now: datetime
) -> None:
    """Have everybody who takes part be written to before the review, as it is scheduled now.

    Call it after every change of the date, of who takes part and of who facilitates: what has not
    been sent moves, what has been sent is brought up to date. A bounded number of statements,
    however many they are.
    """
    review = queries.review(session, review_id)
    users = queries.participants(session, incident, review)
    # All at once, and so in one order.
    workspace_service.meet(session, incident.team, users | {guide(review, incident)}, now=now)
    plan_brief(session, incident, review, now=now)
    plan_calibration(session, incident, review, now=now)
    calendars = service_letters.calendars_for(session, incident.team, users, now=now)
    due_at = {user: questions_due_at(review, each, now=now) for user, each in calendars.items()}
    service_letters.keep_each(
        session,
        incident.team,
        ASK_REFLECTIONS,
        due_at,
        key=review_id,
        now=now,
        review=review_id,
    )


def show_letter(
    session: Session, team: TeamId, review_id: int, user: UserId, *, now: datetime
) -> None:
    """Have what stands in somebody's direct messages say what is true now."""
    key = f"{review_id}:{user}"
    outbox.again(session, team, ASK_REFLECTIONS, key=key, due_at=now, user=user, review=review_id)


def show_letters(session: Session, incident: Incident, review: Review, *, now: datetime) -> None:
    """The same for everybody who takes part; whoever has no letter yet gets none by this while the
    review is off.
    """
    users = queries.participants(session, incident, review)
    letters = {f"{review.id}:{user}": {"user": user, "review": review.id} for user in users}
    outbox.again_each(session, incident.team, ASK_REFLECTIONS, due_at=now, arguments=letters)


def letter_key(review_id: int, user: UserId) -> str:
    """The key of somebody's letter as a message."""
    return f"{ASK_REFLECTIONS}:{review_id}:{user}"
