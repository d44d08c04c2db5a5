"""Who facilitates: named, asked, accepted, passed on; never asked more than twice."""

from datetime import timedelta
from random import SystemRandom

import pytest
from sqlalchemy.orm import Session

from app.errors import FieldError, UserError
from app.incidents.rules import Incident
from app.reviews import service, service_facilitator, service_reflections, service_schedule
from app.reviews.rules import LENGTH, Review
from app.reviews.rules_reflections import Given
from app.reviews.rules_schedule import Move
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Audience, Question
from tests.db.reviews.test_meeting import MEETS, close, resolution, resolved, review_of
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts

DANA = UserId("U0DANA")
DAY = timedelta(days=1)


def letters(stored: Stored) -> list[str]:
    """Who is about to be asked."""
    return [row.arguments["user"] for row in stored.waiting(service.ASK_FACILITATOR)]


def deliver_letters(stored: Stored) -> None:
    stored.deliver(now=NOW + DAY)


def move(stored: Stored, incident: Incident, review: Review, by: UserId, days: int) -> None:
    chosen = Move(meets_at=MEETS + days * DAY, length=LENGTH, sequence=review.calendar_sequence)
    stored.do(service_schedule.move, incident, review.id, chosen, gesture(f"move-{days}", by=by))


def accept(stored: Stored, incident: Incident, review: Review, user: UserId) -> None:
    stored.do(service_facilitator.accept, incident, review, user, now=NOW)


def decline(stored: Stored, incident: Incident, review: Review, user: UserId) -> None:
    stored.do(service_facilitator.decline, incident, review, user, now=NOW)


def test_whoever_was_chosen_at_the_resolution_is_asked(stored: Stored) -> None:
    _, review = resolved(stored)

    assert review.accepted_at is None
    assert letters(stored) == [CAROL]


def test_who_chose_themselves_has_said_yes(stored: Stored) -> None:
    _, review = resolved(stored, resolution(facilitator=ALICE))

    assert review.accepted_at == NOW
    assert letters(stored) == []


def test_a_yes_counts_once(stored: Stored) -> None:
    incident, review = resolved(stored)

    accept(stored, incident, review, CAROL)
    stored.do(service_facilitator.accept, incident, review, CAROL, now=NOW + DAY)

    assert review_of(stored, incident).accepted_at == NOW


def test_not_this_time_asks_the_next_one_until_nobody_is_left(stored: Stored) -> None:
    for user in (BOB, CAROL, DANA):
        stored.person(user)
    incident, review = resolved(stored)
    deliver_letters(stored)

    asked = []
    while (facilitator := review_of(stored, incident).facilitator) is not None:
        asked.append(facilitator)
        decline(stored, incident, review, facilitator)

    assert sorted(asked) == sorted([BOB, CAROL, DANA])
    assert review_of(stored, incident).facilitator is None


def test_a_no_pressed_twice_asks_one(stored: Stored) -> None:
    for user in (BOB, CAROL, DANA):
        stored.person(user)
    incident, review = resolved(stored)

    decline(stored, incident, review, CAROL)
    after = review_of(stored, incident)
    decline(stored, incident, review, CAROL)

    assert review_of(stored, incident) == after


