"""What is planned for a change's day and after it was done, and what people said then."""

from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.followups import service, service_look_backs, service_moves, service_reminders
from app.followups.rules import FollowUp
from app.followups.rules_look_backs import Asking
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Holds
from tests.db.followups.test_changing import added
from tests.db.followups.test_moving import reviewed
from tests.factories import BOB, CAROL, NOW, TEAM, Stored

LATER = NOW + timedelta(hours=1)
MONTH = timedelta(days=30)


@pytest.fixture
def owned(stored: Stored) -> FollowUp:
    """A change that is due on March 17, and that Bob said yes to."""
    change = added(stored, reviewed(stored))
    return stored.do(service.take, TEAM, change.id, BOB, now=NOW)


def planned(stored: Stored, effect: str) -> list[str]:
    return sorted(row.key.partition(":")[2] for row in stored.waiting(effect))


def asking_of(done: FollowUp, days: int = 30) -> Asking:
    assert done.closed_at is not None
    return Asking(done.id, done.closed_at, days)


def test_an_owner_who_said_yes_is_to_be_reminded_twice_and_the_facilitator_told_once(
    stored: Stored,
) -> None:
    change = added(stored, reviewed(stored))
    assert planned(stored, service_reminders.REMIND) == []
    assert len(planned(stored, service_reminders.TELL_UNANSWERED)) == 1

    stored.do(service.take, TEAM, change.id, BOB, now=NOW)

    assert planned(stored, service_reminders.REMIND) == [
        f"{change.id}:2026-03-17:ahead:{BOB}",
        f"{change.id}:2026-03-17:passed:{BOB}",
    ]
    assert len(planned(stored, service_reminders.TELL_UNANSWERED)) == 1


def test_another_day_and_another_owner_are_planned_for_anew(
    stored: Stored, owned: FollowUp
) -> None:
    day = date(2026, 3, 31)
    stored.do(service_moves.put_off, TEAM, owned.id, day, None, now=LATER)
    assert f"{owned.id}:{day}:ahead:{BOB}" in planned(stored, service_reminders.REMIND)
    stored.do(service_moves.hand_over, TEAM, owned.id, BOB, CAROL, now=LATER)
    stored.do(service.take, TEAM, owned.id, CAROL, now=LATER)
    assert f"{owned.id}:{day}:passed:{CAROL}" in planned(stored, service_reminders.REMIND)


def test_what_is_done_is_looked_back_at_after_30_and_90_days(
    stored: Stored, owned: FollowUp
) -> None:
    for _ in range(2):
        stored.do(service.finish, TEAM, owned.id, now=LATER)
    rows = stored.waiting(service_reminders.LOOK_BACK)
    assert sorted(row.due_at - LATER for row in rows) == [MONTH, 3 * MONTH]


def test_one_answer_is_kept_for_each_look_back_and_a_later_one_takes_its_place(
    stored: Stored, owned: FollowUp
) -> None:
    asking = asking_of(stored.do(service.finish, TEAM, owned.id, now=LATER))
    line = Mrkdwn("The import still passes at night")
    with pytest.raises(UserError):
        stored.do(service_look_backs.add_line, TEAM, asking, line, now=LATER)
    stored.do(service_look_backs.answer, TEAM, asking, Holds.HOLDS, now=LATER)
    stored.do(service_look_backs.add_line, TEAM, asking, line, now=LATER)
    found = stored.do(service_look_backs.answer, TEAM, asking, Holds.NO, now=LATER)
    assert [(one.days, one.holds, one.note) for one in found.looked] == [(30, Holds.NO, line)]


def test_pressing_the_same_answer_twice_changes_nothing(stored: Stored, owned: FollowUp) -> None:
    asking = asking_of(stored.do(service.finish, TEAM, owned.id, now=LATER))
    first = stored.do(service_look_backs.answer, TEAM, asking, Holds.PARTLY, now=LATER)
    assert stored.do(service_look_backs.answer, TEAM, asking, Holds.PARTLY, now=LATER) == first


def test_what_was_opened_again_keeps_its_answers_and_is_looked_back_at_anew(
    stored: Stored, owned: FollowUp
) -> None:
    asking = asking_of(stored.do(service.finish, TEAM, owned.id, now=LATER))
    stored.do(service_look_backs.answer, TEAM, asking, Holds.NO, now=LATER)
    day = date(2026, 4, 30)
    reopened = stored.do(
        service.reopen, TEAM, owned.id, now=LATER + MONTH, due_on=day, note=Mrkdwn("With a limit")
    )
    assert (reopened.due_on, len(reopened.looked)) == (day, 1)
    with pytest.raises(UserError, match="opened again"):
        stored.do(service_look_backs.answer, TEAM, asking, Holds.HOLDS, now=LATER + MONTH)

    again = asking_of(stored.do(service.finish, TEAM, owned.id, now=LATER + MONTH))
    found = stored.do(service_look_backs.answer, TEAM, again, Holds.HOLDS, now=LATER + 2 * MONTH)

    assert [one.holds for one in found.looked] == [Holds.NO, Holds.HOLDS]


def test_somebody_is_asked_once_to_find_an_owner_in_the_place_of_one_who_left(
    stored: Stored, owned: FollowUp
) -> None:
    for _ in range(2):
        stored.do(service_reminders.ask_for_owner, TEAM, owned, now=LATER)
    assert planned(stored, service_reminders.FIND_OWNER) == [f"{owned.id}:{BOB}"]
