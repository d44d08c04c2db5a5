"""Our checker beside slack_sdk's models: what they refuse we refuse, good payloads pass both."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.sandbox.blocks import Surface, block_problems, view_problems

Json = dict[str, Any]
PLAIN: Json = {"type": "plain_text", "text": "Text", "emoji": True}
MRKDWN: Json = {"type": "mrkdwn", "text": "*Text*"}
OPTIONS: list[Json] = [{"text": PLAIN, "value": "a"}, {"text": PLAIN, "value": "b"}]
CONFIRM: Json = {
    "title": PLAIN,
    "text": MRKDWN,
    "confirm": PLAIN,
    "deny": PLAIN,
    "style": "danger",
}
RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "see ", "style": {"bold": True}},
                {"type": "link", "url": "https://example.com", "text": "this"},
                {"type": "user", "user_id": "U1"},
                {"type": "emoji", "name": "pushpin"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "$ ls"}]},
    ],
}

MENU = {"action_id": "menu", "placeholder": PLAIN}
ANYWHERE: list[Json] = [
    {"type": "static_select", **MENU, "options": OPTIONS, "initial_option": OPTIONS[0]},
    {"type": "static_select", **MENU, "option_groups": [{"label": PLAIN, "options": OPTIONS}]},
    {"type": "multi_static_select", **MENU, "options": OPTIONS, "max_selected_items": 1},
    {"type": "external_select", **MENU, "min_query_length": 2},
    {"type": "multi_external_select", **MENU},
    {"type": "users_select", **MENU, "initial_user": "U1"},
    {"type": "multi_users_select", **MENU, "initial_users": ["U1"]},
    {"type": "channels_select", **MENU},
    {"type": "multi_channels_select", **MENU},
    {"type": "conversations_select", **MENU, "filter": {"include": ["public"]}},
    {"type": "multi_conversations_select", **MENU, "default_to_current_conversation": True},
    {"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS[:1]},
    {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[1]},
    {"type": "datepicker", **MENU, "initial_date": "2026-11-24", "confirm": CONFIRM},
    {"type": "timepicker", **MENU, "initial_time": "09:30"},
]
IN_SECTIONS: list[Json] = [
    {"type": "button", "text": PLAIN, "value": "7", "style": "primary", "confirm": CONFIRM},
    {"type": "overflow", "action_id": "more", "options": OPTIONS},
    {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A picture"},
]
IN_INPUTS: list[Json] = [
    {"type": "plain_text_input", "multiline": True, "max_length": 300, "initial_value": "Text"},
    {"type": "rich_text_input", "initial_value": RICH, "min_lines": 3},
    {"type": "datetimepicker", "initial_date_time": 1795422900},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
    {"type": "email_text_input", "placeholder": PLAIN},
    {
        "type": "url_text_input",
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    },
    {"type": "file_input", "filetypes": ["png"], "max_files": 3},
]

MESSAGE: list[Json] = [
    *({"type": "section", "text": MRKDWN, "accessory": one} for one in ANYWHERE + IN_SECTIONS),
    {"type": "section", "fields": [MRKDWN, PLAIN], "block_id": "facts"},
    {"type": "header", "text": PLAIN},
    {"type": "divider"},
    {"type": "context", "elements": [MRKDWN, IN_SECTIONS[2]]},
    {"type": "actions", "elements": [IN_SECTIONS[0], ANYWHERE[0]]},
    {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x", "title": PLAIN},
    {"type": "input", "label": PLAIN, "element": IN_INPUTS[0], "dispatch_action": True},
    {"type": "markdown", "text": "# Review"},
    RICH,
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "a"}, RICH]],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    {
        "type": "video",
        "alt_text": "x",
        "title": PLAIN,
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t.png",
    },
    {"type": "card", "title": MRKDWN, "body": MRKDWN, "actions": IN_SECTIONS[:1]},
    {"type": "carousel", "elements": [{"type": "card", "title": MRKDWN}]},
    {"type": "container", "title": PLAIN, "child_blocks": [{"type": "divider"}], "width": "wide"},
]
MODAL: Json = {
    "type": "modal",
    "title": PLAIN,
    "submit": PLAIN,
    "close": PLAIN,
    "callback_id": "review",
    "private_metadata": "{}",
    "blocks": [
        *(
            {"type": "input", "label": PLAIN, "hint": PLAIN, "optional": True, "element": one}
            for one in ANYWHERE + IN_INPUTS
        ),
        {"type": "alert", "text": MRKDWN, "level": "info"},
    ],
}


# The models refuse with an error of their own or fall over; Slack would refuse either payload.
REFUSALS = (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError)


def copied(payload: Any) -> Any:  # noqa: ANN401
    """A copy in which no two parts are the same object."""
    return json.loads(json.dumps(payload))


def models_accept_blocks(blocks: list[Json]) -> bool:
    try:
        for block in Block.parse_all(copied(blocks)):
            block.to_dict()
    except REFUSALS:
        return False
    return True


def models_accept_view(view: Json) -> bool:
    try:
        View(**copied(view)).to_dict()
    except REFUSALS:
        return False
    return True


@pytest.mark.parametrize("block", MESSAGE, ids=lambda block: block["type"])
def test_an_ordinary_block_passes_both(block: Json) -> None:
    assert models_accept_blocks([block])
    assert block_problems([block], "message") == []


@pytest.mark.parametrize("block", MODAL["blocks"], ids=lambda block: block["type"])
def test_an_ordinary_modal_passes_both(block: Json) -> None:
    view = MODAL | {"blocks": [block]}

    assert models_accept_view(view)
    assert view_problems(view) == []


def test_blocks_in_a_message_pass_together() -> None:
    assert block_problems(MESSAGE, "message") == []
    assert view_problems(MODAL) == []


def spots(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every key and item below a value."""
    entries: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        entries = iter(value.items())
    elif isinstance(value, list):
        entries = iter(enumerate(value))
    for key, item in entries:
        yield (*path, key)
        yield from spots(item, (*path, key))


