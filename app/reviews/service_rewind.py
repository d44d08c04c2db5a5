"""Use cases of walking the rewind: start, back, next, finish, and back from there.

Where one is is a number that a move names: a second press of the same button finds another number
and moves nothing.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, case, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import (
    ReviewRow,
    RewindRow,
    StopRow,
)
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries, queries_rewind
from app.reviews.rules import Review, off_sentence
from app.reviews.service import (
    ask_at_end,
    close_meeting,
    record_beginning,
    tell_schedule,
    write_summary,
)
from app.reviews.service_stops import hold, let_go_of_gone, prepare, show
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.vocabulary import ReviewState

SHOW_AGENDA = "reviews.show_agenda"
READ_REPLIES = "reviews.read_replies"


def start(
    session: Session, incident: Incident, review: Review, by: UserId, *, now: datetime
) -> None:
    """Begin at the first stop. Beginning what has begun changes nothing. Raises UserError when the
    review is off.
    """
    found = prepare(session, incident, review)
    if found.started_at is not None:
        return
    current = queries.review(session, review.id)
    if current.is_off:
        raise UserError(off_sentence(current))
    stops = let_go_of_gone(session, found)
    session.execute(
        update(RewindRow)
        .where(RewindRow.review_id == review.id)
        .values(started_at=now, started_by=by, position=0, reached=min(0, len(stops) - 1))
    )
    _arrive(session, review.id, 0, now=now)
    _set_state(session, review.id, ReviewState.REWINDING)
    record_beginning(session, incident.team, incident.id, at=now)
    show(session, incident.team, review.id, now=now)
    outbox.again(session, incident.team, SHOW_AGENDA, key=review.id, due_at=now, review=review.id)


def move(
    session: Session, team: TeamId, review_id: int, position: int, by: int, *, now: datetime
) -> bool:
    """Go on from a position, or back. False when the rewind is not there (any more)."""
    # A stop that somebody is adding right now counts: else one would go past it, to no message.
    hold(session, review_id)
    found = queries_rewind.rewind(session, review_id)
    target = position + by
    if not 0 <= target <= len(found.stops):
        return False
    furthest = min(target, len(found.stops) - 1)
    moved = session.scalar(
        update(RewindRow)
        .where(*_is_at(review_id, position))
        .values(
            position=target,
            reached=case((RewindRow.reached < furthest, furthest), else_=RewindRow.reached),
        )
        .returning(RewindRow.review_id)
    )
    if moved is None:
        return False
    _arrive(session, review_id, target, now=now)
    show(session, team, review_id, now=now)
    return True


def finish(session: Session, team: TeamId, review_id: int, position: int, *, now: datetime) -> bool:
    """End the rewind after its last stop, and the meeting with it, or bring its summary up to date.

    False when the rewind is somewhere else, or finished.
    """
    found = queries_rewind.rewind(session, review_id)
    if position != len(found.stops):
        return False
    finished = session.scalar(
        update(RewindRow)
        .where(*_is_at(review_id, position))
        .values(finished_at=now)
        .returning(RewindRow.review_id)
    )
    if finished is None:
        return False
    if not close_meeting(session, team, review_id, now=now):
        _set_state(session, review_id, ReviewState.BUILDING_FORWARD)
        tell_schedule(session, team, review_id, now=now)
        write_summary(session, team, review_id, now=now)
    ask_at_end(session, team, review_id, now=now)
    show(session, team, review_id, now=now)
    outbox.again(session, team, READ_REPLIES, key=review_id, due_at=now, review=review_id)
    return True


def reopen(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Go back to the last stop of a rewind that was finished. Its summary stands meanwhile."""
    found = queries_rewind.rewind(session, review_id)
    position = max(len(found.stops) - 1, 0)
    reopened = session.scalar(
        update(RewindRow)
        .where(RewindRow.review_id == review_id, RewindRow.finished_at.is_not(None))
        .values(finished_at=None, position=position)
        .returning(RewindRow.review_id)
    )
    if reopened is None:
        return
    _arrive(session, review_id, position, now=now)
    _set_state(session, review_id, ReviewState.REWINDING)
    show(session, team, review_id, now=now)


def stop_stands(
    session: Session, stop_id: int, channel: ChannelId, ts: MessageTs, shown: str
) -> None:
    """The stop's message is there and says this."""
    session.execute(
        update(StopRow)
        .where(StopRow.id == stop_id)
        .values(channel_id=channel, message_ts=ts, shown=shown)
    )


def _is_at(review_id: int, position: int) -> tuple[ColumnElement[bool], ...]:
    return (
        RewindRow.review_id == review_id,
        RewindRow.position == position,
        RewindRow.started_at.is_not(None),
        RewindRow.finished_at.is_(None),
    )


def _arrive(session: Session, review_id: int, place: int, *, now: datetime) -> None:
    session.execute(
        update(StopRow)
        .where(StopRow.review_id == review_id, StopRow.place == place)
        .values(arrived_at=now)
    )


def _set_state(session: Session, review_id: int, state: ReviewState) -> None:
    session.execute(update(ReviewRow).where(ReviewRow.id == review_id).values(state=state))
