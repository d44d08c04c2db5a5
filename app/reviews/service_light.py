"""Use cases of a light review: all stops at once, in threads, over two working days; no meeting."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.tables import RewindRow
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries_rewind
from app.reviews.rules import Review
from app.reviews.service import change_meeting
from app.reviews.service_rewind import start
from app.reviews.service_schedule import still_ahead
from app.slack.mrkdwn import Mrkdwn
from app.timeline.service_system import record_step
from app.vocabulary import ReviewDepth
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of

WORKING_DAYS = 2


def make_light(session: Session, incident: Incident, review: Review, gesture: Gesture) -> None:
    """Hold it in threads, from the next working morning on. It loses its meeting, and gets it back
    by being rescheduled. Raises UserError once it has begun.
    """
    calendar = calendar_of(workspace_queries.workspace(session, incident.team), gesture.at)
    begins_at = calendar.morning_after(gesture.at)
    ends_at = calendar.morning_after(begins_at, WORKING_DAYS)
    current = still_ahead(session, review.id)
    if current is None or current.depth is ReviewDepth.LIGHT:
        raise UserError("The review is light already, or has begun. `/incident review` shows it.")
    length = (ends_at - begins_at) // timedelta(minutes=1) * timedelta(minutes=1)
    change_meeting(
        session, incident, review.id, begins_at, length, now=gesture.at, depth=ReviewDepth.LIGHT
    )
    text = Mrkdwn("The review will be held in threads.")
    key = f"light:{gesture.key}"
    record_step(session, incident.team, incident.id, key, text, at=gesture.at, by=gesture.by)


def open_threads(session: Session, incident: Incident, review: Review, gesture: Gesture) -> None:
    """Have all stops stand at once; each is a thread for whoever has something to say there."""
    start(session, incident, review, gesture.by, now=gesture.at)
    found = queries_rewind.rewind(session, review.id)
    last = len(found.stops)
    session.execute(
        update(RewindRow)
        .where(RewindRow.review_id == review.id)
        .values(position=last, reached=last - 1)
    )
