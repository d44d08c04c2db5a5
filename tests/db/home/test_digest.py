"""The weekly digest: when it is due, and what everybody may see of the week."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.db.tables import FollowUpRow
from app.home import queries_digest
from app.home.rules_digest import Digest
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews.rules_proposal import Resolution
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState, Strength
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace.rules_digest import month_of, next_digest, next_patterns, week_of
from tests.factories import BOB, NOW, TEAM, Stored, gesture

MONDAY, THURSDAY = 0, 3


def choose(stored: Stored, day: int | None, at: str = "09:00", zone: str = "UTC") -> None:
    choices = stored.do(workspace_queries.workspace, TEAM).choices
    chosen = replace(choices, digest_day=day, digest_at=at, time_zone=zone)
    stored.do(workspace_service.change_choices, TEAM, chosen, now=NOW)


def planned(stored: Stored) -> list[datetime]:
    return [row.due_at for row in stored.waiting(workspace_service.POST_DIGEST)]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ((2026, 3, 1, 12), (2026, 3, 2, 8)),  # a Sunday; nine in Berlin
        ((2026, 3, 2, 7), (2026, 3, 2, 8)),
        ((2026, 3, 2, 8), (2026, 3, 9, 8)),
        ((2026, 3, 28, 8), (2026, 3, 30, 7)),  # after the clocks were put forward
    ],
)
def test_it_is_due_at_the_chosen_hour_where_the_workspace_is(
    stored: Stored, now: tuple[int, ...], due: tuple[int, ...]
) -> None:
    choose(stored, MONDAY, zone="Europe/Berlin")
    workspace = stored.do(workspace_queries.workspace, TEAM)
    year, month, day, hour = now
    found = next_digest(workspace, datetime(year, month, day, hour, tzinfo=UTC))
    assert found is not None
    assert (found.year, found.month, found.day, found.hour) == due
    assert week_of(workspace, found).startswith("2026-")


def test_nothing_is_planned_until_a_day_is_chosen_and_one_is_however_often(stored: Stored) -> None:
    choose(stored, None)
    assert planned(stored) == []
    choose(stored, MONDAY)
    choose(stored, THURSDAY, "16:30")
    (due,) = planned(stored)
    assert due > NOW
    assert (due.weekday(), due.hour, due.minute) == (THURSDAY, 16, 30)


def choose_patterns(stored: Stored, country: str | None = None, zone: str = "UTC") -> None:
    choices = stored.do(workspace_queries.workspace, TEAM).choices
    chosen = replace(choices, tells_patterns=True, holiday_country=country, time_zone=zone)
    stored.do(workspace_service.change_choices, TEAM, chosen, now=NOW)


@pytest.mark.parametrize(
    ("now", "due", "month"),
    [
        ((2026, 3, 1, 12), (2026, 3, 2, 8), "2026-03"),  # the first is a Sunday; nine in Berlin
        ((2026, 3, 2, 8), (2026, 4, 1, 7), "2026-04"),
        ((2026, 4, 30, 23), (2026, 5, 4, 7), "2026-05"),  # May Day in Berlin, then a weekend
        ((2026, 12, 9, 9), (2027, 1, 4, 8), "2027-01"),
    ],
)
def test_patterns_are_due_on_the_first_working_day_of_a_month(
    stored: Stored, now: tuple[int, ...], due: tuple[int, ...], month: str
) -> None:
    choose_patterns(stored, "DE", "Europe/Berlin")
    workspace = stored.do(workspace_queries.workspace, TEAM)
    year, of_year, day, hour = now
    found = next_patterns(workspace, datetime(year, of_year, day, hour, tzinfo=UTC))
    assert found is not None
    assert (found.year, found.month, found.day, found.hour) == due
    assert month_of(workspace, found) == month


def test_patterns_are_planned_once_and_only_where_they_are_wanted(stored: Stored) -> None:
    choose(stored, MONDAY)
    assert stored.waiting(workspace_service.POST_PATTERNS) == []
    choose_patterns(stored)
    choose_patterns(stored, "DE")
    assert len(stored.waiting(workspace_service.POST_PATTERNS)) == 1


def told(stored: Stored) -> Digest:
    return stored.do(queries_digest.digest, TEAM, now=NOW + timedelta(hours=2))


def test_a_quiet_week_has_nothing_to_tell(stored: Stored) -> None:
    assert told(stored).is_empty


@pytest.mark.parametrize("is_private", [False, True])
def test_it_tells_of_public_incidents_only(stored: Stored, *, is_private: bool) -> None:
    stored.incident(is_private=is_private, key="open", channel=ChannelId("C0OPEN"))
    done = stored.incident(is_private=is_private, key="done")
    form = Resolution(
        began_at=NOW,
        ended_at=NOW + timedelta(hours=1),
        impact=Mrkdwn("Old results"),
        eased_by=None,
        meets_at=NOW + timedelta(days=2),
        facilitator=UserId("U0DANA"),
    )
    stored.do(review_service.resolve, done, form, gesture("resolve"))
    review = stored.do(review_queries.review_of, done.id)
    assert review is not None
    for days in (-2, 5, 30):
        row = FollowUpRow(
            review_id=review.id,
            key=str(days),
            text=f"Bob raises limit {days}",
            strength=Strength.ENGINEER,
            state=FollowUpState.OPEN,
            due_on=(NOW + timedelta(days=days)).date(),
            made_by=BOB,
            made_at=NOW,
        )
        stored.do(Session.add, row)
    found = told(stored)
    if is_private:
        assert found.is_empty
        return
    assert [one.label for one in found.is_open] == ["INC-1"]
    assert [one.label for one in found.meeting] == ["INC-2"]
    assert len(found.due) == 2


def test_it_costs_the_same_however_much_there_is(stored: Stored) -> None:
    before = stored.count_statements(queries_digest.digest, TEAM, now=NOW)
    for number in range(12):
        stored.incident(key=str(number), channel=ChannelId(f"C0N{number}"))
    assert stored.count_statements(queries_digest.digest, TEAM, now=NOW) == before <= 6
