import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from app.sandbox.blocks import block_problems, view_problems
from app.slack import fields
from app.slack.blocks import (
    BUTTON_TEXT,
    HEADER_TEXT,
    OPTION_TEXT,
    SECTION_TEXT,
    Message,
    actions,
    button,
    confirm,
    context,
    divider,
    field_grid,
    form_field,
    header,
    modal,
    option,
    overflow,
    section,
    shortened,
)
from app.slack.mrkdwn import esc

LONG = "a long &amp; winding text " * 200
"""More than any place takes."""


def problems_of(*blocks: Block) -> list[str]:
    sent = json.loads(json.dumps([block.to_dict() for block in blocks]))
    return [problem.message for problem in block_problems(sent, "message")]


def test_texts_too_long_for_their_place_are_shortened_rather_than_refused() -> None:
    blocks = (
        header(LONG),
        section(LONG, button(LONG, "a", "1")),
        field_grid(LONG, LONG),
        context(LONG, LONG),
        divider(),
        actions("press", button(LONG, "a", "1"), overflow("more", option(LONG, "x"))),
    )
    assert problems_of(*blocks) == []


@given(st.text(min_size=1).filter(lambda text: esc(text).strip()))
def test_any_text_of_a_person_makes_a_message_that_slack_takes(typed: str) -> None:
    text = esc(typed)
    assert problems_of(header(text), section(text), field_grid(text), context(text)) == []


@pytest.mark.parametrize("length", [SECTION_TEXT, SECTION_TEXT + 1])
def test_a_section_holds_what_slack_allows_and_no_more(length: int) -> None:
    shown = section("a" * length).to_dict()["text"]["text"]
    assert len(shown) == SECTION_TEXT
    assert shown.endswith("…") is (length > SECTION_TEXT)


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [("whole", 5, "whole"), ("too long", 5, "too…"), ("longer", 5, "long…"), ("", 5, "")],
)
def test_plain_text_ends_in_an_ellipsis_when_it_was_longer(
    text: str, limit: int, left: str
) -> None:
    assert shortened(text, limit) == left


def test_a_button_that_asks_first_is_taken_by_slack() -> None:
    asks = button(
        "End", "end", "1", style="danger", confirm=confirm("End it?", "It is posted.", "End")
    )
    assert problems_of(actions("press", asks)) == []
    assert asks.to_dict()["confirm"]["deny"]["text"] == "Not yet"


def test_labels_have_the_room_that_their_place_gives() -> None:
    assert len(header(LONG).to_dict()["text"]["text"]) <= HEADER_TEXT
    assert len(button(LONG, "a", "1").to_dict()["text"]["text"]) <= BUTTON_TEXT
    assert len(option(LONG, "x").to_dict()["text"]["text"]) <= OPTION_TEXT


def test_a_form_has_its_fields_under_their_own_ids() -> None:
    form = modal(
        "feature.form",
        "A form",
        [form_field("name", "Name", fields.text_input(), hint="As you like.", optional=True)],
        submit="Save",
        private_metadata="7",
    ).to_dict()
    assert view_problems(json.loads(json.dumps(form))) == []
    assert [block["block_id"] for block in form["blocks"]] == ["name"]
    assert form["private_metadata"] == "7"


def test_a_page_to_read_has_nothing_to_submit() -> None:
    page = modal("page", "Onward", [section("All is well.")]).to_dict()
    assert view_problems(json.loads(json.dumps(page))) == []
    assert "submit" not in page


def test_a_message_may_be_text_alone() -> None:
    assert list(Message("Done.").blocks) == []