@st.composite
def spoilt(draw: st.DrawFn, good: Any) -> Any:  # noqa: ANN401
    """A copy with one thing changed: lengthened, emptied, repeated, dropped or replaced."""
    spoilt_copy = copied(good)
    *path, last = draw(st.sampled_from(list(spots(spoilt_copy))))
    holder: Any = spoilt_copy
    for step in path:
        holder = holder[step]
    match holder[last], draw(st.sampled_from(["grow", "empty", "drop", "replace"])):
        case str() as text, "grow":
            holder[last] = text + "x" * draw(st.sampled_from([1, 30, 80, 160, 260, 3001, 12_001]))
        case list() as entries, "grow":
            holder[last] = entries * draw(st.sampled_from([2, 6, 11, 26, 101]))
        case str() | list() as filled, "empty":
            holder[last] = type(filled)()
        case _, "drop":
            del holder[last]
        case _:
            holder[last] = draw(st.sampled_from(["", "2026-13-01", -1, [], {}, "mrkdwn"]))
    return spoilt_copy


@given(st.data())
def test_a_spoilt_message_that_the_models_refuse_is_refused(data: st.DataObject) -> None:
    block = data.draw(spoilt(data.draw(st.sampled_from(MESSAGE))))

    assert models_accept_blocks([block]) or block_problems([block], "message")


@given(st.data())
def test_a_spoilt_modal_that_the_models_refuse_is_refused(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(MODAL["blocks"]))
    view = data.draw(spoilt(MODAL | {"blocks": [block]}))

    assert models_accept_view(view) or view_problems(view)


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_what_passes_here_reads_the_same_after_the_models(surface: Surface) -> None:
    """The models drop keys they do not know; a payload that is sound here loses nothing there."""
    blocks = [block for block in MESSAGE if not block_problems([block], surface)]

    assert [block.to_dict() for block in Block.parse_all(copied(blocks))] == blocks
