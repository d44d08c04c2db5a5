"""Having a shared review come back: once for each channel, and only while everybody may read it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.tables import FollowUpRow, IncidentRow, LookBackRow
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews.rules import Review
from app.slack.ids import ChannelId
from app.summaries import queries_anniversary, service_anniversary, service_checklist
from app.summaries.rules_anniversary import Lesson
from app.vocabulary import FollowUpState, Holds, Strength
from tests.db.summaries.test_summaries import reviewed, store, tell
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, gesture

LATER = NOW + timedelta(days=3)
HERE, THERE = ChannelId("C0HERE"), ChannelId("C0THERE")


def shared(stored: Stored) -> tuple[Incident, Review]:
    incident, review = reviewed(stored)
    store(stored, review, tell(stored, review))
    stored.do(review_service.close_meeting, TEAM, review.id, now=LATER)
    stored.do(service_checklist.share, incident, review, gesture("share", at=LATER))
    return incident, stored.do(review_queries.review, review.id)


def ask(stored: Stored, review: Review, channel: ChannelId = HERE, months: int = 12) -> datetime:
    asked = gesture(f"{channel} {months}", by=BOB, at=LATER)
    return stored.do(service_anniversary.ask, TEAM, review.id, channel, months, asked)


def lesson(stored: Stored, review: Review) -> Lesson | None:
    return stored.do(queries_anniversary.lesson, TEAM, review.id)


def hide(stored: Stored, incident: Incident) -> None:
    hidden = update(IncidentRow).where(IncidentRow.id == incident.id).values(is_private=True)
    stored.do(Session.execute, hidden)


def test_it_is_asked_for_once_for_each_channel_and_asking_again_moves_it(stored: Stored) -> None:
    _, review = shared(stored)
    ask(stored, review)
    due_at = ask(stored, review, months=3)
    ask(stored, review, THERE)

    assert due_at == datetime(2026, 6, 8, 9, tzinfo=UTC)  # 6 June is a Saturday
    upcoming = stored.do(queries_anniversary.anniversaries, review.id)
    assert [(one.channel, one.asked_by) for one in upcoming] == [(HERE, BOB), (THERE, BOB)]
    assert upcoming[0].due_at == due_at
    waiting = stored.waiting(service_anniversary.BRING_BACK)
    assert min(row.due_at for row in waiting) == due_at
    assert len(waiting) == 2


def test_it_can_be_taken_back_and_asked_for_anew(stored: Stored) -> None:
    _, review = shared(stored)
    ask(stored, review)
    for _ in range(2):
        stored.do(service_anniversary.take_back, review.id, HERE)
    assert stored.do(queries_anniversary.anniversary, review.id, HERE) is None
    ask(stored, review)
    assert stored.do(queries_anniversary.anniversary, review.id, HERE) is not None


def test_one_that_is_moved_while_it_comes_back_is_still_to_come(stored: Stored) -> None:
    _, review = shared(stored)
    ask(stored, review, months=3)
    came_back = stored.do(queries_anniversary.anniversary, review.id, HERE)
    assert came_back is not None
    ask(stored, review)
    stored.do(service_anniversary.settle, review.id, came_back)
    moved = stored.do(queries_anniversary.anniversary, review.id, HERE)
    assert moved is not None
    stored.do(service_anniversary.settle, review.id, moved)
    assert stored.do(queries_anniversary.anniversary, review.id, HERE) is None


def test_what_is_not_shared_with_everybody_cannot_come_back(stored: Stored) -> None:
    incident, review = shared(stored)
    assert lesson(stored, review) is not None

    hide(stored, incident)
    assert lesson(stored, review) is None
    with pytest.raises(UserError, match="shared with everybody"):
        ask(stored, review)


def test_it_is_gone_once_the_sharing_is_taken_back(stored: Stored) -> None:
    incident, review = shared(stored)
    stored.do(service_checklist.take_back, incident, review, now=LATER)
    assert lesson(stored, review) is None
    with pytest.raises(UserError, match="Share it first"):
        ask(stored, review)


def test_it_tells_what_the_last_look_back_said_and_nothing_of_a_run_before(stored: Stored) -> None:
    _, review = shared(stored)
    done_at = LATER + timedelta(days=9)
    add_change(stored, review, "limit", done_at)
    add_change(stored, review, "again", None)
    add_change(stored, review, "against", None, FollowUpState.DECIDED_NOT)
    for days, holds in ((30, Holds.NO), (90, Holds.PARTLY)):
        look_back(stored, 1, done_at, days, holds)
    look_back(stored, 2, NOW, 30, Holds.NO)

    found = lesson(stored, review)

    assert found is not None
    assert [(one.state, one.holds) for one in found.changes] == [
        (FollowUpState.DONE, Holds.PARTLY),
        (FollowUpState.OPEN, None),
    ]


def add_change(
    stored: Stored,
    review: Review,
    text: str,
    done_at: datetime | None,
    state: FollowUpState | None = None,
) -> None:
    row = FollowUpRow(
        review_id=review.id,
        key=text,
        text=text,
        strength=Strength.ENGINEER,
        state=state or (FollowUpState.DONE if done_at else FollowUpState.OPEN),
        closed_at=done_at,
        made_by=ALICE,
        made_at=NOW,
    )
    stored.do(Session.add, row)


def look_back(stored: Stored, change: int, done_at: datetime, days: int, holds: Holds) -> None:
    row = LookBackRow(
        followup_id=change, done_at=done_at, days=days, holds=holds, answered_at=LATER
    )
    stored.do(Session.add, row)
