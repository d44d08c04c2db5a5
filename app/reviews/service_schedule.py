"""Use cases of a review's date: other times for it, moving, skipping and calling it off, and
bringing it back. All of them until the rewind begins, or the review is closed.
"""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import ReviewRow
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries, queries_rewind
from app.reviews.rules import Review, fitting_length
from app.reviews.rules_schedule import Move, Offer
from app.reviews.rules_slots import first_slots
from app.reviews.service import (
    ask_to_facilitate,
    change_meeting,
    hold,
    send_invitation,
    tell_schedule,
)
from app.reviews.service_facilitator import show_asked
from app.reviews.service_preparation import show_letters
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, moment
from app.timeline.service_system import record_step
from app.vocabulary import ReviewDepth, ReviewState
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of

RETIRE_AGENDA = "reviews.retire_agenda"
OFFERED = 3
THREADS_WORKING_DAYS = 2
_MINUTE = timedelta(minutes=1)
_LATEST_DAYS = 6
"""So that with the present date left out, enough days remain."""

_TOO_LATE = "This review has begun or is over, so its date stays. `/incident review` shows it."
_OVERTAKEN = (
    "The date is another one by now. The review's message shows it; please look there first."
)


def still_ahead(session: Session, review_id: int) -> Review | None:
    """The review as it stands, held against everybody else; None once it has begun or is over."""
    hold(session, review_id)
    return _ahead(session, review_id)


def check_is_ahead(session: Session, review_id: int) -> None:
    """Raises UserError once the review has begun or is over."""
    if _ahead(session, review_id) is None:
        raise UserError(_TOO_LATE)


def offer(
    session: Session, incident: Incident, review: Review, viewer: UserId, *, now: datetime
) -> Offer:
    """Three other times that suit everybody who takes part, and the length that fits."""
    taking_part = queries.participants(session, incident, review)
    everybody = taking_part | ({review.facilitator} if review.facilitator else set())
    people = workspace_queries.people(session, incident.team, everybody | {viewer})
    workspace = workspace_queries.workspace(session, incident.team)
    stops = len(queries_rewind.rewind(session, review.id).stops)
    length = fitting_length(len(everybody), stops)
    slots = first_slots(
        resolved_at=now,
        now=now,
        zones=[one.zone for user, one in sorted(people.items()) if one.zone and user in everybody],
        calendar=calendar_of(workspace, now),
        latest_days=_LATEST_DAYS,
        length=length,
        count=_LATEST_DAYS,
    )
    others = [slot for slot in slots if slot.starts_at != review.meets_at]
    zone = people[viewer].zone if viewer in people else None
    return Offer(
        slots=(others or slots)[:OFFERED],
        length=length,
        sequence=review.calendar_sequence,
        zone=zone or workspace.zone,
    )


def move(
    session: Session, incident: Incident, review_id: int, chosen: Move, gesture: Gesture
) -> None:
    """Hold the meeting at another time; also one that was called off or skipped, or that was to be
    held in threads. Moving it to where it is changes nothing.

    Raises UserError when the date chosen from is not the present one any more.
    """
    current = _movable(session, review_id)
    if _is_at(current, chosen):
        return
    if current.calendar_sequence != chosen.sequence:
        raise UserError(_OVERTAKEN)
    change_meeting(session, incident, review_id, chosen.meets_at, chosen.length, now=gesture.at)
    retire_agenda(session, incident, current, now=gesture.at)
    ask_again(session, incident, current, gesture)
    _record(session, incident, f"Review moved to {moment(chosen.meets_at)}.", gesture)


def skip(
    session: Session, incident: Incident, review_id: int, reason: Mrkdwn, gesture: Gesture
) -> None:
    """Hold no review, for a reason that is kept and shown."""
    current = _movable(session, review_id)
    if current.state is ReviewState.SKIPPED:
        return
    _take_off(session, incident, current, ReviewState.SKIPPED, gesture, reason)
    _record(session, incident, f"Review skipped: {reason}", gesture)


def call_off(session: Session, incident: Incident, review_id: int, gesture: Gesture) -> None:
    """The date does not stand any more; the review waits for another one."""
    current = _movable(session, review_id)
    if current.is_off:
        return
    _take_off(session, incident, current, ReviewState.CALLED_OFF, gesture)
    _record(session, incident, "The review's date was called off.", gesture)


