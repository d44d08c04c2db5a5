"""Patterns: only of shared reviews that the reader may know of, at a constant cost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.tables import (
    AnswersRow,
    FindingRow,
    FollowUpRow,
    LookBackRow,
    NewToRow,
    PostRow,
    ReviewRow,
)
from app.incidents.rules import Incident
from app.learning import queries_patterns
from app.learning.rules_patterns import Pattern, Patterns
from app.learning.rules_spans import USUAL, Span
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews.rules_proposal import Resolution
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import (
    Category,
    FindingKind,
    FollowUpState,
    Holds,
    ReviewState,
    Strength,
)
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts

OUTSIDER = UserId("U0OUT")
DANA = UserId("U0DANA")
LATER = NOW + timedelta(days=10)


def patterns(stored: Stored, viewer: UserId | None = OUTSIDER, span: Span = USUAL) -> Patterns:
    return stored.do(queries_patterns.patterns_for, TEAM, viewer, span, now=LATER)


def told(found: Patterns, pattern: Pattern) -> list[tuple[str, str]]:
    sections = [one for one in found.sections if one.pattern is pattern]
    return [(item.text, item.note) for one in sections for item in one.items]


def a_shared_review(stored: Stored, name: str, *, is_private: bool = False) -> int:
    """The id of a review, shared a day later."""
    channel = ChannelId(f"C0{name.upper()}")
    review_id = resolve(stored, stored.incident(is_private=is_private, key=name, channel=channel))

    def share(session: Session) -> None:
        values = {"state": ReviewState.SHARED, "shared_at": NOW + timedelta(days=1)}
        session.execute(update(ReviewRow).where(ReviewRow.id == review_id).values(**values))

    stored.do(share)
    return review_id


def resolve(stored: Stored, incident: Incident) -> int:
    form = Resolution(
        began_at=NOW - timedelta(hours=1),
        ended_at=NOW + timedelta(hours=1),
        impact=Mrkdwn("Old results"),
        eased_by=Mrkdwn("a restart"),
        meets_at=NOW + timedelta(days=2),
        facilitator=DANA,
    )
    stored.do(review_service.resolve, incident, form, gesture("resolve"))
    review = stored.do(review_queries.review_of, incident.id)
    assert review is not None
    return review.id


def add(stored: Stored, row: Any) -> int:  # noqa: ANN401 - any table's
    def write(session: Session) -> int:
        session.add(row)
        session.flush()
        return int(getattr(row, "id", 0) or 0)

    return stored.do(write)


def a_finding(stored: Stored, review_id: int, text: str, **fields: Any) -> int:  # noqa: ANN401
    fields = {"kind": FindingKind.FACTOR, "category": Category.DESIGN} | fields
    row = FindingRow(review_id=review_id, key=text, text=text, found_by=BOB, found_at=NOW, **fields)
    return add(stored, row)


def a_change(
    stored: Stored,
    review_id: int,
    text: str,
    *,
    answers: int | None = None,
    strength: Strength = Strength.ENGINEER,
    state: FollowUpState = FollowUpState.OPEN,
) -> int:
    row = FollowUpRow(
        review_id=review_id,
        key=text,
        text=text,
        strength=strength,
        state=state,
        made_by=BOB,
        made_at=NOW,
    )
    change = add(stored, row)
    if answers is not None:
        add(stored, AnswersRow(followup_id=change, finding_id=answers))
    return change


@pytest.fixture
def three(stored: Stored) -> list[int]:
    return [a_shared_review(stored, name) for name in ("one", "two", "three")]


def test_only_shared_reviews_of_the_span_count(stored: Stored, three: list[int]) -> None:
    resolve(stored, stored.incident(key="waits", channel=ChannelId("C0WAITS")))
    assert patterns(stored).reviews == 3
    assert patterns(stored, span=Span(7, "d")).reviews == 0


@pytest.mark.parametrize(("viewer", "sees"), [(OUTSIDER, 3), (CAROL, 3), (None, 3), (ALICE, 4)])
def test_a_private_one_counts_for_who_may_know_of_it(
    stored: Stored, three: list[int], viewer: UserId | None, sees: int
) -> None:
    a_finding(stored, a_shared_review(stored, "hidden", is_private=True), "The vault was open")
    seen = patterns(stored, viewer)
    assert seen.reviews == sees
    assert ("vault" in repr(seen)) is (sees == 4)


def test_a_factor_is_answered_through_the_one_that_tells_it(
    stored: Stored, three: list[int]
) -> None:
    whole = a_finding(stored, three[0], "The limit is old")
    part = a_finding(stored, three[0], "Nobody owns the limit", merged_into_id=whole)
    a_finding(stored, three[0], "Taken off", removed_at=NOW)
    a_finding(stored, three[1], "The queue is full")
    assert [text for text, _ in told(patterns(stored), Pattern.UNANSWERED)] == [
        "The limit is old",
        "The queue is full",
    ]
    a_change(stored, three[0], "Raise the limit", answers=part)
    assert [text for text, _ in told(patterns(stored), Pattern.UNANSWERED)] == ["The queue is full"]


@pytest.mark.parametrize(
    ("strength", "state", "note"),
    [
        (Strength.REMIND, FollowUpState.OPEN, "reminders only"),
        (Strength.ENGINEER, FollowUpState.DECIDED_NOT, "no change yet"),
    ],
)
def test_a_reminder_and_what_was_decided_against_answer_no_factor(
    stored: Stored, three: list[int], strength: Strength, state: FollowUpState, note: str
) -> None:
    factor = a_finding(stored, three[0], "The limit is old")
    a_change(stored, three[0], "Tell all", answers=factor, strength=strength, state=state)
    assert told(patterns(stored), Pattern.UNANSWERED) == [("The limit is old", note)]


def test_the_last_look_back_says_whether_a_change_held(stored: Stored, three: list[int]) -> None:
    for text, answers in [("Mended", (Holds.NO, Holds.HOLDS)), ("Lost", (Holds.HOLDS, Holds.NO))]:
        change = a_change(stored, three[0], text, state=FollowUpState.DONE)
        for days, holds in zip((30, 90), answers, strict=True):
            at = NOW + timedelta(days=days // 30)
            keys = {"followup_id": change, "done_at": NOW, "days": days}
            add(stored, LookBackRow(**keys, holds=holds, answered_at=at))
    assert told(patterns(stored), Pattern.NOT_HELD) == [("Lost", "did not hold after 90 days")]


def test_people_to_whom_it_was_new_are_counted_once(stored: Stored, three: list[int]) -> None:
    kind = {"kind": FindingKind.LEARNING, "category": None}
    lesson = a_finding(stored, three[0], "Restarts add to the queue", **kind)
    part = a_finding(stored, three[0], "A restart costs time", merged_into_id=lesson, **kind)
    for finding_id, user in [(lesson, ALICE), (part, ALICE), (part, BOB), (lesson, CAROL)]:
        add(stored, NewToRow(finding_id=finding_id, user_id=user))
    assert told(patterns(stored), Pattern.LEARNINGS) == [
        ("Restarts add to the queue", "new to 3 people")
    ]


def test_a_hand_off_that_nobody_took_is_half_done(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(NOW), f"<@{CAROL}> the migration is yours"), emoji="handshake")
    review_id = resolve(stored, incident)
    add_all = {"state": ReviewState.SHARED, "shared_at": NOW + timedelta(days=1)}
    stored.do(lambda s: s.execute(update(ReviewRow).values(**add_all)))
    for name in ("two", "three"):
        a_shared_review(stored, name)
    assert review_id
    ((text, _),) = told(patterns(stored), Pattern.HANDOFFS)
    assert text == "1 hand-off has one end only, in 1 review"


def test_a_review_leads_to_its_summary(stored: Stored, three: list[int]) -> None:
    a_finding(stored, three[0], "The limit is old")
    place = {"channel_id": "C0ONE", "message_ts": "1.000002"}
    add(stored, PostRow(team_id=TEAM, key=f"summary:{three[0]}", **place))
    (section,) = [one for one in patterns(stored).sections if one.pattern is Pattern.UNANSWERED]
    ((review,),) = [item.reviews for item in section.items]
    assert review.url == "https://acme.slack.com/archives/C0ONE/p1000002"


def test_it_costs_the_same_however_many_reviews_there_are(stored: Stored, three: list[int]) -> None:
    before = stored.count_statements(
        queries_patterns.patterns_for, TEAM, OUTSIDER, USUAL, now=LATER
    )
    for number in range(8):
        a_finding(stored, a_shared_review(stored, f"more{number}"), f"Factor {number}")
    after = stored.count_statements(queries_patterns.patterns_for, TEAM, OUTSIDER, USUAL, now=LATER)
    assert after == before <= 8
