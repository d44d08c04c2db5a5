"""Which changes a review has, and which factors they answer."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.db.tables import AnswersRow, FindingRow, FollowUpRow, ReviewRow
from app.followups.queries import followup, followups
from app.vocabulary import Category, FindingKind, FollowUpState, ReviewState, Strength
from tests.factories import ALICE, NOW, Stored


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    stored.incident()
    with Session(stored.engine) as session:
        yield session


def review(session: Session) -> int:
    row = ReviewRow(
        incident_id=1,
        state=ReviewState.BUILDING_FORWARD,
        meets_at=NOW,
        length_minutes=60,
        calendar_uid="uid",
    )
    session.add(row)
    session.flush()
    return row.id


def factor(session: Session, review_id: int, key: str, merged_into: int | None = None) -> int:
    row = FindingRow(
        review_id=review_id,
        key=key,
        kind=FindingKind.FACTOR,
        category=Category.STRETCH,
        text=key,
        found_by=ALICE,
        found_at=NOW,
        merged_into_id=merged_into,
    )
    session.add(row)
    session.flush()
    return row.id


def change(
    session: Session,
    review_id: int,
    key: str,
    *factors: int,
    state: FollowUpState = FollowUpState.OPEN,
) -> int:
    row = FollowUpRow(
        review_id=review_id,
        key=key,
        text=key,
        strength=Strength.ENGINEER,
        state=state,
        reason="Not now" if state is FollowUpState.DECIDED_NOT else None,
        made_by=ALICE,
        made_at=NOW,
    )
    session.add(row)
    session.flush()
    for finding_id in factors:
        session.add(AnswersRow(followup_id=row.id, finding_id=finding_id))
    session.flush()
    return row.id


def test_changes_come_in_the_order_they_were_made_and_those_decided_against_last(
    session: Session,
) -> None:
    review_id = review(session)
    against = change(session, review_id, "against", state=FollowUpState.DECIDED_NOT)
    first, second = change(session, review_id, "first"), change(session, review_id, "second")
    assert [one.id for one in followups(session, review_id)] == [first, second, against]


def test_a_merged_factor_is_answered_through_the_one_that_tells_it_now(session: Session) -> None:
    review_id = review(session)
    kept = factor(session, review_id, "kept")
    middle = factor(session, review_id, "middle", kept)
    merged = factor(session, review_id, "merged", middle)
    gone = factor(session, review_id, "gone")
    session.get_one(FindingRow, gone).removed_at = NOW
    found = followup(session, change(session, review_id, "one", merged, kept, gone))
    assert found is not None
    assert found.factors == (kept,)


def test_a_change_that_is_not_there_is_none(session: Session) -> None:
    assert followup(session, 404) is None