def bring_back(session: Session, incident: Incident, review_id: int, gesture: Gesture) -> None:
    """Give a review that is off its date again; if that has passed, the next one that suits
    everybody, and a light one its threads.
    """
    current = _movable(session, review_id)
    if not current.is_off:
        return
    is_ahead = current.meets_at > gesture.at
    if is_ahead:
        starts_at, length = current.meets_at, current.length
    elif current.depth is ReviewDepth.LIGHT:
        starts_at, length = threads_slot(session, incident, now=gesture.at)
    else:
        found = offer(session, incident, current, gesture.by, now=gesture.at)
        starts_at, length = found.slots[0].starts_at, found.length
    depth = current.depth
    change_meeting(session, incident, review_id, starts_at, length, now=gesture.at, depth=depth)
    if is_ahead:
        show_asked(session, incident.team, review_id, current.facilitator, now=gesture.at)
    else:
        ask_again(session, incident, current, gesture)
    _record(session, incident, f"Review brought back, for {moment(starts_at)}.", gesture)


def threads_slot(
    session: Session, incident: Incident, *, now: datetime
) -> tuple[datetime, timedelta]:
    """When the threads of a light review begin, and for how long they stay open."""
    calendar = calendar_of(workspace_queries.workspace(session, incident.team), now)
    begins_at = calendar.morning_after(now)
    length = calendar.morning_after(begins_at, THREADS_WORKING_DAYS) - begins_at
    return begins_at, length // _MINUTE * _MINUTE


def _ahead(session: Session, review_id: int) -> Review | None:
    rewind = queries_rewind.rewind(session, review_id)
    current = queries.review(session, review_id)
    is_ahead = rewind.started_at is None and current.closed_at is None
    return current if is_ahead else None


def _movable(session: Session, review_id: int) -> Review:
    current = still_ahead(session, review_id)
    if current is None:
        raise UserError(_TOO_LATE)
    return current


def retire_agenda(session: Session, incident: Incident, review: Review, *, now: datetime) -> None:
    """Once the hour has come, an agenda stands in the channel that is not true any more."""
    if review.state is ReviewState.REWINDING:
        about = {"review": review.id, "sequence": review.calendar_sequence}
        key = f"{review.id}:{review.calendar_sequence}"
        outbox.once(session, incident.team, RETIRE_AGENDA, key=key, due_at=now, **about)


def ask_again(session: Session, incident: Incident, review: Review, gesture: Gesture) -> None:
    """Whoever said yes to another date is asked about this one, unless they chose it themselves, or
    have been asked twice already. A letter that is not answered yet names the new date.
    """
    user = review.facilitator
    show_asked(session, incident.team, review.id, user, now=gesture.at)
    if user is None or user == gesture.by or review.accepted_at is None:
        return
    if ask_to_facilitate(session, incident, review.id, user, by=gesture.by, now=gesture.at):
        session.execute(update(ReviewRow).where(ReviewRow.id == review.id).values(accepted_at=None))


def _is_at(review: Review, chosen: Move) -> bool:
    is_same = (review.meets_at, review.length) == (chosen.meets_at, chosen.length)
    return is_same and review.depth is ReviewDepth.FULL and not review.is_off


def _take_off(
    session: Session,
    incident: Incident,
    review: Review,
    state: ReviewState,
    gesture: Gesture,
    reason: Mrkdwn | None = None,
) -> None:
    session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review.id)
        .values(
            state=state,
            reason=reason,
            reason_by=gesture.by if reason else None,
            calendar_sequence=ReviewRow.calendar_sequence + 1,
        )
    )
    retire_agenda(session, incident, review, now=gesture.at)
    tell_schedule(session, incident.team, review.id, now=gesture.at)
    send_invitation(session, incident.team, review.id, now=gesture.at)
    show_asked(session, incident.team, review.id, review.facilitator, now=gesture.at)
    show_letters(session, incident, review, now=gesture.at)


def _record(session: Session, incident: Incident, text: str, gesture: Gesture) -> None:
    step = f"date:{gesture.key}"
    record_step(
        session, incident.team, incident.id, step, Mrkdwn(text), at=gesture.at, by=gesture.by
    )
