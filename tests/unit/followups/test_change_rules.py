"""Which change can be kept, which day it can be due, and who is still asked for one."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followups.rules import (
    STRENGTH_LABELS,
    Draft,
    FollowUp,
    due_problem,
    problems,
    starts_with_verb,
    ticket_problem,
    usual_due_on,
    working_day,
)
from app.slack.blocks import OPTION_TEXT
from app.slack.mrkdwn import Mrkdwn, esc
from app.vocabulary import FollowUpState, Strength
from app.workspace.rules_calendar import WorkingCalendar
from tests.factories import ALICE, BOB, NOW

HOLIDAY = date(2026, 3, 20)
CALENDAR = WorkingCalendar(zone=ZoneInfo("Europe/Berlin"), holidays=frozenset({HOLIDAY}))
DRAFT = Draft(
    text=Mrkdwn("Reject imports that are too large"),
    factors=(1,),
    strength=Strength.ENGINEER,
    owner=BOB,
    due_on=date(2026, 3, 17),
)
CHANGE = FollowUp(
    id=1,
    review_id=1,
    text=Mrkdwn("Reject imports that are too large"),
    factors=(1,),
    strength=Strength.ENGINEER,
    owner=BOB,
    accepted_at=None,
    declined_at=None,
    due_on=date(2026, 3, 17),
    ticket_url=None,
    state=FollowUpState.OPEN,
    reason=None,
    idea_id=None,
    made_by=ALICE,
)


def wrong(draft: Draft, *, has_factors: bool = True) -> set[str]:
    return set(problems(draft, has_factors=has_factors, calendar=CALENDAR, now=NOW))


def test_a_complete_change_can_be_kept() -> None:
    assert wrong(DRAFT) == set()


def test_an_empty_form_is_told_what_a_change_needs() -> None:
    assert wrong(Draft(text=None)) == {"text", "factors", "strength", "owner", "due_on"}


def test_a_review_without_factors_can_have_changes() -> None:
    assert wrong(replace(DRAFT, factors=()), has_factors=False) == set()


def test_what_is_decided_against_needs_a_reason_and_nobody() -> None:
    against = Draft(text=Mrkdwn("Build a second cluster"), state=FollowUpState.DECIDED_NOT)
    assert wrong(against) == {"factors", "reason"}
    assert wrong(replace(against, factors=(1,), reason=Mrkdwn("Costs more than it saves"))) == set()


@pytest.mark.parametrize(
    ("due_on", "says"),
    [
        (date(2026, 3, 3), None),
        (date(2026, 3, 2), "The next working day is Tue, Mar 3."),
        (date(2026, 3, 14), "The next working day is Mon, Mar 16."),
        (HOLIDAY, "The next working day is Mon, Mar 23."),
        (date(2028, 3, 3), "more than a year ahead"),
        (None, "for example Tue, Mar 17."),
    ],
)
def test_a_change_is_due_on_a_working_day_ahead(due_on: date | None, says: str | None) -> None:
    problem = due_problem(due_on, calendar=CALENDAR, now=NOW)
    assert problem is None if says is None else says in (problem or "")


def test_the_proposed_day_is_about_two_weeks_on_and_can_be_taken() -> None:
    usual = usual_due_on(CALENDAR, NOW)
    assert usual == date(2026, 3, 17)
    assert due_problem(usual, calendar=CALENDAR, now=NOW) is None


@given(st.dates(date(2026, 3, 3), date(2027, 2, 1)))
def test_the_nearest_working_day_is_never_before_the_day(day: date) -> None:
    nearest = working_day(CALENDAR, day)
    assert day <= nearest
    assert due_problem(nearest, calendar=CALENDAR, now=NOW) is None


@pytest.mark.parametrize(
    "ticket",
    [
        "http://example.com/1",
        "example.com/1",
        "https://",
        "javascript:alert(1)",
        "https://[",
        "https://example.com/a b",
        "https://example.com/a|b",
        "https://example.com/<!channel>",
    ],
)
def test_a_ticket_is_a_whole_safe_link(ticket: str) -> None:
    assert ticket_problem(esc(ticket)) is not None


def test_a_ticket_may_have_an_ampersand_in_it() -> None:
    assert ticket_problem(esc("https://tickets.example/browse?a=1&b=2")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Reject imports that would pass 70% of the limit",
        "document the calendar",
        "*Partition* the index",
        "Rebalance shards",
        "ship the guard",
        "Re-index at night",
        "Den Index nachts bauen",
    ],
)
def test_what_may_begin_with_a_verb_is_left_alone(text: str) -> None:
    assert starts_with_verb(esc(text))


@pytest.mark.parametrize(
    "text",
    [
        "The import needs a limit",
        "We should add a limit",
        "Better monitoring",
        "Documentation of the calendar",
        "Monitoring for freshness",
        "A limit",
        "we’ll see",
        "42",
        "…",
    ],
)
def test_what_begins_with_no_verb_for_certain_is_asked_about(text: str) -> None:
    assert not starts_with_verb(esc(text))


def test_every_strength_fits_in_an_option_with_its_meaning() -> None:
    assert list(STRENGTH_LABELS) == list(Strength)
    assert all(len(label) <= OPTION_TEXT for label in STRENGTH_LABELS.values())


def test_somebody_who_was_named_is_waited_for_until_they_answer() -> None:
    assert CHANGE.awaits_owner
    assert not replace(CHANGE, accepted_at=NOW).awaits_owner
    assert not replace(CHANGE, declined_at=NOW).awaits_owner


def test_a_change_needs_an_owner_whether_none_was_named_they_said_no_or_left() -> None:
    assert replace(CHANGE, owner=None).needs_owner()
    assert replace(CHANGE, declined_at=NOW).needs_owner()
    assert replace(CHANGE, accepted_at=NOW).needs_owner(away={BOB})
    assert not replace(CHANGE, accepted_at=NOW).needs_owner(away={ALICE})
    assert not replace(CHANGE, declined_at=NOW, state=FollowUpState.DONE).needs_owner()
