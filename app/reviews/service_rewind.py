"""Use cases of walking the rewind: start, back, next, finish, and back from there.

Where one is is a number that a move names: a second press of the same button finds another number
and moves nothing.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, update
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
from app.reviews.rules_rewind import Rewind
from app.reviews.service import (
    SHOW_AGENDA,
    ask_at_end,
    close_meeting,
    hold,
    record_beginning,
    tell_schedule,
    write_summary,
)
from app.reviews.service_stops import let_go_of_gone, prepare, show
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.vocabulary import ReviewDepth, ReviewState

READ_REPLIES = "reviews.read_replies"

_SHARED = (
    "This review is shared, so its rewind stays as it is. *Go on with it* in its checklist opens "
    "it again."
)


def start(
    session: Session, incident: Incident, review: Review, by: UserId, *, now: datetime
) -> None:
    """Begin at the first stop; a facilitator who does so has said yes by that. Beginning what has
    begun changes nothing. Raises UserError when the review is off, or shared.
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
    _be_rewinding(session, review.id)
    session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review.id, ReviewRow.facilitator_id == by)
        .values(accepted_at=func.coalesce(ReviewRow.accepted_at, now))
    )
    record_beginning(session, incident.team, current, at=now)
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
    return position == len(found.stops) and _finish(session, team, found, position, now=now)


def end_slot(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Close the meeting at its end, and with it the rewind of a light review, which has nobody who
    moves it on. A review whose end lies ahead by now goes on.
    """
    hold(session, review_id)
    review = queries.review(session, review_id)
    if now < review.ends_at:
        return
    found = queries_rewind.rewind(session, review_id)
    is_light = review.depth is ReviewDepth.LIGHT
    if not (is_light and _finish(session, team, found, found.position, now=now)):
        close_meeting(session, team, review_id, now=now)


def _finish(session: Session, team: TeamId, found: Rewind, position: int, *, now: datetime) -> bool:
    review_id = found.review_id
    finished = session.scalar(
        update(RewindRow)
        .where(*_is_at(review_id, position))
        .values(finished_at=now, position=len(found.stops))
        .returning(RewindRow.review_id)
    )
    if finished is None:
        return False
    if not close_meeting(session, team, review_id, now=now):
        session.execute(
            update(ReviewRow)
            .where(ReviewRow.id == review_id, ReviewRow.state == ReviewState.REWINDING)
            .values(state=ReviewState.BUILDING_FORWARD)
        )
        tell_schedule(session, team, review_id, now=now)
        write_summary(session, team, review_id, now=now)
    ask_at_end(session, team, review_id, now=now)
    show(session, team, review_id, now=now)
    outbox.again(session, team, READ_REPLIES, key=review_id, due_at=now, review=review_id)
    return True


def reopen(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Go back to the last stop of a rewind that was finished, or to all its threads. Its summary
    stands meanwhile. Raises UserError when the review is shared.
    """
    found = queries_rewind.rewind(session, review_id)
    is_light = queries.review(session, review_id).depth is ReviewDepth.LIGHT
    position = len(found.stops) if is_light else max(len(found.stops) - 1, 0)
    reopened = session.scalar(
        update(RewindRow)
        .where(RewindRow.review_id == review_id, RewindRow.finished_at.is_not(None))
        .values(finished_at=None, position=position)
        .returning(RewindRow.review_id)
    )
    if reopened is None:
        return
    _arrive(session, review_id, position, now=now)
    _be_rewinding(session, review_id)
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


def _be_rewinding(session: Session, review_id: int) -> None:
    rewinds = session.scalar(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.state != ReviewState.SHARED)
        .values(state=ReviewState.REWINDING)
        .returning(ReviewRow.id)
    )
    if rewinds is None:
        raise UserError(_SHARED)
