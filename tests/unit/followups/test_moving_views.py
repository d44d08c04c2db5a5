"""What lists, letters and small forms of changes show to whom, and what comes back from them."""

from datetime import date

import pytest

from app.followups import views, views_list, views_look_backs, views_moves, views_reminders
from app.followups.rules import FollowUp
from app.followups.rules_listing import Listed
from app.followups.rules_look_backs import Asking
from app.followups.rules_reminders import Occasion
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.vocabulary import ChangeStep, FollowUpState, Holds
from tests.factories import ALICE, BOB, CAROL, NOW
from tests.samples import (
    HANDED,
    STEPS,
    a_board,
    a_change,
    a_listing,
    a_look_back,
    a_step,
    an_incident,
    sent,
)
from tests.unit.followups.test_change_views import filled_in, words

DUE_ON = date(2026, 3, 17)
FACTOR = Mrkdwn("The limit had never been reached")


def menu(followup: FollowUp, reader: UserId, *, is_known: bool = True) -> list[str]:
    """What can be chosen beside a change in somebody's list."""
    line = Listed(followup=followup, label="INC-7", is_known=is_known)
    blocks = sent(views_list.changes_list(a_listing(lines=[line], reader=reader)))["blocks"]
    options = [one for block in blocks for one in block.get("accessory", {}).get("options", ())]
    return [one["value"].split()[0] for one in options]


def test_its_owner_moves_a_change_on_or_hands_it_over() -> None:
    assert menu(a_change(), BOB) == [
        views.FINISH,
        views.PUT_OFF,
        views.HAND_OVER,
        views.DECIDE_AGAINST,
        views.EDIT,
    ]
    assert views.HAND_OVER not in menu(a_change(), ALICE)


@pytest.mark.parametrize("asked", [(a_change(accepted_at=None), BOB), (HANDED, CAROL)])
def test_whoever_is_asked_can_say_yes_and_no(asked: tuple[FollowUp, UserId]) -> None:
    assert {views.TAKE, views.DECLINE} <= set(menu(*asked))
    assert not {views.TAKE, views.DECLINE} & set(menu(asked[0], ALICE))


def test_what_needs_an_owner_can_be_taken_by_anybody() -> None:
    assert menu(a_change(owner=None, accepted_at=None), CAROL)[0] == views.TAKE


@pytest.mark.parametrize("state", FollowUpState)
def test_whoever_does_not_know_the_incident_opens_no_form_that_shows_it(
    state: FollowUpState,
) -> None:
    reason = Mrkdwn("Not now") if state is FollowUpState.DECIDED_NOT else None
    change = a_change(state=state, reason=reason)
    assert not {views.EDIT, views.MAKE_CHANGE} & set(menu(change, BOB, is_known=False))


def test_the_board_offers_another_day_too() -> None:
    shown = str(sent(views.changes_message(a_board(followups=[a_change()])))["blocks"])
    assert views.PUT_OFF in shown


def test_a_line_says_what_a_change_answers_and_that_its_day_has_passed() -> None:
    line = Listed(followup=a_change(), label="INC-7", is_known=True, factors=[FACTOR] * 3)
    shown = words(views_list.changes_list(a_listing(lines=[line])))
    assert f"_Answers_ {FACTOR} · {FACTOR} · and 1 more" in shown
    assert f"INC-7 · <@{BOB}> · engineer · by Tue, Mar 17 · *its day has passed*" in shown


def test_whoever_is_asked_is_named_once_they_said_yes() -> None:
    line = Listed(followup=HANDED, label="INC-7", is_known=True)
    shown = words(views_list.changes_list(a_listing(lines=[line], reader=ALICE)))
    assert "somebody is asked to take it over" in shown
    assert CAROL not in shown


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (a_change(), "Is anything in the way?"),
        (a_change(state=FollowUpState.DONE), "This change is done"),
        (a_change(due_on=date(2026, 4, 7)), "It is due on Tue, Apr 7 now"),
        (a_change(owner=ALICE), "Somebody else has this one"),
        (a_change(state=FollowUpState.DECIDED_NOT), "It was decided not to do this one"),
    ],
)
def test_a_reminder_says_what_is_true_now(change: FollowUp, says: str) -> None:
    letter = views_reminders.reminder(an_incident(), change, BOB, DUE_ON, Occasion.AHEAD)
    assert says in words(letter)


def test_whoever_facilitated_learns_how_it_stands_with_its_owner_and_no_name() -> None:
    for change, says in (
        (a_change(), "Its owner was asked"),
        (a_change(accepted_at=None), "has not answered yet"),
        (a_change(accepted_at=None, declined_at=NOW), "Nobody owns it yet"),
    ):
        shown = words(views_reminders.unanswered(an_incident(), change))
        assert says in shown
        assert BOB not in shown


def test_no_letter_about_a_private_incident_tells_its_title() -> None:
    private, asking = an_incident(is_private=True), Asking(11, NOW, 30)
    done = a_change(state=FollowUpState.DONE, closed_at=NOW)
    for letter in (
        views_reminders.reminder(private, a_change(), BOB, DUE_ON, Occasion.AHEAD),
        views_reminders.unanswered(private, a_change()),
        views_reminders.owner_gone(private, a_change()),
        views_look_backs.look_back(private, done, asking),
    ):
        assert plain(private.title) not in f"{words(letter)}{letter.text}"
        assert private.label in words(letter)


def test_only_what_did_not_hold_is_offered_to_be_opened_again() -> None:
    asking = Asking(11, NOW, 30)
    for holds in Holds:
        looked = (a_look_back(30, holds),)
        done = a_change(state=FollowUpState.DONE, closed_at=NOW, looked=looked)
        shown = str(sent(views_look_backs.answered(done, asking))["blocks"])
        offers = views_look_backs.OPEN_AGAIN in shown
        assert offers is (holds in {Holds.NO, Holds.PARTLY})


def test_history_is_told_in_the_order_in_which_it_happened_the_last_of_it() -> None:
    steps = [a_step(ChangeStep.PUT_OFF, due_on=DUE_ON, note=Mrkdwn("The vendor")), *STEPS[1]]
    looked = (a_look_back(30, Holds.NO, Mrkdwn("At night")),)
    form = views_moves.reason_form(a_change(looked=looked), steps)
    assert "put off to Tue, Mar 17: The vendor" in words(form)
    assert "|ENG-12>" in words(form)
    assert "it did not hold after 30 days: At night" in words(form)
    many = words(views_moves.reason_form(a_change(), STEPS[3]))
    assert many.count("put off") == 8


def test_small_forms_come_back_as_they_were_filled_in() -> None:
    done = a_change(state=FollowUpState.DONE, how=Mrkdwn("With a &lt;guard&gt;"))
    assert views_moves.parse_how(filled_in(views_moves.how_form(done, []))) == done.how
    put_off = views_moves.put_off_form(a_change(), DUE_ON, [])
    assert views_moves.parse_put_off(filled_in(put_off)) == (DUE_ON, None)
    empty = filled_in(views_moves.hand_over_form(a_change(), []))
    assert views_moves.parse_receiver(empty) is None
    assert views_moves.parse_context("11:3") == (11, 3)
    asking = Asking(11, NOW, 30)
    looked = (a_look_back(30, Holds.NO, Mrkdwn("At night")),)
    line = views_look_backs.line_form(a_change(looked=looked), asking)
    noted = sent(line)["private_metadata"]
    assert views_look_backs.parse_line(filled_in(line), noted) == (asking, 3, "At night")
