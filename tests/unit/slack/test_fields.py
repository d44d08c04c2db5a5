from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import InputInteractiveElement

from app.sandbox.inputs import initial_state
from app.slack import fields
from app.slack.blocks import form_field, option
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import plain

OPTIONS = (option("First", "first"), option("Second", "second"))
LONGEST = 200


def untouched(element: InputInteractiveElement) -> Mapping[str, Mapping[str, Any]]:
    """What Slack sends when somebody submits the form as it was opened."""
    block = form_field("field", "Label", element).to_dict()
    return {"field": initial_state(block["element"])}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=LONGEST))
def test_text_comes_back_as_it_was_filled_in(text: str) -> None:
    read = fields.read_text(untouched(fields.text_input(text)), "field")
    assert plain(read) == text.strip() if read else not text.strip()


def test_text_that_was_typed_cannot_become_markup() -> None:
    typed = {"field": {"type": "plain_text_input", "value": " <!channel> & co \n"}}
    assert fields.read_text(typed, "field") == "&lt;!channel&gt; &amp; co"


@pytest.mark.parametrize("value", [None, "", "  \n\t"])
def test_white_space_is_no_text(value: str | None) -> None:
    typed = {"field": {"type": "plain_text_input", "value": value}}
    assert fields.read_text(typed, "field") is None


def test_a_text_longer_than_its_field_is_cut_to_what_slack_accepts() -> None:
    read = fields.read_text(untouched(fields.text_input("x" * 500, max_length=150)), "field")
    assert read == "x" * 150


@pytest.mark.parametrize("chosen", ["first", "second", None])
def test_a_choice_comes_back(chosen: str | None) -> None:
    assert fields.read_choice(untouched(fields.choice(OPTIONS, chosen)), "field") == chosen


def test_a_choice_that_is_not_offered_is_no_choice() -> None:
    assert fields.read_choice(untouched(fields.choice(OPTIONS, "third")), "field") is None


def test_a_box_is_ticked_only_when_somebody_ticks_it() -> None:
    box = fields.checkbox(OPTIONS[0])
    assert fields.read_checkbox(untouched(box), "field") is False
    ticked = {"field": {"type": "checkboxes", "selected_options": [OPTIONS[0].to_dict()]}}
    assert fields.read_checkbox(ticked, "field") is True


@pytest.mark.parametrize("chosen", [UserId("U0ALICE"), None])
def test_a_person_comes_back(chosen: UserId | None) -> None:
    assert fields.read_person(untouched(fields.person(chosen)), "field") == chosen


@pytest.mark.parametrize("chosen", [(UserId("U0BOB"), UserId("U0ALICE")), ()])
def test_people_come_back_in_their_order(chosen: tuple[UserId, ...]) -> None:
    assert fields.read_people(untouched(fields.people(chosen)), "field") == chosen


@pytest.mark.parametrize("chosen", [ChannelId("C0GENERAL"), None])
def test_a_channel_comes_back(chosen: ChannelId | None) -> None:
    assert fields.read_channel(untouched(fields.public_channel(chosen)), "field") == chosen


@given(st.integers(10**9, 10**10 - 1), st.integers(0, 999_999))
def test_a_moment_comes_back_in_utc_without_its_fraction(seconds: int, micros: int) -> None:
    at = datetime.fromtimestamp(seconds, ZoneInfo("Asia/Tokyo")) + timedelta(microseconds=micros)
    read = fields.read_moment(untouched(fields.moment(at)), "field")
    assert read == datetime.fromtimestamp(seconds, UTC)
    assert read.tzinfo is UTC


def test_an_empty_moment_is_none() -> None:
    assert fields.read_moment(untouched(fields.moment()), "field") is None


def test_a_field_that_the_form_does_not_have_reads_as_empty() -> None:
    assert fields.read_text({}, "field") is None
    assert fields.read_choice({}, "field") is None
    assert fields.read_checkbox({}, "field") is False
    assert fields.read_person({}, "field") is None
    assert fields.read_people({}, "field") == ()
    assert fields.read_channel({}, "field") is None
    assert fields.read_moment({}, "field") is None
