from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews.rules import meeting_problem
from app.reviews.rules_agenda import agenda
from app.reviews.rules_facilitator import Candidate, suggest_facilitator
from app.slack.ids import UserId
from tests.product_words import product_words_avoided

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ANA, BO, CY = UserId("U1"), UserId("U2"), UserId("U3")


@pytest.mark.parametrize(
    ("starts_in", "says"),
    [
        (timedelta(hours=-1), "already passed"),
        (timedelta(0), "already passed"),
        (timedelta(hours=1), "after it was resolved"),
        (timedelta(days=366), "check the year"),
        (timedelta(hours=3), None),
        (timedelta(days=14), None),
    ],
)
def test_a_picked_time_is_answered_in_one_sentence_or_taken(
    starts_in: timedelta, says: str | None
) -> None:
    problem = meeting_problem(NOW + starts_in, resolved_at=NOW + timedelta(hours=2), now=NOW)
    assert (problem is None) if says is None else (problem is not None and says in problem)


def suggested(
    *pool: Candidate, responders: set[UserId] | None = None, lead: UserId | None = None
) -> UserId | None:
    return suggest_facilitator(pool, responders=frozenset(responders or ()), lead=lead)


def test_the_facilitator_is_whose_turn_is_longest_ago() -> None:
    pool = Candidate(ANA, NOW), Candidate(BO, NOW - timedelta(days=9)), Candidate(CY, NOW)
    assert suggested(*pool) == BO


def test_somebody_who_never_facilitated_comes_first() -> None:
    assert suggested(Candidate(ANA, NOW - timedelta(days=900)), Candidate(BO)) == BO


def test_of_equals_the_first_of_the_pool_is_suggested() -> None:
    assert suggested(Candidate(BO), Candidate(ANA)) == BO


def test_neither_the_lead_nor_a_responder_is_suggested() -> None:
    pool = Candidate(ANA), Candidate(BO), Candidate(CY)
    assert suggested(*pool, responders={ANA}, lead=BO) == CY


def test_nobody_is_suggested_when_nobody_is_left() -> None:
    assert suggested() is None
    assert suggested(Candidate(ANA), responders={ANA}) is None


def test_the_agenda_of_an_hour_is_the_one_of_the_guide() -> None:
    spans = [(item.starts_at_minute, item.ends_at_minute) for item in agenda(timedelta(hours=1))]
    assert spans == [(0, 5), (5, 40), (40, 43), (43, 53), (53, 57), (57, 60)]


def test_a_longer_meeting_gives_its_time_to_the_rewind_and_the_factors() -> None:
    spans = [(item.starts_at_minute, item.ends_at_minute) for item in agenda(timedelta(minutes=90))]
    assert spans == [(0, 5), (5, 63), (63, 66), (66, 83), (83, 87), (87, 90)]


@given(st.integers(30, 480))
def test_an_agenda_has_no_gap_and_no_empty_part(minutes: int) -> None:
    items = agenda(timedelta(minutes=minutes))
    ends = [item.ends_at_minute for item in items]
    assert [item.starts_at_minute for item in items] == [0, *ends[:-1]]
    assert ends[-1] == minutes
    assert all(item.starts_at_minute < item.ends_at_minute for item in items)


def test_a_meeting_too_short_for_a_rewind_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        agenda(timedelta(minutes=29))


@pytest.mark.parametrize("minutes", [60, 90])
def test_the_agenda_uses_none_of_the_words_that_blame(minutes: int) -> None:
    for item in agenda(timedelta(minutes=minutes)):
        assert product_words_avoided(f"{item.title}. {item.detail}") == ()
