"""What a review asks of one person next: one rule for its page and for App Home."""

from datetime import timedelta

import pytest

from app.reviews.rules import Review
from app.reviews.rules_next_step import NextStep, Share, next_step, waiting_steps
from app.reviews.rules_rewind import Rewind
from app.slack.ids import UserId
from app.vocabulary import ReviewState
from tests.factories import ALICE, BOB, NOW
from tests.samples import REWINDS, a_review, an_incident

DANA = UserId("U0DANA")
INCIDENT = an_incident()
UNSTARTED = Rewind(review_id=1)
UNDER_WAY = next(one for one in REWINDS if one.current is not None)
PART = Share(takes_part=True)


def review(**values: object) -> Review:
    usual = {"facilitator": DANA, "accepted_at": NOW, "closed_at": None}
    return a_review(**(usual | values))


def waits(found: Review, rewind: Rewind, user: UserId, share: Share = PART) -> list[NextStep]:
    return list(waiting_steps(INCIDENT, found, rewind, user, share))


OVER = review(state=ReviewState.BUILDING_FORWARD, closed_at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("found", "user", "step"),
    [
        (review(accepted_at=None), DANA, NextStep.ACCEPT),
        (review(), DANA, NextStep.PREPARE),
        (review(), BOB, NextStep.REFLECT),
        (review(state=ReviewState.SKIPPED), BOB, NextStep.BRING_BACK),
        (review(state=ReviewState.CALLED_OFF), BOB, NextStep.SET_DATE),
        (OVER, DANA, NextStep.COMPLETE),
        (OVER, BOB, NextStep.READ),
    ],
)
def test_the_first_step_depends_on_the_review_and_on_the_person(
    found: Review, user: UserId, step: NextStep
) -> None:
    assert next_step(INCIDENT, found, UNSTARTED, user) is step


def test_nothing_to_change_is_asked_about_before_the_summary_is_completed() -> None:
    step = next_step(INCIDENT, OVER, UNSTARTED, DANA, has_changes=False)
    assert step is NextStep.DECIDE


def test_somebody_of_the_response_is_asked_until_they_have_answered_and_read() -> None:
    assert waits(review(), UNSTARTED, BOB) == [NextStep.REFLECT]
    unread = Share(takes_part=True, has_unread=True)
    assert waits(review(), UNSTARTED, BOB, unread) == [NextStep.REFLECT, NextStep.CHECK]
    assert waits(review(), UNSTARTED, BOB, Share(takes_part=True, has_answered=True)) == []


def test_nothing_waits_for_somebody_who_has_no_part_in_it() -> None:
    for found in (review(), review(state=ReviewState.CALLED_OFF), OVER):
        assert waits(found, UNSTARTED, BOB, Share()) == []
    assert waits(review(), UNDER_WAY, BOB, Share()) == []


def test_everybody_of_it_is_asked_at_a_stop_and_whoever_is_asked_about_a_change() -> None:
    assert waits(review(state=ReviewState.REWINDING), UNDER_WAY, BOB) == [NextStep.REPLY]
    assert waits(OVER, UNSTARTED, BOB, Share(is_asked=True)) == [NextStep.TAKE]


def test_who_leads_without_a_facilitator_prepares_and_answers_too() -> None:
    alone = review(facilitator=None, accepted_at=None)
    assert waits(alone, UNSTARTED, ALICE) == [NextStep.PREPARE, NextStep.REFLECT]
