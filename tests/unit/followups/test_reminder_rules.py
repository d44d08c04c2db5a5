"""When owners hear of a change's day, and when it is looked back at."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.followups.rules_look_backs import Asking
from app.followups.rules_reminders import LOOK_BACKS, Occasion, look_backs, reminders
from app.vocabulary import FollowUpState, Holds
from app.workspace.rules_calendar import WorkingCalendar
from tests.factories import NOW
from tests.samples import a_change, a_look_back

DUE_ON = date(2026, 3, 17)
"""A Tuesday."""
BERLIN = WorkingCalendar(zone=ZoneInfo("Europe/Berlin"))


def test_an_owner_hears_three_working_days_before_and_one_after_in_their_morning() -> None:
    assert reminders(DUE_ON, BERLIN, now=NOW) == {
        Occasion.AHEAD: datetime(2026, 3, 12, 8, 0, tzinfo=UTC),
        Occasion.PASSED: datetime(2026, 3, 18, 8, 0, tzinfo=UTC),
        Occasion.UNANSWERED: datetime(2026, 3, 20, 8, 0, tzinfo=UTC),
    }


def test_holidays_are_no_working_days() -> None:
    holidays = frozenset({date(2026, 3, 16), date(2026, 3, 18)})
    calendar = WorkingCalendar(zone=ZoneInfo("Asia/Kolkata"), holidays=holidays)
    moments = reminders(DUE_ON, calendar, now=NOW)
    assert moments[Occasion.AHEAD] == datetime(2026, 3, 11, 3, 30, tzinfo=UTC)
    assert moments[Occasion.PASSED] == datetime(2026, 3, 19, 3, 30, tzinfo=UTC)


@given(st.dates(date(2026, 3, 3), date(2027, 2, 1)), st.integers(0, 400))
def test_what_has_passed_is_not_made_up_for(due_on: date, days: int) -> None:
    now = NOW + timedelta(days=days)
    moments = reminders(due_on, BERLIN, now=now)
    assert all(at > now for at in moments.values())
    assert list(moments.values()) == sorted(moments.values())


def test_a_change_is_looked_back_at_twice() -> None:
    moments = look_backs(NOW, now=NOW)
    assert list(moments) == list(LOOK_BACKS) == [30, 90]
    assert moments[90] - moments[30] == timedelta(days=60)
    assert list(look_backs(NOW, now=NOW + timedelta(days=30))) == [90]


def test_a_look_back_is_about_the_time_it_was_done_and_no_other() -> None:
    asking = Asking(11, NOW, 30)
    assert Asking.load(asking.dump()) == asking
    done = a_change(state=FollowUpState.DONE, closed_at=NOW, looked=(a_look_back(30, Holds.NO),))
    answer = asking.answer_in(done)
    assert answer is not None
    assert answer.holds is Holds.NO
    assert Asking(11, NOW, 90).answer_in(done) is None
    assert Asking(11, NOW + timedelta(days=1), 30).answer_in(done) is None
