"""Reading the timeline back as stored: one letter each, confirming, correcting, two accounts."""

from datetime import datetime, timedelta

import pytest

from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import (
    queries,
    queries_calibration,
    queries_rewind,
    service,
    service_calibration,
    service_readback,
    service_schedule,
)
from app.reviews.rules import Review
from app.reviews.rules_calibration import Part
from app.reviews.views_calibration import Place, correct_form
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import service_entries
from app.timeline.queries import timeline
from app.timeline.rules_entries import Draft, Seen
from app.timeline.service_entries import ChangedMeanwhileError
from tests.db.reviews.test_meeting import MEETS
from tests.db.reviews.test_rewind import reviewed
from tests.factories import BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def part(stored: Stored, review: Review, user: UserId = CAROL) -> Part:
    return stored.do(queries_calibration.part, review.id, user)


def ids(stored: Stored, review: Review, user: UserId = CAROL) -> list[int]:
    return [reading.entry.id for reading in part(stored, review, user).readings]


def ask(stored: Stored, incident: Incident, review: Review, *, now: datetime = NOW) -> None:
    stored.do(service_calibration.ask_for_calibration, incident, review, now=now)


def letters(stored: Stored) -> dict[str, datetime]:
    rows = stored.waiting(service_calibration.SEND_CALIBRATION)
    return {row.arguments["user"]: row.due_at for row in rows}


def told(stored: Stored, review: Review, entry_id: int) -> str:
    """What the timeline says there now."""
    entries = stored.do(timeline, review.incident_id)
    return next(one.text for one in entries if one.id == entry_id)


def seen_now(stored: Stored, entry_id: int) -> Seen:
    """What a form that is opened now remembers."""
    entry = stored.do(queries_calibration.reading, entry_id, CAROL).entry
    form = correct_form(Place(review_id=1), entry, entry.text)
    seen = Place.load(form.private_metadata or "").seen
    assert seen is not None
    return seen


def correct(stored: Stored, entry_id: int, text: str, *, key: str = "edit") -> None:
    """In the form as it was opened now."""
    seen = seen_now(stored, entry_id)
    draft = Draft(text=Mrkdwn(text), kind=seen.kind, confidence=seen.confidence)
    stored.do(service_readback.correct, TEAM, entry_id, draft, seen, gesture(key, by=CAROL))


