"""Before a review everybody who takes part is written to once, on a working morning of theirs."""

from datetime import UTC, datetime, timedelta

from app.incidents.rules import Incident
from app.reviews import queries, service, service_participants
from app.reviews.rules import LENGTH, Review
from app.reviews.service_preparation import ASK_REFLECTIONS, plan_preparation
from app.slack.ids import UserId
from tests.db.reviews.test_meeting import MEETS, resolution, resolved
from tests.factories import ALICE, BOB, CAROL, NOW, Stored, found, gesture, ts

ERIN = UserId("U0ERIN")


def letters(stored: Stored) -> dict[str, datetime]:
    """Who is written to, and when."""
    return {row.arguments["user"]: row.due_at for row in stored.waiting(ASK_REFLECTIONS)}


def taking_part(stored: Stored, incident: Incident, review: Review) -> frozenset[UserId]:
    return stored.do(queries.participants, incident, review)


def add(stored: Stored, incident: Incident, review: Review, *users: UserId) -> None:
    stored.do(service_participants.change, incident, review.id, added=users, removed=(), now=NOW)


def remove(stored: Stored, incident: Incident, review: Review, *users: UserId) -> None:
    stored.do(service_participants.change, incident, review.id, added=(), removed=users, now=NOW)


def test_the_letter_waits_for_the_next_morning_in_each_persons_own_zone(stored: Stored) -> None:
    stored.person(ALICE, "America/New_York")
    stored.person(BOB, "Asia/Kolkata")
    incident = stored.incident()
    stored.keep(found(ts(), "It grows.", author=BOB), by=BOB)
    stored.do(service.resolve, incident, resolution(), gesture("resolve"))

    assert letters(stored) == {
        ALICE: datetime(2026, 3, 4, 14, tzinfo=UTC),
        BOB: datetime(2026, 3, 4, 3, 30, tzinfo=UTC),
    }


def test_a_review_that_is_too_near_for_a_morning_is_asked_about_today(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")
    resolved(stored, resolution(meets_at=NOW + timedelta(hours=5)))

    assert letters(stored) == {ALICE: NOW}


def test_moving_the_review_six_times_keeps_one_letter_each(stored: Stored) -> None:
    incident, review = resolved(stored)

    for days in range(6):
        stored.do(
            service.change_meeting,
            incident,
            review.id,
            MEETS + timedelta(days=days),
            LENGTH,
            now=NOW,
        )

    assert list(letters(stored)) == [ALICE]


def test_who_is_added_is_written_to_and_who_is_removed_is_not_listed(stored: Stored) -> None:
    incident, review = resolved(stored)

    add(stored, incident, review, ERIN)
    assert ERIN in letters(stored)
    assert ERIN in taking_part(stored, incident, review)

    remove(stored, incident, review, ERIN, ALICE)
    assert taking_part(stored, incident, review) == frozenset()


def test_who_would_rather_not_comes_back_only_by_themselves(stored: Stored) -> None:
    incident, review = resolved(stored)

    stored.do(service_participants.decline, incident, review.id, ALICE, now=NOW)
    add(stored, incident, review, ALICE)
    remove(stored, incident, review, ALICE)
    assert taking_part(stored, incident, review) == frozenset()
    assert stored.do(queries.has_declined, review.id, ALICE)

    stored.do(service_participants.come_back, incident, review.id, ALICE, now=NOW)
    assert taking_part(stored, incident, review) == {ALICE}


def test_a_bot_that_was_added_before_it_was_known_takes_no_part(stored: Stored) -> None:
    incident, review = resolved(stored)
    add(stored, incident, review, CAROL)

    stored.person(CAROL, is_bot=True)

    assert CAROL not in taking_part(stored, incident, review)


def test_sixty_people_cost_as_many_statements_as_one(stored: Stored) -> None:
    incident, review = resolved(stored)
    crowd = [UserId(f"U0PERSON{n:02}") for n in range(60)]

    def cost() -> int:
        return stored.count_statements(plan_preparation, incident, review.id, now=NOW)

    alone = cost()
    add(stored, incident, review, *crowd)
    for user in crowd:
        stored.person(user)

    assert len(letters(stored)) == 61
    assert cost() <= alone
