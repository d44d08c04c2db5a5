"""Slack's rules for the name of a channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.names import channel_name_error


@pytest.mark.parametrize("name", ["general", "inc-7-db_down", "7", "-a", "x" * 80])
def test_a_good_name_has_no_error(name: str) -> None:
    assert channel_name_error(name) is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Inc-7", "invalid_name_specials"),
        ("inc 7", "invalid_name_specials"),
        ("inc.7", "invalid_name_specials"),
        ("#inc", "invalid_name_specials"),
        ("störung", "invalid_name_specials"),
        ("inc\n", "invalid_name_specials"),
        ("--_", "invalid_name_punctuation"),
    ],
)
def test_a_bad_name_has_slacks_error(name: str, error: str) -> None:
    assert channel_name_error(name) == error


@given(st.text(max_size=90))
def test_every_name_without_error_is_made_of_the_allowed_characters(name: str) -> None:
    if channel_name_error(name) is None:
        assert 1 <= len(name) <= 80
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