def test_everybody_whom_an_entry_concerns_gets_one_letter(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.keep(found(ts(NOW, 9), "<@U0BOB> restarts it."))

    for _ in range(2):
        ask(stored, incident, review)

    assert letters(stored).keys() == {BOB, CAROL}


def test_each_is_asked_in_the_morning_of_the_day_before_in_their_zone(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.person(CAROL, "America/New_York")

    ask(stored, incident, review)

    assert letters(stored) == {CAROL: (MEETS - DAY).replace(hour=14, minute=0)}


def test_rescheduled_six_times_it_is_one_letter_at_the_last_date(stored: Stored) -> None:
    incident, review = reviewed(stored)
    for days in range(1, 7):
        length, meets_at = review.length, MEETS + days * 7 * DAY
        stored.do(service.change_meeting, incident, review.id, meets_at, length, now=NOW)
        review = stored.do(queries.review, review.id)
        stored.do(service_calibration.plan_calibration, incident, review, now=NOW)
        ask(stored, incident, review)

    assert len(stored.waiting(service_calibration.ASK_FOR_CALIBRATION)) == 1
    assert letters(stored) == {CAROL: (MEETS + 41 * DAY).replace(hour=9, minute=0)}


def test_a_letter_that_has_gone_never_goes_again(stored: Stored) -> None:
    incident, review = reviewed(stored)
    ask(stored, incident, review)
    stored.deliver(now=MEETS - HOUR)

    ask(stored, incident, review)

    assert letters(stored) == {}


def test_a_letter_that_came_due_while_the_review_was_off_goes_once_it_is_back(
    stored: Stored,
) -> None:
    incident, review = reviewed(stored)
    ask(stored, incident, review)
    stored.do(service_schedule.call_off, incident, review.id, gesture("off"))
    stored.deliver(now=MEETS - HOUR, posts=False)

    stored.do(service_schedule.bring_back, incident, review.id, gesture("back", at=MEETS))
    ask(stored, incident, stored.do(queries.review, review.id), now=MEETS)

    assert letters(stored).keys() == {CAROL}


def test_asking_sixty_people_costs_as_many_statements_as_asking_few(stored: Stored) -> None:
    incident, review = reviewed(stored)

    def cost() -> int:
        ask_them = service_calibration.ask_for_calibration
        return stored.count_statements(ask_them, incident, review, now=NOW)

    few = cost()
    for n in range(60):
        stored.keep(found(ts(NOW, 100 + n), f"Fact <@U0X{n}>."))

    assert cost() <= few + 1
    assert len(letters(stored)) == 61


def test_who_would_rather_not_and_bots_are_not_asked(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.person(CAROL, is_bot=True)

    ask(stored, incident, review)

    assert letters(stored) == {}


def test_asking_a_crowd_reads_the_timeline_in_as_many_statements_as_asking_few(
    stored: Stored,
) -> None:
    _, review = reviewed(stored, entries=1)
    few = stored.count_statements(queries_calibration.part, review.id, CAROL)
    for n in range(30):
        stored.keep(found(ts(NOW, 100 + n), f"Fact <@U0X{n}>."))

    assert stored.count_statements(queries_calibration.part, review.id, CAROL) == few


def test_confirming_twice_counts_once_and_only_for_who_did(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)

    for _ in range(2):
        stored.do(service_readback.confirm, first, CAROL)

    assert stored.do(queries_calibration.confirmed_count, review) == 1
    assert [each.is_confirmed for each in part(stored, review).readings] == [True, False, False]
    assert len(part(stored, review).unread) == 2


def test_what_was_taken_off_the_timeline_counts_no_more(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)
    stored.do(service_readback.confirm, first, CAROL)

    stored.do(service_entries.remove_entry, TEAM, first, gesture("off"))

    assert stored.do(queries_calibration.confirmed_count, review) == 0
    assert first not in ids(stored, review)


def test_a_correction_keeps_the_words_before_and_confirms(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)

    correct(stored, first, "It was the other queue.")

    assert told(stored, review, first) == "It was the other queue."
    assert "Fact 0." in stored.everything()
    assert part(stored, review).readings[0].is_confirmed


def test_a_correction_of_what_somebody_changed_meanwhile_is_not_lost_and_not_stored(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)
    seen = seen_now(stored, first)
    correct(stored, first, "Somebody was quicker.")
    draft = Draft(text=Mrkdwn("Mine."), kind=seen.kind, confidence=seen.confidence)

    with pytest.raises(ChangedMeanwhileError):
        stored.do(service_readback.correct, TEAM, first, draft, seen, gesture("late", by=CAROL))

    assert told(stored, review, first) == "Somebody was quicker."


def test_two_accounts_stand_side_by_side_and_a_confirmation_is_taken_back(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)
    stored.do(service_readback.confirm, first, BOB)

    for _ in range(2):
        said = gesture("beside", by=BOB)
        stored.do(service_readback.add_beside, TEAM, first, Mrkdwn("I saw an alert."), said)

    accounts = stored.do(queries_rewind.accounts_of, [first])
    assert [(one.text, one.said_by) for one in accounts[first]] == [("I saw an alert.", BOB)]
    assert told(stored, review, first) == "Fact 0."
    assert stored.do(queries_calibration.confirmed_count, review) == 0
    reading = stored.do(queries_calibration.reading, first, BOB)
    assert reading.is_read
    assert not reading.is_own


def test_what_its_author_deleted_cannot_be_corrected(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = ids(stored, review)
    stored.fill(missing=[ts(NOW)])

    with pytest.raises(UserError):
        correct(stored, first, "It was the other queue.")
