"""What App Home shows of reviews: the next ones, in one statement."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.db.tables import ReviewRow
from app.home import queries_home
from app.home.rules_home import LISTED
from app.slack.ids import ChannelId, UserId
from app.vocabulary import ReviewState
from tests.factories import ALICE, NOW, TEAM, Stored

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
    found = stored.do(queries_home.upcoming, TEAM, DANA, now=NOW)
    assert [(one.label, one.is_asked) for one in found] == [("INC-2", True), ("INC-1", True)]
    assert not any(one.is_asked for one in stored.do(queries_home.upcoming, TEAM, ALICE, now=NOW))


@pytest.mark.parametrize(("viewer", "sees"), [(DANA, 0), (ALICE, 1)])
def test_a_private_one_is_shown_to_who_may_know_of_it(
    stored: Stored, viewer: UserId, sees: int
) -> None:
    meet(stored, "hidden", is_private=True)
    assert len(stored.do(queries_home.upcoming, TEAM, viewer, now=NOW)) == sees


def test_however_many_there_are_it_is_one_statement_and_a_few_lines(stored: Stored) -> None:
    for number in range(LISTED + 4):
        meet(stored, f"n{number}")
    assert len(stored.do(queries_home.upcoming, TEAM, DANA, now=NOW)) == LISTED + 1
    assert stored.count_statements(queries_home.upcoming, TEAM, DANA, now=NOW) == 1
