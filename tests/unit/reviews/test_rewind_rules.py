"""Who steers a rewind, who may start it, what is asked, and where in the hour one is."""

from datetime import timedelta

import pytest

from app.reviews.rules_rewind import (
    WAITS_FOR,
    is_reply,
    may_start,
    minute_of,
    prompt,
    rearranged,
    standing,
    steers,
)
from app.reviews.views_stops import stop_message
from app.slack.ids import UserId
from app.vocabulary import ReviewState, StopReason
from tests.factories import ALICE, BOB, CAROL
from tests.samples import (
    DONE,
    OUTCOME,
    UNPREPARED,
    WALKS,
    a_review,
    a_rewind,
    a_stop,
    an_incident,
    sent,
)

MINUTE = timedelta(minutes=1)
MEETS = a_review().meets_at


@pytest.mark.parametrize(
    ("facilitator", "lead", "started_by", "who"),
    [
        (CAROL, ALICE, None, {CAROL}),
        (None, ALICE, None, {ALICE}),
        (None, None, None, {ALICE}),  # who declared it
        (CAROL, ALICE, BOB, {CAROL, BOB}),
    ],
)
def test_the_facilitator_steers_or_else_the_lead_and_whoever_started(
    facilitator: UserId | None, lead: UserId | None, started_by: UserId | None, who: set[UserId]
) -> None:
    review, incident = a_review(facilitator=facilitator), an_incident(lead=lead)
    rewind = a_rewind(started_by=started_by)
    able = {user for user in (ALICE, BOB, CAROL) if steers(user, review, incident, rewind)}
    assert able == who


@pytest.mark.parametrize(
    ("waited", "who"),
    [(-MINUTE, {CAROL}), (WAITS_FOR - MINUTE, {CAROL}), (WAITS_FOR, {ALICE, BOB, CAROL})],
)
def test_anybody_may_start_once_the_meeting_has_waited(waited: timedelta, who: set[UserId]) -> None:
    able = {
        user
        for user in (ALICE, BOB, CAROL)
        if may_start(user, a_review(), an_incident(), UNPREPARED, now=MEETS + waited)
    }
    assert able == who


@pytest.mark.parametrize(
    ("started", "at", "minute"),
    [(2, 12, 12), (-60, -50, 10), (600, 612, 12), (2, -5, 0)],
    ids=["in the hour", "begun before it", "begun after it", "clocks that differ"],
)
def test_the_minute_is_counted_from_the_hour_or_from_a_start_outside_of_it(
    started: int, at: int, minute: int
) -> None:
    rewind = a_rewind(started_at=MEETS + started * MINUTE)
    assert minute_of(rewind, a_review(), MEETS + at * MINUTE) == minute


@pytest.mark.parametrize("reason", StopReason)
def test_every_stop_asks_one_question_of_how_or_what(reason: StopReason) -> None:
    asked = prompt(a_stop(0, reason=reason, measure=42))
    assert asked.count("?") == 1
    assert asked.startswith("What")
    assert "42" in asked or reason is not StopReason.GAP


@pytest.mark.parametrize(
    ("state", "rewind", "said"),
    [
        (ReviewState.SCHEDULED, UNPREPARED, "Scheduled"),
        (ReviewState.REWINDING, UNPREPARED, "The rewind is about to start"),
        (ReviewState.REWINDING, a_rewind(1), "Rewinding, at stop 2 of 3"),
        (ReviewState.BUILDING_FORWARD, a_rewind(1), "Rewinding, at stop 2 of 3"),
        (ReviewState.REWINDING, a_rewind(3), "Rewinding, past the last stop"),
        (ReviewState.BUILDING_FORWARD, DONE, "Building forward: the summary stands in the channel"),
    ],
)
def test_where_a_review_stands_is_said_in_a_few_words(
    state: ReviewState, rewind: object, said: str
) -> None:
    assert standing(a_review(state=state), rewind) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moved", "by", "order"),
    [
        (2, -1, [0, 2, 1]),
        (1, 1, [0, 2, 1]),
        (1, -1, [0, 1, 2]),
        (0, 1, [0, 1, 2]),
        (2, 1, [0, 1, 2]),
    ],
)
def test_what_was_visited_stays_in_its_place(moved: int, by: int, order: list[int]) -> None:
    stops = a_rewind(0, stops=3).stops
    assert [one.place for one in rearranged(stops, stops[moved], by, reached=0)] == order


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"thread_ts": None}, False),
        ({"thread_ts": "2.0"}, False),
        ({"bot_id": "B1"}, False),
        ({"user": None}, False),
    ],
)
def test_a_reply_is_what_a_person_says_in_a_thread(
    changes: dict[str, str | None], is_one: bool
) -> None:
    assert is_reply({"ts": "2.0", "thread_ts": "1.0", "user": "U1"} | changes) is is_one


def test_no_stop_shows_how_it_turned_out() -> None:
    shown = [str(sent(stop_message(walk, one))) for walk in WALKS for one in walk.sights]
    assert [text for text in shown if OUTCOME in text] == []
