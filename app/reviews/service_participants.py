"""Use cases of who takes part in a review, besides those whom their part in the incident makes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.db.tables import ParticipantRow
from app.db.upsert import upsert_all
from app.incidents.rules import Incident
from app.posting import find_post
from app.reviews.service import tell_schedule
from app.reviews.service_preparation import letter_key, plan_preparation, show_letter
from app.slack.ids import UserId
from app.vocabulary import Stance


def decline(
    session: Session, incident: Incident, review_id: int, user: UserId, *, now: datetime
) -> None:
    """Somebody would rather not take part: they get no letters of it and are listed no more."""
    _set(session, review_id, {user}, Stance.DECLINED)
    tell_schedule(session, incident.team, review_id, now=now)
    show_letter(session, incident.team, review_id, user, now=now)


def come_back(
    session: Session, incident: Incident, review_id: int, user: UserId, *, now: datetime
) -> None:
    """Somebody takes part after all, or for the first time."""
    _set(session, review_id, {user}, Stance.ADDED)
    tell_schedule(session, incident.team, review_id, now=now)
    plan_preparation(session, incident, review_id, now=now)
    if find_post(session, incident.team, letter_key(review_id, user)) is not None:
        show_letter(session, incident.team, review_id, user, now=now)


def change(
    session: Session,
    incident: Incident,
    review_id: int,
    *,
    added: Collection[UserId],
    removed: Collection[UserId],
    now: datetime,
) -> None:
    """Somebody else adds and removes people. Who would rather not take part stays away: only they
    themselves come back.
    """
    _set(session, review_id, added, Stance.ADDED, unless_declined=True)
    _set(session, review_id, removed, Stance.REMOVED, unless_declined=True)
    tell_schedule(session, incident.team, review_id, now=now)
    plan_preparation(session, incident, review_id, now=now)


def _set(
    session: Session,
    review_id: int,
    users: Collection[UserId],
    stance: Stance,
    *,
    unless_declined: bool = False,
) -> None:
    stays = ParticipantRow.stance != Stance.DECLINED
    upsert_all(
        session,
        ParticipantRow,
        [{"review_id": review_id, "user_id": user, "stance": stance} for user in users],
        unique=("review_id", "user_id"),
        update={"stance": stance},
        where=(lambda _new: stays) if unless_declined else None,
    )
