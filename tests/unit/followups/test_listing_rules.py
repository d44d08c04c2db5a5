"""What `/incident changes` understands, and what its pages are."""

from collections.abc import Mapping

import pytest

from app.errors import UserError
from app.followups.rules_history import Step, left_behind, steps_between
from app.followups.rules_listing import PAGE_SIZE, Asked, Scope, is_overdue, parse_listing
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ChangeStep, FollowUpState
from tests.factories import CAROL, NOW
from tests.samples import a_change, a_listing


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", None),
        ("  ", None),
        ("mine", Asked(Scope.MINE)),
        ("Open", Asked(Scope.OPEN)),
        ("OVERDUE ", Asked(Scope.OVERDUE)),
        ("INC-7", Asked(Scope.INCIDENT, 7)),
        ("inc7", Asked(Scope.INCIDENT, 7)),
        ("#7", Asked(Scope.INCIDENT, 7)),
        ("7", Asked(Scope.INCIDENT, 7)),
    ],
)
def test_a_word_says_which_changes(typed: str, asked: Asked | None) -> None:
    assert parse_listing(typed) == asked


@pytest.mark.parametrize(
    "typed", ["mine open", "INC-", "INC-0", "incident", "INC-7 8", "-1", "<@U1>", "INC-9999999999"]
)
def test_anything_else_is_answered_with_one_sentence(typed: str) -> None:
    with pytest.raises(UserError, match="mine, open, overdue") as raised:
        parse_listing(typed)
    assert raised.value.sentence.count(". ") == 0


def test_a_page_is_asked_for_again_by_what_its_button_carries() -> None:
    asked = Asked(Scope.INCIDENT, 7, 2)
    assert Asked.load(asked.dump()) == asked


@pytest.mark.parametrize(
    ("total", "pages"), [(0, 1), (1, 1), (PAGE_SIZE, 1), (PAGE_SIZE + 1, 2), (100 * PAGE_SIZE, 100)]
)
def test_so_many_changes_take_so_many_pages(total: int, pages: int) -> None:
    assert a_listing(total=total).pages == pages


def test_a_change_is_overdue_the_day_after_its_day_and_only_while_it_is_open() -> None:
    change, today = a_change(), a_listing().today
    assert change.due_on is not None
    assert is_overdue(change, today)
    assert not is_overdue(change, change.due_on)
    assert not is_overdue(a_change(state=FollowUpState.DONE), today)
    assert not is_overdue(a_change(due_on=None), today)


def steps(before: Mapping[str, object], after: Mapping[str, object]) -> list[Step]:
    note = Mrkdwn("We wait for the vendor")
    return list(steps_between(a_change(**before), a_change(**after), now=NOW, note=note))


def test_history_tells_what_became_of_a_change_with_what_was_said() -> None:
    done = {"state": FollowUpState.DONE, "how": Mrkdwn("With a guard")}
    assert [one.step for one in steps({}, done)] == [ChangeStep.DONE]
    [reopened] = steps(done, {})
    assert (reopened.step, reopened.note) == (ChangeStep.REOPENED, "We wait for the vendor")
    later = a_listing().today
    [put_off] = steps({}, {"due_on": later})
    assert (put_off.step, put_off.due_on) == (ChangeStep.PUT_OFF, later)


def test_how_it_was_done_goes_into_history_once_it_is_opened_again() -> None:
    done = a_change(state=FollowUpState.DONE, how=Mrkdwn("With a guard"))
    against = a_change(state=FollowUpState.DECIDED_NOT, reason=Mrkdwn("It costs more"))
    assert left_behind(done, a_change()) == "With a guard"
    assert left_behind(against, a_change()) == "It costs more"
    assert left_behind(done, done) is None
    assert left_behind(a_change(), done) is None


def test_history_tells_a_change_of_hands_once_both_said_yes() -> None:
    assert [one.step for one in steps({}, {"owner": CAROL})] == [ChangeStep.HANDED_OVER]
    assert steps({}, {"owner": CAROL, "accepted_at": None}) == []
    assert steps({}, {"handed_to": UserId("U0EVE")}) == []
    assert steps({}, {"text": Mrkdwn("Reject imports")}) == []
