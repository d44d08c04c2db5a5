"""Use cases of a light review: all stops at once, in threads, over two working days; no meeting."""

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
from app.reviews.service_schedule import ask_again, retire_agenda, still_ahead, threads_slot
from app.slack.mrkdwn import Mrkdwn
from app.timeline.service_system import record_step
from app.vocabulary import ReviewDepth


def make_light(session: Session, incident: Incident, review: Review, gesture: Gesture) -> None:
    """Hold it in threads, from the next working morning on. It loses its meeting, and gets it back
    by being rescheduled. Making it light again changes nothing. Raises UserError once it has begun.
    """
    current = still_ahead(session, review.id)
    if current is None:
        raise UserError("The review has begun, or is over. `/incident review` shows it.")
    if current.depth is ReviewDepth.LIGHT:
        return
    begins_at, length = threads_slot(session, incident, now=gesture.at)
    change_meeting(
        session, incident, review.id, begins_at, length, now=gesture.at, depth=ReviewDepth.LIGHT
    )
    retire_agenda(session, incident, current, now=gesture.at)
    ask_again(session, incident, current, gesture)
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
