"""What the checklist knows, from what is stored; letting gates pass; sharing and taking back."""

from datetime import timedelta
from random import SystemRandom

import pytest

from app.config import Settings
from app.db import outbox
from app.db.engine import Database, make_engine
from app.deps import Deps
from app.errors import NotYetError, UserError
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews import service_reflections
from app.reviews.rules import Review
from app.reviews.rules_reflections import Given
from app.reviews.service import WRITE_SUMMARY
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries_checklist, service_checklist
from app.summaries.effects_checklist import announce_shared
from app.summaries.rules_checklist import Facts, Item
from app.summaries.service_checklist import ANNOUNCE_SHARED
from app.vocabulary import Audience, Question, ReviewState
from app.workspace import service as workspace_service
from tests.db.summaries.test_summaries import DANA, reviewed
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, found, gesture, ts
from tests.unit.test_worker import MovedClock, no_slack

LATER = NOW + timedelta(days=3)


def facts(stored: Stored, review: Review) -> Facts:
    return stored.do(queries_checklist.facts, review.id)


def closed(stored: Stored) -> Review:
    _, review = reviewed(stored)
    stored.do(review_service.close_meeting, TEAM, review.id, now=LATER)
    return stored.do(review_queries.review, review.id)


def reflect(stored: Stored, review: Review, user: UserId, *questions: Question) -> None:
    given = {each: Given(Mrkdwn("A queue."), Audience.UNNAMED) for each in questions}
    stored.do(
        service_reflections.keep,
        TEAM,
        review.id,
        user,
        given,
        token=f"{user} {questions}",
        random=SystemRandom(),
        now=NOW,
    )


def test_it_counts_people_without_knowing_them(stored: Stored) -> None:
    _, review = reviewed(stored)
    reflect(stored, review, ALICE, Question.SAW, Question.HELPED)
    reflect(stored, review, BOB, Question.SAW)

    known = facts(stored, review)

    assert known.reflected == 2
    assert known.participants == len({ALICE, BOB, CAROL})
    assert known.in_timeline == 1
    assert known.working_days == 2


def test_marks_of_whoever_facilitates_are_no_part_in_the_response(stored: Stored) -> None:
    _, review = reviewed(stored)
    stored.keep(found(ts(NOW, 9), "one more", author=CAROL), by=DANA)
    assert not facts(stored, review).took_part

    stored.keep(found(ts(NOW, 10), "said by them", author=DANA), by=BOB)
    assert facts(stored, review).took_part


def test_a_waiver_holds_until_it_is_taken_back(stored: Stored) -> None:
    review = closed(stored)
    item = Item.REFLECTIONS
    for reason in ("Away.", "Everybody is away."):
        said = Mrkdwn(reason)
        stored.do(service_checklist.waive, TEAM, review.id, item, said, gesture("waive"))
    assert facts(stored, review).waivers == {item: Mrkdwn("Everybody is away.")}

    stored.do(service_checklist.unwaive, TEAM, review.id, item, now=LATER)
    assert facts(stored, review).waivers == {}


def test_before_the_end_nothing_of_it_writes_a_summary(stored: Stored) -> None:
    _, review = reviewed(stored)
    said = Mrkdwn("Away.")
    stored.do(service_checklist.waive, TEAM, review.id, Item.PHASES, said, gesture("waive"))
    assert stored.waiting(WRITE_SUMMARY) == []


def test_sharing_twice_is_sharing_once_and_can_be_taken_back(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.do(review_service.close_meeting, TEAM, review.id, now=LATER)
    for _ in range(2):
        stored.do(service_checklist.share, incident, review, gesture("share"))
    shared = stored.do(review_queries.review, review.id)
    assert (shared.state, shared.shared_at) == (ReviewState.SHARED, gesture("share").at)
    assert len(stored.waiting(ANNOUNCE_SHARED)) == 1

    stored.do(service_checklist.take_back, incident, shared, now=LATER)
    again = stored.do(review_queries.review, review.id)
    assert (again.state, again.shared_at) == (ReviewState.BUILDING_FORWARD, None)


async def test_the_line_waits_for_the_summary_that_it_leads_to(
    stored: Stored, database_url: str
) -> None:
    incident, review = reviewed(stored)
    stored.do(workspace_service.propose_announcement_channel, TEAM, CHANNEL, now=NOW)
    stored.do(review_service.close_meeting, TEAM, review.id, now=LATER)
    stored.do(service_checklist.share, incident, review, gesture("share"))
    jobs = stored.do(outbox.claim, worker="w", now=LATER, lease_for=timedelta(hours=1), limit=99)
    (job,) = [one for one in jobs if one.effect == ANNOUNCE_SHARED]
    db = Database(make_engine(database_url))

    with pytest.raises(NotYetError):
        await announce_shared(Deps(db, no_slack, MovedClock(), Settings.model_construct()), job)

    db.close()


def test_what_has_not_been_told_cannot_be_shared(stored: Stored) -> None:
    incident, review = reviewed(stored)
    with pytest.raises(UserError, match="once its summary stands"):
        stored.do(service_checklist.share, incident, review, gesture("share"))


def test_reading_it_takes_as_many_statements_for_many_entries(stored: Stored) -> None:
    _, review = reviewed(stored)
    few = stored.count_statements(queries_checklist.checklist_now, review.id)
    for number in range(20, 50):
        stored.keep(found(ts(NOW, number), f"Fact {number}.", author=BOB))
    assert stored.count_statements(queries_checklist.checklist_now, review.id) == few
