"""Use cases of finishing a review: letting a gate pass with a reason, naming who writes it up,
sharing it, and taking each of them back.
"""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import ReviewRow, WaiverRow
from app.db.upsert import upsert
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.reviews.service import tell_schedule, write_summary
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_checklist import Item
from app.timeline.service_system import record_step
from app.vocabulary import ReviewState
from app.workspace import service as workspace_service

ANNOUNCE_SHARED = "summaries.announce_shared"


def waive(
    session: Session, team: TeamId, review_id: int, item: Item, reason: Mrkdwn, gesture: Gesture
) -> None:
    """Let a gate pass. Waiving it again replaces the reason."""
    said = {"reason": reason, "waived_by": gesture.by, "waived_at": gesture.at}
    upsert(
        session,
        WaiverRow,
        {"review_id": review_id, "item": item.value, **said},
        unique=("review_id", "item"),
        update=said,
    )
    _tell(session, team, review_id, now=gesture.at)


def unwaive(session: Session, team: TeamId, review_id: int, item: Item, *, now: datetime) -> None:
    """Ask for it again."""
    is_it = WaiverRow.review_id == review_id, WaiverRow.item == item.value
    session.execute(delete(WaiverRow).where(*is_it))
    _tell(session, team, review_id, now=now)


def name_owner(
    session: Session, team: TeamId, review_id: int, owner: UserId | None, *, now: datetime
) -> None:
    """Who finishes the write-up; nobody means whoever facilitates."""
    session.execute(update(ReviewRow).where(ReviewRow.id == review_id).values(owner_id=owner))
    if owner is not None:
        workspace_service.meet(session, team, {owner}, now=now)


def share(session: Session, incident: Incident, review: Review, gesture: Gesture) -> None:
    """Say that the review is whole, where incidents are announced. Raises UserError before its
    summary stands. Sharing what is shared changes nothing.
    """
    shared = session.scalar(
        update(ReviewRow)
        .where(ReviewRow.id == review.id, ReviewRow.state == ReviewState.BUILDING_FORWARD)
        .values(state=ReviewState.SHARED, shared_at=gesture.at)
        .returning(ReviewRow.id)
    )
    if shared is None:
        if review_queries.review(session, review.id).state is ReviewState.SHARED:
            return
        raise UserError("It can be shared once its summary stands, after the rewind.")
    text = Mrkdwn("The review was shared.")
    record_step(session, incident.team, incident.id, "shared", text, at=gesture.at, by=gesture.by)
    outbox.again(
        session,
        incident.team,
        ANNOUNCE_SHARED,
        key=review.id,
        due_at=gesture.at,
        review=review.id,
    )
    _tell(session, incident.team, review.id, now=gesture.at)


def take_back(session: Session, incident: Incident, review: Review, *, now: datetime) -> None:
    """Go on with a review that was shared; what was announced says so."""
    again = session.scalar(
        update(ReviewRow)
        .where(ReviewRow.id == review.id, ReviewRow.state == ReviewState.SHARED)
        .values(state=ReviewState.BUILDING_FORWARD, shared_at=None)
        .returning(ReviewRow.id)
    )
    if again is None:
        return
    outbox.again(
        session, incident.team, ANNOUNCE_SHARED, key=review.id, due_at=now, review=review.id
    )
    _tell(session, incident.team, review.id, now=now)


def _tell(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """The review's message and, once there is one, the summary say what is so now."""
    tell_schedule(session, team, review_id, now=now)
    if review_queries.review(session, review_id).closed_at is not None:
        write_summary(session, team, review_id, now=now)
