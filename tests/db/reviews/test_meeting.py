"""A review: scheduled together with the resolution or not at all, opened and closed once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.db import outbox
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import (
    queries,
    service,
    service_facilitator,
    service_rewind,
    service_schedule,
)
from app.reviews.rules import LENGTH, Review
from app.reviews.rules_proposal import Resolution
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ReviewState, State
from app.workspace.service import READ_PROFILE
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, gesture

ENDED, MEETS = NOW + timedelta(hours=1), NOW + timedelta(days=2)


def resolution(*, facilitator: UserId | None = CAROL, meets_at: datetime = MEETS) -> Resolution:
    return Resolution(
        began_at=NOW - timedelta(hours=1),
        ended_at=ENDED,
        impact=Mrkdwn("no results"),
        eased_by=Mrkdwn("a restart"),
        meets_at=meets_at,
        facilitator=facilitator,
    )


def resolved(stored: Stored, form: Resolution | None = None) -> tuple[Incident, Review]:
    incident = stored.incident()
    stored.do(service.resolve, incident, form or resolution(), gesture("resolve"))
    return incident, review_of(stored, incident)


def review_of(stored: Stored, incident: Incident) -> Review:
    review = stored.do(queries.review_of, incident.id)
    assert review is not None
    return review


def close(stored: Stored, review: Review, at: datetime = MEETS) -> bool:
    return stored.do(service.close_meeting, TEAM, review.id, now=at)


def test_resolving_schedules_the_review(stored: Stored) -> None:
    incident, review = resolved(stored)

    assert stored.now(incident.id).state is State.RESOLVED
    assert (review.state, review.facilitator) == (ReviewState.SCHEDULED, CAROL)
    assert (review.meets_at, review.ends_at, review.closed_at) == (MEETS, MEETS + LENGTH, None)
    assert review.calendar_sequence == 0


def test_an_open_incident_has_no_review(stored: Stored) -> None:
    incident = stored.incident()

    assert stored.do(queries.review_of, incident.id) is None


def test_the_date_is_told_now_and_the_meeting_opens_and_closes_at_its_time(
    stored: Stored,
) -> None:
    _, review = resolved(stored)

    for effect, due_at in (
        (service.TELL_SCHEDULE, NOW),
        (service.OPEN_MEETING, MEETS),
        (service.CLOSE_MEETING, MEETS + LENGTH),
    ):
        (row,) = stored.waiting(effect)
        assert (row.key, row.arguments, row.due_at) == (
            f"{effect}:{review.id}",
            {"review": review.id},
            due_at,
        )


def test_the_meeting_is_not_delivered_before_its_time(stored: Stored) -> None:
    resolved(stored)

    jobs = stored.do(
        outbox.claim,
        worker="w",
        now=MEETS - timedelta(seconds=1),
        lease_for=timedelta(seconds=45),
        limit=50,
    )

    assert {service.OPEN_MEETING, service.CLOSE_MEETING}.isdisjoint(job.effect for job in jobs)


def test_the_facilitators_profile_is_read(stored: Stored) -> None:
    resolved(stored)

    assert CAROL in [row.arguments["user"] for row in stored.waiting(READ_PROFILE)]


def test_without_a_facilitator_nobody_is_invited(stored: Stored) -> None:
    _, review = resolved(stored, resolution(facilitator=None))

    assert review.facilitator is None
    assert stored.waiting(service.INVITE_FACILITATOR) == []


def test_who_is_asked_is_invited_after_a_yes(stored: Stored) -> None:
    incident, review = resolved(stored)
    assert stored.waiting(service.INVITE_FACILITATOR) == []

    stored.do(service_facilitator.accept, incident, review, CAROL, now=NOW)

    assert len(stored.waiting(service.INVITE_FACILITATOR)) == 1


def test_of_a_skip_and_the_end_of_the_slot_at_once_one_happens(stored: Stored) -> None:
    incident, review = resolved(stored)

    def skip(session: Session) -> None:
        reason = Mrkdwn("A drill.")
        service_schedule.skip(session, incident, review.id, reason, gesture("skip"))

    def end(session: Session) -> None:
        service_rewind.end_slot(session, TEAM, review.id, now=review.ends_at)

    assert stored.overlapping(end, skip).exception() is not None

    closed = review_of(stored, incident)
    assert (closed.state, closed.closed_at) == (ReviewState.BUILDING_FORWARD, review.ends_at)


def test_a_review_that_cannot_be_scheduled_leaves_the_incident_open(stored: Stored) -> None:
    incident = stored.incident()
    before = stored.everything()
    form = resolution(meets_at=MEETS.replace(tzinfo=None))

    with pytest.raises(Exception, match="naive datetime"):
        stored.do(service.resolve, incident, form, gesture("resolve"))

    assert stored.everything() == before


def test_a_resolve_form_delivered_twice_is_one_review(stored: Stored) -> None:
    incident, review = resolved(stored)

    later = resolution(meets_at=MEETS + timedelta(days=1))
    stored.do(service.resolve, incident, later, gesture("resolve"))

    assert review_of(stored, incident) == review
    (row,) = stored.waiting(service.OPEN_MEETING)
    assert row.due_at == MEETS


def test_who_resolves_second_changes_neither_the_incident_nor_the_review(stored: Stored) -> None:
    incident, review = resolved(stored)
    before = stored.everything()
    later = resolution(meets_at=MEETS + timedelta(days=1), facilitator=BOB)

    with pytest.raises(UserError, match="INC-1 is already resolved"):
        stored.do(service.resolve, incident, later, gesture("second", by=BOB))

    assert stored.everything() == before
    assert review_of(stored, incident) == review


def test_of_two_people_who_resolve_at_once_one_schedules_the_review(stored: Stored) -> None:
    incident = stored.incident()

    second = stored.overlapping(
        lambda session: service.resolve(
            session, incident, resolution(facilitator=CAROL), gesture("alice", by=ALICE)
        ),
        lambda session: service.resolve(
            session, incident, resolution(facilitator=BOB), gesture("bob", by=BOB)
        ),
    )

    assert isinstance(second.exception(), UserError)
    assert review_of(stored, incident).facilitator == CAROL
    assert len(stored.waiting(service.TELL_SCHEDULE)) == 1


def test_reviews_of_two_incidents_have_their_own_place_in_a_calendar(stored: Stored) -> None:
    _, first = resolved(stored)
    other = stored.incident(key="other", channel=ChannelId("C0OTHER"))
    stored.do(service.resolve, other, resolution(), gesture("resolve"))

    assert review_of(stored, other).calendar_uid != first.calendar_uid


def test_the_calendar_file_follows_the_date_once(stored: Stored) -> None:
    _, review = resolved(stored)

    stored.do(service.schedule_told, TEAM, review.id, now=NOW)
    stored.do(service.schedule_told, TEAM, review.id, now=NOW)

    (row,) = stored.waiting(service.SEND_INVITATION)
    assert row.arguments == {"review": review.id, "sequence": 0}


def test_at_its_time_the_review_is_rewinding(stored: Stored) -> None:
    _, review = resolved(stored)

    opened = stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    assert (opened.state, opened.closed_at) == (ReviewState.REWINDING, None)


def test_closing_builds_forward_and_has_the_summary_written(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    assert close(stored, review, MEETS + LENGTH) is True

    closed = review_of(stored, incident)
    assert (closed.state, closed.closed_at) == (
        ReviewState.BUILDING_FORWARD,
        MEETS + LENGTH,
    )
    (row,) = stored.waiting(service.WRITE_SUMMARY)
    assert (row.key, row.arguments) == (
        f"{service.WRITE_SUMMARY}:{review.id}",
        {"review": review.id},
    )


def test_closing_again_is_nothing(stored: Stored) -> None:
    incident, review = resolved(stored)
    close(stored, review)
    (before,) = stored.waiting(service.WRITE_SUMMARY)

    assert close(stored, review, MEETS + LENGTH) is False

    (after,) = stored.waiting(service.WRITE_SUMMARY)
    assert after.version == before.version
    assert review_of(stored, incident).closed_at == MEETS


def test_of_two_who_close_at_once_one_does(stored: Stored) -> None:
    _, review = resolved(stored)
    closed: list[bool] = []

    second = stored.overlapping(
        lambda session: closed.append(service.close_meeting(session, TEAM, review.id, now=MEETS)),
        lambda session: service.close_meeting(session, TEAM, review.id, now=MEETS),
    )

    assert [*closed, second.result()] == [True, False]


def test_a_review_closed_early_does_not_open_again(stored: Stored) -> None:
    incident, review = resolved(stored)
    close(stored, review, NOW + timedelta(days=1))

    opened = stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    assert opened.state is ReviewState.BUILDING_FORWARD
    assert opened.closed_at == NOW + timedelta(days=1)
    assert review_of(stored, incident) == opened


def test_a_summary_asked_for_again_and_again_is_written_once_more(stored: Stored) -> None:
    _, review = resolved(stored)

    stored.do(service.write_summary, TEAM, review.id, now=NOW)
    stored.do(service.write_summary, TEAM, review.id, now=NOW)

    assert len(stored.waiting(service.WRITE_SUMMARY)) == 1
