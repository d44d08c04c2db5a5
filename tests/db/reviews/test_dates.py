"""A review's date: moved, skipped, called off, brought back; each gesture once, until it begins."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import (
    service,
    service_facilitator,
    service_light,
    service_preparation,
    service_rewind,
    service_schedule,
)
from app.reviews.rules import LENGTH, LONG_LENGTH, Review
from app.reviews.rules_schedule import Move, Offer
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ReviewDepth, ReviewState
from tests.db.reviews.test_meeting import MEETS, close, resolution, resolved, review_of
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts

DAY = timedelta(days=1)
REASON = Mrkdwn("A drill; nothing broke.")


def later(review: Review, days: int = 1) -> Move:
    return Move(meets_at=MEETS + days * DAY, length=LENGTH, sequence=review.calendar_sequence)


def move(stored: Stored, incident: Incident, review: Review, chosen: Move, key: str = "m") -> None:
    stored.do(service_schedule.move, incident, review.id, chosen, gesture(key))


def skip(stored: Stored, incident: Incident, review: Review) -> None:
    stored.do(service_schedule.skip, incident, review.id, REASON, gesture("skip"))


def call_off(stored: Stored, incident: Incident, review: Review) -> None:
    stored.do(service_schedule.call_off, incident, review.id, gesture("off"))


def offer(stored: Stored, incident: Incident, review: Review, viewer: UserId = ALICE) -> Offer:
    return stored.do(service_schedule.offer, incident, review, viewer, now=NOW)


def due(stored: Stored, effect: str) -> list[object]:
    return [row.due_at for row in stored.waiting(effect)]


def test_everything_that_rings_moves_along(stored: Stored) -> None:
    incident, review = resolved(stored)

    move(stored, incident, review, later(review))

    assert review_of(stored, incident).meets_at == MEETS + DAY
    assert due(stored, service.OPEN_MEETING) == [MEETS + DAY]
    assert due(stored, service.CLOSE_MEETING) == [MEETS + DAY + LENGTH]


def test_a_form_delivered_twice_moves_once(stored: Stored) -> None:
    incident, review = resolved(stored)
    chosen = later(review)

    move(stored, incident, review, chosen)
    move(stored, incident, review, chosen)

    assert review_of(stored, incident).calendar_sequence == 1


def test_of_two_who_move_it_the_second_is_told(stored: Stored) -> None:
    incident, review = resolved(stored)

    second = stored.overlapping(
        lambda session: service_schedule.move(
            session, incident, review.id, later(review), gesture("one")
        ),
        lambda session: service_schedule.move(
            session, incident, review.id, later(review, 2), gesture("two", by=BOB)
        ),
    )

    assert isinstance(second.exception(), UserError)
    assert review_of(stored, incident).meets_at == MEETS + DAY


def test_moving_it_to_where_it_is_changes_nothing(stored: Stored) -> None:
    incident, review = resolved(stored)

    move(stored, incident, review, later(review, 0))

    assert review_of(stored, incident) == review


def test_an_early_ring_opens_nothing(stored: Stored) -> None:
    incident, review = resolved(stored)
    move(stored, incident, review, later(review))

    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    assert review_of(stored, incident).state is ReviewState.SCHEDULED


@pytest.mark.parametrize("take_off", [skip, call_off])
def test_a_review_that_is_off_neither_opens_nor_closes_nor_starts(
    stored: Stored, take_off: Callable[[Stored, Incident, Review], None]
) -> None:
    incident, review = resolved(stored)
    take_off(stored, incident, review)
    before = review_of(stored, incident)

    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)
    assert close(stored, review) is False
    with pytest.raises(UserError, match="in its message"):
        stored.do(service_rewind.start, incident, review, CAROL, now=MEETS)

    assert review_of(stored, incident) == before


def test_a_skipped_review_keeps_its_reason_until_it_comes_back(stored: Stored) -> None:
    incident, review = resolved(stored)
    skip(stored, incident, review)
    skip(stored, incident, review)
    skipped = review_of(stored, incident)
    assert (skipped.state, skipped.reason) == (ReviewState.SKIPPED, REASON)
    assert skipped.calendar_sequence == 1

    for _ in range(2):
        stored.do(service_schedule.bring_back, incident, review.id, gesture("back"))

    back = review_of(stored, incident)
    assert (back.state, back.reason, back.calendar_sequence) == (ReviewState.SCHEDULED, None, 2)
    assert due(stored, service.OPEN_MEETING) == [back.meets_at]


@pytest.mark.parametrize("take_off", [skip, call_off])
def test_letters_that_stand_are_told_that_it_is_off(
    stored: Stored, take_off: Callable[[Stored, Incident, Review], None]
) -> None:
    incident, review = resolved(stored)

    take_off(stored, incident, review)

    assert due(stored, service_facilitator.SHOW_ASKED) == [NOW]
    assert set(due(stored, service_preparation.ASK_REFLECTIONS)) == {NOW}


def test_a_light_review_comes_back_light(stored: Stored) -> None:
    incident, review = resolved(stored)
    for key in ("light", "light again"):
        stored.do(service_light.make_light, incident, review, gesture(key))
    before = review_of(stored, incident)
    assert before.calendar_sequence == 1
    skip(stored, incident, review)

    stored.do(service_schedule.bring_back, incident, review.id, gesture("back"))

    back = review_of(stored, incident)
    assert (back.depth, back.length) == (ReviewDepth.LIGHT, before.length)


def test_made_light_after_its_hour_the_agenda_goes_and_the_yes_is_asked_anew(
    stored: Stored,
) -> None:
    incident, review = resolved(stored)
    stored.do(service_facilitator.accept, incident, review, CAROL, now=NOW)
    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    stored.do(service_light.make_light, incident, review, gesture("light", at=MEETS))

    assert len(stored.waiting(service_schedule.RETIRE_AGENDA)) == 1
    assert review_of(stored, incident).accepted_at is None


@pytest.mark.parametrize("is_begun", [True, False])
def test_what_has_begun_or_is_over_keeps_its_date(stored: Stored, *, is_begun: bool) -> None:
    incident, review = resolved(stored)
    if is_begun:
        stored.do(service_rewind.start, incident, review, CAROL, now=MEETS)
    else:
        close(stored, review)
    before = review_of(stored, incident)

    changes: Sequence[Callable[[], None]] = (
        lambda: move(stored, incident, review, later(review)),
        lambda: skip(stored, incident, review),
        lambda: call_off(stored, incident, review),
    )
    for change in changes:
        with pytest.raises(UserError, match="has begun or is over"):
            change()

    assert review_of(stored, incident) == before


def test_other_times_are_offered_earliest_first(stored: Stored) -> None:
    incident, review = resolved(stored)

    found_times = [slot.starts_at for slot in offer(stored, incident, review).slots]

    assert len(found_times) == service_schedule.OFFERED
    assert found_times == sorted(found_times)
    assert review.meets_at not in found_times


def test_an_hour_that_suits_not_everybody_is_said_to(stored: Stored) -> None:
    stored.person(ALICE, "Pacific/Auckland")
    stored.person(CAROL, "America/Los_Angeles")
    stored.person(BOB, "Europe/Berlin")
    incident = stored.incident()
    stored.keep(found(ts(), "The queue grows.", author=BOB))
    review = resolved_review(stored, incident)

    assert all(slot.note for slot in offer(stored, incident, review).slots)


def test_more_than_nine_people_take_an_hour_and_a_half(stored: Stored) -> None:
    incident = stored.incident()
    for n in range(10):
        text, at = f"Fact {n}", NOW + timedelta(minutes=n)
        stored.keep(found(ts(at), text, author=UserId(f"U0P{n}")))
    review = resolved_review(stored, incident)

    assert review.length == LONG_LENGTH
    assert offer(stored, incident, review).length == LONG_LENGTH


def resolved_review(stored: Stored, incident: Incident) -> Review:
    stored.do(service.resolve, incident, resolution(), gesture("resolve"))
    return review_of(stored, incident)
