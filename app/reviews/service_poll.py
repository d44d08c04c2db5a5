"""Use cases of the end of a review: the poll, and what is said of groups without a factor."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import GroupAnswerRow, PollRow, VoterRow
from app.db.upsert import insert_all_once, upsert
from app.incidents.service import Gesture
from app.reviews.service import SHOW_POLL
from app.reviews.service_findings import tell_change
from app.slack.ids import TeamId, UserId
from app.vocabulary import FactorGroup, PollQuestion

COUNTS_WAIT_FOR = timedelta(minutes=10)
"""Counts change after a pause, so that nobody sees whose answer changed them."""


def vote(
    session: Session,
    team: TeamId,
    review_id: int,
    question: PollQuestion,
    user: UserId,
    *,
    says_yes: bool,
    now: datetime,
) -> bool:
    """Count somebody's answer. False when they have answered this question before."""
    voter = {"review_id": review_id, "question": question, "user_id": user}
    unique = ("review_id", "question", "user_id")
    if not insert_all_once(session, VoterRow, [voter], unique=unique):
        return False
    column = PollRow.yes if says_yes else PollRow.no
    first = {"yes": int(says_yes), "no": int(not says_yes)}
    upsert(
        session,
        PollRow,
        {"review_id": review_id, "question": question, **first},
        unique=("review_id", "question"),
        update={column.key: column + 1},
    )
    due_at = now + COUNTS_WAIT_FOR
    outbox.again(session, team, SHOW_POLL, key=review_id, due_at=due_at, review=review_id)
    return True


def answer_group(
    session: Session, team: TeamId, review_id: int, group: FactorGroup, gesture: Gesture
) -> None:
    """Keep that there is nothing to find in a group this time. The first answer counts."""
    answer = {
        "review_id": review_id,
        "group": group,
        "answered_by": gesture.by,
        "answered_at": gesture.at,
    }
    if insert_all_once(session, GroupAnswerRow, [answer], unique=("review_id", "group")):
        tell_change(session, team, review_id, now=gesture.at)
