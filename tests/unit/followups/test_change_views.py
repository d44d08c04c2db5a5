"""What people read of changes, and forms that say the same when they come back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from app.followups import views, views_forms
from app.followups.rules import Board, Draft, draft_of
from app.followups.views_forms import FormContext
from app.slack.blocks import Message
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.vocabulary import FindingKind, FollowUpState, ReviewState, Strength
from tests.factories import ALICE, BOB, NOW
from tests.samples import ODD, SHOUTED, a_board, a_change, a_factor, an_incident, sent, texts

CONTEXT = FormContext(review_id=3)


def words(shown: Message | View) -> str:
    return "\n".join(text["text"] for text in texts(sent(shown)["blocks"]))


def filled_in(view: View) -> Mapping[str, Mapping[str, Any]]:
    """The state that Slack sends when nothing was changed."""
    elements = {
        block["block_id"]: block["element"]
        for block in sent(view)["blocks"]
        if block["type"] == "input"
    }
    return {
        field: {
            "value": element.get("initial_value"),
            "selected_option": element.get("initial_option"),
            "selected_options": element.get("initial_options"),
            "selected_user": element.get("initial_user"),
            "selected_date": element.get("initial_date"),
        }
        for field, element in elements.items()
    }


def board_with(*changes: object, **others: Any) -> Board:  # noqa: ANN401 - any field
    return a_board(followups=changes, **others)


@pytest.mark.parametrize("text", [Mrkdwn("Reject imports"), ODD, esc("a & b < c > d")])
def test_a_change_comes_back_as_it_was_shown(text: Mrkdwn) -> None:
    draft = replace(draft_of(a_change()), text=text)
    form_context = replace(CONTEXT, idea_id=5)
    form = views_forms.change_form(a_board(), draft, form_context)
    assert views_forms.parse_change(filled_in(form), form_context) == replace(draft, idea_id=5)


def test_what_was_decided_against_comes_back_as_it_was_shown() -> None:
    draft = Draft(
        text=Mrkdwn("Build a second cluster"),
        factors=(1,),
        reason=ODD,
        state=FollowUpState.DECIDED_NOT,
    )
    form = views_forms.against_form(a_board(), draft, CONTEXT)
    assert views_forms.parse_against(filled_in(form), CONTEXT) == draft


def test_an_empty_form_is_an_empty_draft() -> None:
    form = views_forms.change_form(a_board(), Draft(text=None), CONTEXT)
    assert views_forms.parse_change(filled_in(form), CONTEXT) == Draft(text=None)


def test_what_a_form_is_about_survives_slack() -> None:
    form_context = FormContext(
        review_id=3, followup_id=11, shown="f", idea_id=4, state=FollowUpState.DONE
    )
    assert FormContext.load(form_context.dump()) == form_context


def test_a_review_without_factors_is_not_asked_for_any() -> None:
    form = views_forms.change_form(a_board(factors=[]), Draft(text=None), CONTEXT)
    assert "factors" not in filled_in(form)


def test_each_factor_says_what_answers_it() -> None:
    assert words(views.changes_message(a_board())).count("→ _nothing yet_") == 2
    one = board_with(a_change(factors=(1,)), a_change(factors=(1,)))
    assert "→ 2 changes" in words(views.changes_message(one))
    remind = board_with(a_change(factors=(1,), strength=Strength.REMIND))
    assert "→ _a reminder so far_" in words(views.changes_message(remind))
    against = board_with(
        a_change(factors=(1,), state=FollowUpState.DECIDED_NOT, reason=Mrkdwn("Not now"))
    )
    assert "→ _decided not to, for now_" in words(views.changes_message(against))


def test_a_change_names_what_it_answers_how_who_and_when() -> None:
    shown = words(views.changes_message(board_with(a_change())))
    assert f"answers 1, 2 · engineer · <@{BOB}> · by Tue, Mar 17" in shown


def test_a_declined_change_needs_an_owner_like_one_that_never_had_any() -> None:
    declined = board_with(a_change(accepted_at=None, declined_at=NOW))
    unowned = board_with(a_change(accepted_at=None, owner=None))
    left = board_with(a_change(), away=frozenset({BOB}))
    shown = {words(views.changes_message(board)) for board in (declined, unowned, left)}
    assert len(shown) == 1
    assert BOB not in shown.pop()


def test_ideas_wait_until_the_rewind_is_done() -> None:
    idea = a_factor(9, Mrkdwn("Alert on age"), FindingKind.PARKED_IDEA)
    board = a_board(ideas=[idea])
    assert "Alert on age" in words(views.changes_message(board))
    rewinding = replace(board, review=replace(board.review, state=ReviewState.REWINDING))
    assert "Alert on age" not in words(views.changes_message(rewinding))


def test_a_letter_about_a_private_incident_does_not_tell_its_title() -> None:
    asked = a_change(accepted_at=None)
    private = an_incident(is_private=True)
    letter = views.owner_letter(private, asked, BOB)
    assert plain(private.title) not in words(letter)
    assert plain(private.title) not in letter.text
    assert plain(private.title) in words(views.owner_letter(an_incident(), asked, BOB))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (a_change(accepted_at=None), "Would you take this change?"),
        (a_change(), "This change is yours"),
        (a_change(accepted_at=None, declined_at=NOW), "it is offered again"),
        (a_change(owner=ALICE), "Somebody else has this one"),
        (a_change(state=FollowUpState.DONE), "This change is done"),
        (a_change(state=FollowUpState.DECIDED_NOT), "It was decided not to do this one"),
    ],
)
def test_a_letter_says_what_became_of_the_change(change: Any, says: str) -> None:  # noqa: ANN401
    assert says in words(views.owner_letter(an_incident(), change, BOB))


def test_nothing_typed_into_a_change_calls_up_a_crowd() -> None:
    shown = words(views.changes_message(board_with(a_change(text=SHOUTED))))
    assert "<!" not in shown
