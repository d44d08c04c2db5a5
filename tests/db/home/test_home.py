"""What App Home shows for one person: a statement for each of its lists."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.db.tables import (
    ConfirmationRow,
    EntryRow,
    FollowUpRow,
    IncidentRow,
    PostRow,
    ReviewRow,
)
from app.followups.views_list import my_changes
from app.home import queries_home
from app.home.queries_steps import own_steps
from app.home.rules_home import LISTED, PAGE_SIZE, Cut, Page, Shelf, Turn
from app.home.views import home_page
from app.reviews import queries_calibration
from app.reviews.rules_next_step import NextStep
from app.sandbox.blocks import view_problems
from app.slack.ids import ChannelId, UserId
from app.vocabulary import (
    ChannelState,
    EntryKind,
    FollowUpState,
    ReviewState,
    Severity,
    Source,
    State,
    Strength,
)
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored

DANA = UserId("U0DANA")


def meet(stored: Stored, name: str, *, in_days: int = 2, is_private: bool = False) -> None:
    channel = ChannelId(f"C0{name.upper()}")
    incident = stored.incident(is_private=is_private, key=name, channel=channel)
    row = ReviewRow(
        incident_id=incident.id,
        state=ReviewState.SCHEDULED,
        facilitator_id=DANA,
        meets_at=NOW + timedelta(days=in_days),
        length_minutes=60,
        calendar_uid=name,
    )
    stored.do(Session.add, row)


def test_the_next_reviews_come_first_and_say_what_is_asked(stored: Stored) -> None:
    meet(stored, "later", in_days=5)
    meet(stored, "soon")
    meet(stored, "past", in_days=-3)
    found = stored.do(queries_home.upcoming, TEAM, DANA, Cut(), now=NOW)
    assert [(one.label, one.is_asked) for one in found] == [("INC-2", True), ("INC-1", True)]
    assert not any(
        one.is_asked for one in stored.do(queries_home.upcoming, TEAM, ALICE, Cut(), now=NOW)
    )


@pytest.mark.parametrize(("viewer", "sees"), [(DANA, 0), (ALICE, 1)])
def test_a_private_one_is_shown_to_who_may_know_of_it(
    stored: Stored, viewer: UserId, sees: int
) -> None:
    meet(stored, "hidden", is_private=True)
    assert len(stored.do(queries_home.upcoming, TEAM, viewer, Cut(), now=NOW)) == sees


def test_however_many_there_are_it_is_one_statement_and_a_few_lines(stored: Stored) -> None:
    for number in range(LISTED + 4):
        meet(stored, f"n{number}")
    assert len(stored.do(queries_home.upcoming, TEAM, DANA, Cut(), now=NOW)) == LISTED + 1
    assert stored.count_statements(queries_home.upcoming, TEAM, DANA, Cut(), now=NOW) == 1


def steps_of(stored: Stored, user: UserId) -> dict[str, Sequence[NextStep]]:
    found = stored.do(own_steps, TEAM, user, Cut())
    return {one.label: one.steps for one in found}


def say(stored: Stored, text: str, *, by: UserId = ALICE) -> None:
    """An entry of the first incident."""
    row = EntryRow(
        incident_id=1,
        source=Source.MESSAGE,
        source_key=f"message:{text}",
        occurred_at=NOW,
        kind=EntryKind.OBSERVATION,
        text=text,
        author_id=by,
        recorded_by=by,
        recorded_at=NOW,
        filled_at=NOW,
    )
    stored.do(Session.add, row)


def test_each_person_is_told_what_waits_for_them_and_nobody_else(stored: Stored) -> None:
    meet(stored, "one")
    assert steps_of(stored, ALICE) == {"INC-1": [NextStep.REFLECT]}
    assert steps_of(stored, DANA) == {"INC-1": [NextStep.ACCEPT]}
    assert steps_of(stored, BOB) == {}


def test_an_entry_that_concerns_somebody_waits_to_be_read_back(stored: Stored) -> None:
    meet(stored, "one")
    say(stored, "The queue grew")
    say(stored, f"It was <@{CAROL}> who saw it", by=BOB)
    assert steps_of(stored, ALICE)["INC-1"] == [NextStep.REFLECT, NextStep.CHECK]
    confirmed = ConfirmationRow(entry_id=1, user_id=ALICE)
    stored.do(Session.add, confirmed)
    assert steps_of(stored, ALICE)["INC-1"] == [NextStep.REFLECT]
    assert steps_of(stored, BOB)["INC-1"] == [NextStep.REFLECT, NextStep.CHECK]
    part = stored.do(queries_calibration.part, 1, BOB)
    assert len(part.unread) == 1


@pytest.mark.parametrize("field", ["owner_id", "handed_to_id"])
def test_a_change_that_somebody_is_asked_to_take_waits_for_their_word(
    stored: Stored, field: str
) -> None:
    meet(stored, "one")
    row = FollowUpRow(
        review_id=1,
        key="one",
        text="Raise the limit",
        strength=Strength.ENGINEER,
        state=FollowUpState.OPEN,
        made_by=ALICE,
        made_at=NOW,
    )
    setattr(row, field, BOB)
    stored.do(Session.add, row)
    assert steps_of(stored, BOB) == {"INC-1": [NextStep.TAKE]}


def test_nobody_is_told_of_a_step_in_what_they_may_not_know(stored: Stored) -> None:
    meet(stored, "hidden", is_private=True)
    assert steps_of(stored, DANA) == {}
    assert steps_of(stored, ALICE) == {"INC-1": [NextStep.REFLECT]}


def fill(stored: Stored, number: int) -> None:
    """So many incidents in a moment: a third open, a third with a review ahead, a third shared."""
    ids = range(1, number + 1)
    stored.do(Session.execute, insert(IncidentRow), [_incident(one) for one in ids])
    stored.do(Session.execute, insert(ReviewRow), [_review(one) for one in ids if one % 3])
    posts = [
        {"team_id": TEAM, "key": f"summary:{one}", "channel_id": f"C0N{one}", "message_ts": "1.1"}
        for one in ids
    ]
    stored.do(Session.execute, insert(PostRow), posts)
    changes = [_change(one) for one in ids if one % 3]
    stored.do(Session.execute, insert(FollowUpRow), changes)


def _incident(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "team_id": TEAM,
        "number": number,
        "declaration_key": f"many {number}",
        "title": "The search shows the prices of yesterday " * 4,
        "severity": Severity.SEV2,
        "state": State.RESOLVED if number % 3 else State.INVESTIGATING,
        "declared_by": ALICE,
        "declared_at": NOW + timedelta(minutes=number),
        "started_at": NOW,
        "channel_id": f"C0N{number}",
        "channel_name": f"inc-{number}",
        "channel_state": ChannelState.OPEN,
    }


def _review(number: int) -> dict[str, Any]:
    is_ahead = number % 3 == 1
    return {
        "id": number,
        "incident_id": number,
        "state": ReviewState.SCHEDULED if is_ahead else ReviewState.SHARED,
        "facilitator_id": DANA,
        "meets_at": NOW + timedelta(hours=number),
        "length_minutes": 60,
        "calendar_uid": f"many {number}",
        "shared_at": None if is_ahead else NOW,
    }


def _change(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "review_id": number,
        "key": "many",
        "text": "Raise the limit of the queue before the nightly import " * 3,
        "strength": Strength.ENGINEER,
        "state": FollowUpState.OPEN,
        "owner_id": ALICE,
        "accepted_at": NOW,
        "due_on": NOW.date(),
        "made_by": ALICE,
        "made_at": NOW,
    }


def test_a_thousand_incidents_are_one_statement_a_list_and_a_page_that_slack_takes(
    stored: Stored,
) -> None:
    lists = 5
    assert stored.count_statements(queries_home.home, TEAM, ALICE, now=NOW) == lists
    fill(stored, 1000)
    assert stored.count_statements(queries_home.home, TEAM, ALICE, now=NOW) == lists
    found = stored.do(queries_home.home, TEAM, ALICE, now=NOW)
    pages: Sequence[Page[Any]] = (found.incidents, found.steps, found.coming, found.shared)
    assert all(len(one.lines) == LISTED and one.has_more for one in pages)
    payload = home_page(found, my_changes(found.owned, ALICE)).to_dict()
    assert view_problems(payload) == []
    assert len(payload["blocks"]) < 100


@pytest.mark.parametrize("shelf", Shelf)
def test_pages_have_every_line_once(stored: Stored, shelf: Shelf) -> None:
    fill(stored, 3 * PAGE_SIZE + 9)
    labels: list[str] = []
    turn, has_more = Turn(shelf), True
    while has_more:
        assert stored.count_statements(queries_home.shelf, TEAM, ALICE, turn, now=NOW) == 1
        page = stored.do(queries_home.shelf, TEAM, ALICE, turn, now=NOW)
        labels += [one.label for one in page.lines]
        turn, has_more = turn.turned_by(1), page.has_more
    assert len(labels) == len(set(labels)) == PAGE_SIZE + 3
