"""Use cases of facilitating a review: naming somebody, and their yes or no.

Whoever is named by somebody else is asked with a letter, twice at most.
"""

from datetime import datetime

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import DeclineRow, ReviewRow
from app.db.upsert import AGAINST_CHANGES, insert_all_once
from app.errors import FieldError, UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries, queries_facilitator, queries_reflections
from app.reviews.rules import Review
from app.reviews.rules_facilitator import naming_problems, replacing_problem
from app.reviews.service import INVITE_FACILITATOR, ask_to_facilitate, tell_schedule
from app.reviews.service_brief import plan_brief
from app.reviews.service_stops import show_again
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.service_system import record_step
from app.workspace import queries as workspace_queries

SHOW_ASKED = "reviews.show_asked"

_SOMEBODY_ELSE = (
    "Somebody else facilitates this review by now. Thank you for looking; `/incident review` in "
    "its channel shows where it stands."
)


def problems_of(
    session: Session, incident: Incident, user: UserId, reason: Mrkdwn | None
) -> dict[str, str]:
    """What speaks against somebody as a facilitator: a sentence by field id."""
    return naming_problems(
        is_bot=workspace_queries.is_bot(session, incident.team, user),
        is_responder=user in queries.responders(session, incident),
        reason=reason,
    )


def name(
    session: Session,
    incident: Incident,
    review_id: int,
    user: UserId,
    reason: Mrkdwn | None,
    gesture: Gesture,
) -> None:
    """Have somebody facilitate. Who names themselves has said yes; anybody else is asked.

    Raises FieldError for a bot, for somebody of the response without a reason, once the review is
    closed, and where answers would get a reader whom nobody else chose.
    """
    # Of a naming and somebody's answer at once, one waits.
    session.get_one(ReviewRow, review_id, with_for_update=AGAINST_CHANGES)
    before = queries.review(session, review_id)
    if (before.facilitator, before.facilitator_reason) == (user, reason):
        return
    if problem := _replacing_problem(session, incident, before, user, gesture.by):
        raise FieldError("facilitator", problem)
    for field, sentence in problems_of(session, incident, user, reason).items():
        raise FieldError(field, sentence)
    _put(session, review_id, user, reason, gesture)
    session.execute(
        delete(DeclineRow).where(DeclineRow.review_id == review_id, DeclineRow.user_id == user)
    )
    _have_in_place(session, incident, review_id, user, gesture)
    show_asked(session, incident.team, review_id, before.facilitator, now=gesture.at)
    text = Mrkdwn("Somebody was named to facilitate the review.")
    step = f"facilitator:{gesture.key}"
    record_step(session, incident.team, incident.id, step, text, at=gesture.at, by=gesture.by)


def accept(
    session: Session, incident: Incident, review: Review, user: UserId, *, now: datetime
) -> None:
    """Somebody who was asked says yes. Raises UserError when somebody else facilitates."""
    _check_is_asked(session, review.id, user)
    accepted = session.scalar(
        update(ReviewRow)
        .where(ReviewRow.id == review.id, ReviewRow.facilitator_id == user)
        .values(accepted_at=func.coalesce(ReviewRow.accepted_at, now))
        .returning(ReviewRow.id)
    )
    if accepted is None:  # somebody else was named at the same moment
        raise UserError(_SOMEBODY_ELSE)
    tell_schedule(session, incident.team, review.id, now=now)
    _invite(session, incident, review.id, now=now)
    show_asked(session, incident.team, review.id, user, now=now)


def decline(
    session: Session, incident: Incident, review: Review, user: UserId, *, now: datetime
) -> None:
    """Somebody who was asked cannot this time: the next one is asked, if there is one left. It is
    not told to anybody who it was. Saying no again is nothing. Raises UserError when somebody else
    facilitates.
    """
    has_declined = user in queries_facilitator.declined(session, review.id)
    if has_declined and queries.review(session, review.id).facilitator != user:
        return
    _check_is_asked(session, review.id, user)
    pass_on(session, incident, review.id, user, now=now)
    show_asked(session, incident.team, review.id, user, now=now)


def pass_on(
    session: Session, incident: Incident, review_id: int, user: UserId, *, now: datetime
) -> None:
    """Somebody does not facilitate, or is not there any more: the next one is asked, if there is
    one left.
    """
    values = {"review_id": review_id, "user_id": user}
    insert_all_once(session, DeclineRow, [values], unique=("review_id", "user_id"))
    away = queries_facilitator.declined(session, review_id)
    responders = queries.responders(session, incident)
    following = queries_facilitator.suggestion(session, incident, responders, without=away)
    passed = session.scalar(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.facilitator_id == user)
        .values(facilitator_id=following, facilitator_reason=None, accepted_at=None)
        .returning(ReviewRow.id)
    )
    if passed is None:
        return
    if following is None:
        tell_schedule(session, incident.team, review_id, now=now)
        plan_brief(session, incident, queries.review(session, review_id), now=now)
    else:
        asked = Gesture(by=incident.lead or incident.declared_by, at=now, key="")
        _have_in_place(session, incident, review_id, following, asked)


def _check_is_asked(session: Session, review_id: int, user: UserId) -> None:
    current = queries.review(session, review_id)
    if current.facilitator != user:
        raise UserError(_SOMEBODY_ELSE)
    if current.closed_at is not None:
        raise UserError("This review is over. Thank you; its channel has the summary.")


def _put(
    session: Session, review_id: int, user: UserId, reason: Mrkdwn | None, gesture: Gesture
) -> None:
    accepted_at = gesture.at if user == gesture.by else None
    session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(facilitator_id=user, facilitator_reason=reason, accepted_at=accepted_at)
    )


def _have_in_place(
    session: Session, incident: Incident, review_id: int, user: UserId, gesture: Gesture
) -> None:
    now = gesture.at
    tell_schedule(session, incident.team, review_id, now=now)
    if user == gesture.by:
        _invite(session, incident, review_id, now=now)
    plan_brief(session, incident, queries.review(session, review_id), now=now)
    if incident.open_channel is None:  # then the stops stand with whoever facilitates
        show_again(session, incident.team, [review_id], now=now)
    if user != gesture.by:
        ask_to_facilitate(session, incident, review_id, user, by=gesture.by, now=now)


def _invite(session: Session, incident: Incident, review_id: int, *, now: datetime) -> None:
    """Into the channel, where everybody sees it: hence after a yes."""
    outbox.again(
        session, incident.team, INVITE_FACILITATOR, key=review_id, due_at=now, review=review_id
    )


def _replacing_problem(
    session: Session, incident: Incident, before: Review, user: UserId, by: UserId
) -> str | None:
    people = workspace_queries.people(session, incident.team, {before.facilitator or user})
    return replacing_problem(
        before,
        user,
        by,
        has_answers=queries_reflections.how_many(session, before.id) > 0,
        is_there=all(person.is_active for person in people.values()),
    )


def show_asked(
    session: Session, team: TeamId, review_id: int, user: UserId | None, *, now: datetime
) -> None:
    """Have the letters to somebody say what has become of the question."""
    if user is not None:
        key = f"{review_id}:{user}"
        outbox.again(session, team, SHOW_ASKED, key=key, due_at=now, review=review_id, user=user)
