"""The poll and the questions about empty groups as they are stored: each answer counts once."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import PollRow, VoterRow
from app.reviews import queries_findings, service_poll, service_rewind
from app.reviews.rules import Review
from app.reviews.rules_findings import Tally
from app.reviews.service import ASK_GROUPS, SHOW_POLL, WRITE_SUMMARY
from app.slack.ids import UserId
from app.vocabulary import FactorGroup, PollQuestion
from tests.db.reviews.test_meeting import MEETS, close
from tests.db.reviews.test_rewind import begun, moved, reviewed
from tests.factories import ALICE, BOB, CAROL, TEAM, Stored, gesture


def vote(stored: Stored, review: Review, user: UserId, *, says_yes: bool = True) -> bool:
    return stored.do(
        service_poll.vote,
        TEAM,
        review.id,
        PollQuestion.LEARNED,
        user,
        says_yes=says_yes,
        now=MEETS,
    )


def learned(stored: Stored, review: Review) -> Tally:
    return stored.do(queries_findings.poll, review.id)[PollQuestion.LEARNED]


def test_before_anybody_has_answered_both_questions_stand_at_nothing(stored: Stored) -> None:
    _, review = reviewed(stored)
    assert stored.do(queries_findings.poll, review.id) == dict.fromkeys(PollQuestion, Tally())


def test_an_answer_counts_once_whatever_is_pressed_next(stored: Stored) -> None:
    _, review = reviewed(stored)

    assert vote(stored, review, ALICE)
    assert not vote(stored, review, ALICE)
    assert not vote(stored, review, ALICE, says_yes=False)
    assert vote(stored, review, BOB, says_yes=False)

    assert learned(stored, review) == Tally(1, 1)
    assert stored.do(queries_findings.poll, review.id)[PollQuestion.COME_AGAIN] == Tally()


def test_of_many_who_answer_at_once_all_count(stored: Stored) -> None:
    _, review = reviewed(stored)

    def voting(user: UserId) -> Callable[[Session], bool]:
        def use_case(session: Session) -> bool:
            question = PollQuestion.LEARNED
            return service_poll.vote(
                session, TEAM, review.id, question, user, says_yes=True, now=MEETS
            )

        return use_case

    users = [ALICE, BOB, CAROL, UserId("U0DORA")]
    assert all(each.result() for each in stored.at_once([voting(user) for user in users]))
    assert learned(stored, review) == Tally(4, 0)


def test_how_somebody_answered_is_nowhere(stored: Stored) -> None:
    _, review = reviewed(stored)
    vote(stored, review, ALICE, says_yes=False)

    def columns(session: Session) -> tuple[set[str], set[str]]:
        session.scalars(select(VoterRow)).one()
        session.scalars(select(PollRow)).one()
        return {*VoterRow.__table__.columns.keys()}, {*PollRow.__table__.columns.keys()}

    voter, counts = stored.do(columns)
    assert voter == {"review_id", "question", "user_id"}
    assert counts == {"review_id", "question", "yes", "no"}


def test_counts_change_after_a_pause(stored: Stored) -> None:
    _, review = reviewed(stored)
    vote(stored, review, ALICE)
    (armed,) = stored.waiting(SHOW_POLL)
    assert armed.due_at == MEETS + service_poll.COUNTS_WAIT_FOR


def test_closing_asks_about_groups_and_posts_the_poll(stored: Stored) -> None:
    _, review = reviewed(stored)
    assert stored.waiting(ASK_GROUPS) == []
    close(stored, review)
    assert len(stored.waiting(ASK_GROUPS)) == 1
    assert len(stored.waiting(SHOW_POLL)) == 1


def test_a_rewind_that_ends_after_its_hour_asks_then(stored: Stored) -> None:
    _, review = begun(stored, entries=1)
    close(stored, review)
    before = stored.waiting(ASK_GROUPS)[0].version
    moved(stored, review, 0)
    assert stored.do(service_rewind.finish, TEAM, review.id, 1, now=MEETS)
    assert stored.waiting(ASK_GROUPS)[0].version > before


def test_a_group_is_answered_once_and_the_summary_told(stored: Stored) -> None:
    _, review = reviewed(stored)
    close(stored, review)
    before = stored.waiting(WRITE_SUMMARY)[0].version
    for key, user in (("first", ALICE), ("second", BOB)):
        answer = gesture(key, by=user)
        stored.do(service_poll.answer_group, TEAM, review.id, FactorGroup.PROCESS, answer)

    assert stored.do(queries_findings.group_answers, review.id) == {FactorGroup.PROCESS}
    assert stored.waiting(WRITE_SUMMARY)[0].version == before + 1