def test_an_old_letter_changes_nothing(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.do(service_facilitator.name, incident, review.id, DANA, None, gesture("named"))

    with pytest.raises(UserError, match="Somebody else facilitates"):
        accept(stored, incident, review, CAROL)

    current = review_of(stored, incident)
    assert (current.facilitator, current.accepted_at) == (DANA, None)


def test_a_yes_at_the_moment_in_which_somebody_else_is_named_is_not_theirs(
    stored: Stored,
) -> None:
    incident, review = resolved(stored)

    def named(session: Session) -> None:
        service_facilitator.name(session, incident, review.id, DANA, None, gesture("named"))

    def says_yes(session: Session) -> None:
        service_facilitator.accept(session, incident, review, CAROL, now=NOW)

    assert isinstance(stored.overlapping(named, says_yes).exception(), UserError)
    current = review_of(stored, incident)
    assert (current.facilitator, current.accepted_at) == (DANA, None)


def answered(stored: Stored, review: Review) -> None:
    """Somebody has told the facilitator something in confidence."""
    given = {Question.SAW: Given(Mrkdwn("A queue."), Audience.FACILITATOR)}
    keep = service_reflections.keep
    stored.do(keep, TEAM, review.id, BOB, given, token="t", random=SystemRandom(), now=NOW)


def name(stored: Stored, incident: Incident, review: Review, user: UserId, by: UserId) -> None:
    key = gesture(f"{user} by {by}", by=by)
    stored.do(service_facilitator.name, incident, review.id, user, None, key)


def test_once_people_answered_nobody_makes_themselves_the_facilitator(stored: Stored) -> None:
    incident, review = resolved(stored)
    answered(stored, review)

    with pytest.raises(FieldError, match="somebody else names you"):
        name(stored, incident, review, DANA, by=DANA)
    name(stored, incident, review, DANA, by=ALICE)

    assert review_of(stored, incident).facilitator == DANA


def test_once_people_answered_who_said_yes_is_replaced_by_themselves_alone(
    stored: Stored,
) -> None:
    incident, review = resolved(stored)
    accept(stored, incident, review, CAROL)
    answered(stored, review)

    for user, by in ((DANA, ALICE), (DANA, DANA)):
        with pytest.raises(FieldError, match="only they hand this on"):
            name(stored, incident, review, user, by=by)
    assert review_of(stored, incident).facilitator == CAROL
    name(stored, incident, review, DANA, by=CAROL)

    assert review_of(stored, incident).facilitator == DANA


def test_who_said_yes_and_left_can_be_replaced(stored: Stored) -> None:
    incident, review = resolved(stored)
    accept(stored, incident, review, CAROL)
    answered(stored, review)
    stored.person(CAROL, is_active=False)

    name(stored, incident, review, DANA, by=ALICE)

    assert review_of(stored, incident).facilitator == DANA


def test_after_the_review_nobody_is_named(stored: Stored) -> None:
    incident, review = resolved(stored)
    close(stored, review)

    with pytest.raises(FieldError, match="is over"):
        name(stored, incident, review, DANA, by=ALICE)


def test_somebody_of_the_response_needs_a_reason(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.keep(found(ts(), "The queue grows.", author=BOB))

    with pytest.raises(FieldError) as refused:
        stored.do(service_facilitator.name, incident, review.id, BOB, None, gesture("bare"))
    assert refused.value.field == "facilitator_reason"

    reason = Mrkdwn("Nobody else knows how to.")
    stored.do(service_facilitator.name, incident, review.id, BOB, reason, gesture("reasoned"))
    current = review_of(stored, incident)
    assert (current.facilitator, current.facilitator_reason) == (BOB, reason)


def test_a_bot_cannot_facilitate(stored: Stored) -> None:
    incident, review = resolved(stored)
    robot = stored.person(UserId("U0ROBOT"), is_bot=True)

    with pytest.raises(FieldError, match="bot"):
        stored.do(service_facilitator.name, incident, review.id, robot, None, gesture("bot"))


def test_another_date_asks_again_but_nobody_is_asked_a_third_time(stored: Stored) -> None:
    incident, review = resolved(stored)
    for days in range(1, 7):
        accept(stored, incident, review, CAROL)
        deliver_letters(stored)
        move(stored, incident, review_of(stored, incident), BOB, days)
        expected = [CAROL] if days == 1 else []
        assert letters(stored) == expected

    assert review_of(stored, incident).calendar_sequence == 6
    assert review_of(stored, incident).accepted_at == NOW


def test_only_letters_that_were_sent_count_as_asking(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.do(service_facilitator.name, incident, review.id, DANA, None, gesture("dana"))
    stored.deliver(now=NOW + DAY, posts=False)  # Carol's finds somebody else named
    stored.do(service_facilitator.name, incident, review.id, CAROL, None, gesture("carol"))
    deliver_letters(stored)
    accept(stored, incident, review_of(stored, incident), CAROL)

    move(stored, incident, review_of(stored, incident), BOB, 1)

    assert letters(stored) == [CAROL]


def test_a_letter_that_has_not_gone_yet_is_not_joined_by_a_second(stored: Stored) -> None:
    incident, review = resolved(stored)

    for days in (1, 2, 3):
        move(stored, incident, review_of(stored, incident), BOB, days)

    assert letters(stored) == [CAROL]
    assert review.id == review_of(stored, incident).id


def test_who_moves_the_meeting_themselves_has_said_yes_to_it(stored: Stored) -> None:
    incident, review = resolved(stored)
    accept(stored, incident, review, CAROL)

    move(stored, incident, review, CAROL, 1)

    assert review_of(stored, incident).accepted_at == NOW


def test_one_person_can_be_named_again_after_a_no(stored: Stored) -> None:
    incident, review = resolved(stored)
    decline(stored, incident, review, CAROL)

    stored.do(service_facilitator.name, incident, review.id, CAROL, None, gesture("again"))

    assert review_of(stored, incident).facilitator == CAROL


def test_naming_somebody_twice_is_naming_them_once(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.do(service_facilitator.name, incident, review.id, DANA, None, gesture("named"))
    accept(stored, incident, review, DANA)
    stored.do(service_facilitator.name, incident, review.id, DANA, None, gesture("named"))

    assert review_of(stored, incident).accepted_at == NOW
