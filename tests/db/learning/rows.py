"""What was found and changed after an incident, for tests of what is learned from it."""

from datetime import timedelta

from app.db.tables import FindingRow, FollowUpRow, ReviewRow
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews.rules import Review
from app.reviews.rules_proposal import Resolution
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FindingKind, FollowUpState, Strength
from tests.factories import BOB, NOW, Stored, gesture

DANA = UserId("U0DANA")


def resolve(stored: Stored, incident: Incident) -> Review:
    form = Resolution(
        began_at=NOW - timedelta(hours=1),
        ended_at=NOW + timedelta(hours=1),
        impact=Mrkdwn("Results of the day before were shown"),
        eased_by=Mrkdwn("a restart of the indexers"),
        meets_at=NOW + timedelta(days=2),
        facilitator=DANA,
    )
    stored.do(review_service.resolve, incident, form, gesture("resolve"))
    review = stored.do(review_queries.review_of, incident.id)
    assert review is not None
    return review


def add(stored: Stored, *rows: object) -> None:
    stored.do(lambda session: session.add_all(rows))


def a_finding(
    review: Review | ReviewRow, words: str, kind: FindingKind = FindingKind.FACTOR
) -> FindingRow:
    return FindingRow(
        review_id=review.id, key=words, kind=kind, text=words, found_by=BOB, found_at=NOW
    )


def a_change(review: Review | ReviewRow, words: str) -> FollowUpRow:
    return FollowUpRow(
        review_id=review.id,
        key=words,
        text=words,
        strength=Strength.ENGINEER,
        state=FollowUpState.OPEN,
        made_by=BOB,
        made_at=NOW,
    )
