"""What Slack refuses in menus and inputs."""

import pytest

from app.sandbox.blocks import Surface, block_problems
from tests.unit.sandbox.pieces import (
    Json,
    actions,
    complaints,
    field,
    option,
    options,
    plain,
    select,
)


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons", "static_select", "overflow"])
def test_two_options_of_a_menu_differ_in_value(kind: str) -> None:
    menu = {"type": kind, "options": [option("a"), option("a")]}

    assert complaints(actions(menu)) == [
        ('option value "a" already exists', "/elements/0/options/1/value")
    ]


def test_options_in_two_groups_differ_in_value() -> None:
    group = {"label": plain(), "options": [option("a")]}
    menu = {"type": "static_select", "option_groups": [group, group]}

    assert complaints(actions(menu)) == [
        ('option value "a" already exists', "/elements/0/option_groups/1/options/0/value")
    ]


@pytest.mark.parametrize(
    "menu",
    [
        select(initial_option=option("elsewhere")),
        select(initial_option={"text": plain("Other"), "value": "0"}),
        {"type": "radio_buttons", "options": options(2), "initial_option": option("9")},
        {
            "type": "checkboxes",
            "options": options(2),
            "initial_options": [option("0"), option("9")],
        },
        {
            "type": "multi_static_select",
            "option_groups": [{"label": plain(), "options": options(2)}],
            "initial_options": [option("9")],
        },
    ],
)
def test_what_is_chosen_beforehand_is_one_of_the_options(menu: Json) -> None:
    (complaint,) = complaints(actions(menu))

    assert "must match one of the options" in complaint[0]


def test_a_menu_has_options_or_groups_but_not_both() -> None:
    groups = [{"label": plain(), "options": [option("elsewhere")]}]
    both = {"type": "static_select", "options": options(2), "option_groups": groups}

    assert complaints(actions({"type": "static_select"})) == [
        ("missing required field: options or option_groups", "/elements/0")
    ]
    assert complaints(actions(both)) == [
        ("must provide only one of: options, option_groups", "/elements/0")
    ]


@pytest.mark.parametrize(
    ("kind", "surfaces"),
    [
        ("plain_text_input", {"message", "modal", "home"}),
        ("datepicker", {"message", "modal", "home"}),
        ("rich_text_input", {"modal", "home"}),
        ("datetimepicker", {"message", "modal"}),
        ("email_text_input", {"modal"}),
        ("url_text_input", {"modal"}),
        ("file_input", {"modal"}),
    ],
)
def test_an_input_stands_only_where_slack_shows_it(kind: str, surfaces: set[Surface]) -> None:
    every: tuple[Surface, ...] = ("message", "modal", "home")

    assert {surface for surface in every if not complaints(field({"type": kind}), surface)} == (
        surfaces
    )


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"type": "plain_text_input", "max_length": 3001}, "/element/max_length"),
        ({"type": "plain_text_input", "max_length": 0}, "/element/max_length"),
        ({"type": "plain_text_input", "min_length": 5, "max_length": 4}, "/element/min_length"),
        (
            {"type": "plain_text_input", "max_length": 3, "initial_value": "four"},
            "/element/initial_value",
        ),
        ({"type": "datepicker", "initial_date": "2026-02-30"}, "/element/initial_date"),
        ({"type": "datepicker", "initial_date": "24.11.2026"}, "/element/initial_date"),
        ({"type": "datepicker", "initial_date": "20261124"}, "/element/initial_date"),
        ({"type": "timepicker", "initial_time": "24:00"}, "/element/initial_time"),
        ({"type": "timepicker", "initial_time": "9:30"}, "/element/initial_time"),
        ({"type": "timepicker", "timezone": "Europe/Atlantis"}, "/element/timezone"),
        (
            {"type": "datetimepicker", "initial_date_time": 1795422900000},
            "/element/initial_date_time",
        ),
        (
            {"type": "datetimepicker", "initial_date_time": "1795422900"},
            "/element/initial_date_time",
        ),
        ({"type": "number_input"}, "/element"),
        (
            {"type": "number_input", "is_decimal_allowed": False, "initial_value": 4},
            "/element/initial_value",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "initial_value": "4.5"},
            "/element/initial_value",
        ),
        (
            {
                "type": "number_input",
                "is_decimal_allowed": True,
                "min_value": "2",
                "max_value": "1",
            },
            "/element/min_value",
        ),
        ({"type": "rich_text_input", "min_lines": 101}, "/element/min_lines"),
        (
            {"type": "rich_text_input", "initial_value": {"type": "plain_text", "text": "x"}},
            "/element/initial_value/type",
        ),
        ({"type": "file_input", "max_files": 11}, "/element/max_files"),
        ({"type": "multi_users_select", "max_selected_items": 0}, "/element/max_selected_items"),
        ({"type": "conversations_select", "filter": {}}, "/element/filter"),
        (
            {"type": "conversations_select", "filter": {"include": ["secret"]}},
            "/element/filter/include/0",
        ),
        (
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_blur"]},
            },
            "/element/dispatch_action_config/trigger_actions_on/0",
        ),
    ],
)
def test_an_input_that_cannot_be_filled_in_is_refused(element: Json, pointer: str) -> None:
    assert [where for _, where in complaints(field(element), "modal")] == [pointer]


def test_only_one_element_has_the_focus() -> None:
    focused = field({"type": "plain_text_input", "focus_on_load": True})

    (problem,) = block_problems([focused, focused], "modal")

    assert problem.pointer == "/blocks/1/element/focus_on_load"
