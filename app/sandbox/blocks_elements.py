"""Block elements: the keys of each, the blocks that may hold it, the surfaces that show it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.sandbox import limits
from app.sandbox.blocks_objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    FEEDBACK_BUTTON,
    IMAGE,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    WORKFLOW,
    distinct_values,
    initial_among_options,
    plain,
)
from app.sandbox.blocks_rich_text import RICH_TEXT
from app.sandbox.shapes import (
    Check,
    Fields,
    Json,
    Problem,
    Surface,
    boolean,
    broken,
    integer,
    items,
    one_of,
    ordered,
    shape,
    string,
    word,
)


@dataclass(frozen=True, slots=True)
class ElementType:
    check: Check
    blocks: frozenset[str]
    surfaces: frozenset[Surface]


def _iso_date(value: object, pointer: str) -> Iterator[Problem]:
    try:
        sound = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        sound = False
    if not sound:
        yield broken("must be a valid date in the format YYYY-MM-DD", pointer)


def _hour_and_minute(value: object, pointer: str) -> Iterator[Problem]:
    try:
        sound = isinstance(value, str) and f"{time.fromisoformat(value):%H:%M}" == value
    except ValueError:
        sound = False
    if not sound:
        yield broken("must be a valid time in the format HH:mm", pointer)


def _time_zone(value: object, pointer: str) -> Iterator[Problem]:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError):
        yield broken("must be a valid IANA timezone", pointer)


def _decimal(value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield broken("must be a number written as a string", pointer)


def _value_fits(value: Json, pointer: str) -> Iterator[Problem]:
    """The text of a plain_text_input is not longer than the person may make it."""
    text, most = value.get("initial_value"), value.get("max_length")
    if isinstance(text, str) and isinstance(most, int) and len(text) > most:
        yield broken(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


def _number_fits(value: Json, pointer: str) -> Iterator[Problem]:
    given = [key for key in ("min_value", "initial_value", "max_value") if key in value]
    for low, high in pairwise(given):
        if Decimal(str(value[low])) > Decimal(str(value[high])):
            yield broken(f"{low} must not be more than {high}", f"{pointer}/{low}")
    for key in given:
        if not value["is_decimal_allowed"] and Decimal(str(value[key])) % 1:
            yield broken("must be a whole number", f"{pointer}/{key}")


_ACTION: Fields = {"action_id": string(at_most=limits.ACTION_ID)}
_CONFIRMED: Fields = {**_ACTION, "confirm": CONFIRM}
_PICKER: Fields = {**_CONFIRMED, "focus_on_load": boolean}
_MENU: Fields = {**_PICKER, "placeholder": plain(limits.PLACEHOLDER)}
_MULTI: Fields = {**_MENU, "max_selected_items": integer(1)}
_TYPED: Fields = {
    **_ACTION,
    "focus_on_load": boolean,
    "placeholder": plain(limits.PLACEHOLDER),
    "dispatch_action_config": DISPATCH_CONFIG,
}
_LABEL: Fields = {"accessibility_label": string(at_most=limits.ACCESSIBILITY_LABEL)}
_VIEWERS: Fields = {"visible_to_user_ids": items(string(), at_most=limits.VISIBLE_TO_USERS)}
_CHOICES: Fields = {
    "options": items(PLAIN_OPTION, at_most=limits.SELECT_OPTIONS),
    "option_groups": items(OPTION_GROUP, at_most=limits.OPTION_GROUPS),
}
_CONVERSATIONS: Fields = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_ONE_SOURCE = one_of("options", "option_groups")
_ONE_CHOSEN = initial_among_options("initial_option")
_SOME_CHOSEN = initial_among_options("initial_options")

_CHECKS: Mapping[str, Check] = {
    "button": shape(
        {"text": plain(limits.BUTTON_TEXT)},
        {
            **_CONFIRMED,
            **_LABEL,
            **_VIEWERS,
            "url": string(at_most=limits.BUTTON_URL),
            "value": string(at_most=limits.BUTTON_VALUE, at_least=0),
            "style": word("primary", "danger"),
            "agent_prompt": string(at_most=limits.AGENT_PROMPT),
            "agent_prompt_display": string(),
        },
    ),
    "workflow_button": shape(
        {"text": plain(limits.BUTTON_TEXT), "workflow": WORKFLOW},
        {**_CONFIRMED, **_LABEL, "style": word("primary", "danger")},
    ),
    "icon_button": shape(
        {"icon": word("trash"), "text": plain(limits.BUTTON_TEXT)},
        {**_CONFIRMED, **_LABEL, **_VIEWERS, "value": string(at_most=limits.BUTTON_VALUE)},
    ),
    "feedback_buttons": shape(
        {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, _ACTION
    ),
    "overflow": shape(
        {"options": items(OVERFLOW_OPTION, at_most=limits.OVERFLOW_OPTIONS)},
        _CONFIRMED,
        distinct_values,
    ),
    "checkboxes": shape(
        {"options": items(RICH_OPTION, at_most=limits.CHECKBOX_OPTIONS)},
        {**_PICKER, "initial_options": items(RICH_OPTION)},
        distinct_values,
        _SOME_CHOSEN,
    ),
    "radio_buttons": shape(
        {"options": items(RICH_OPTION, at_most=limits.RADIO_OPTIONS)},
        {**_PICKER, "initial_option": RICH_OPTION},
        distinct_values,
        _ONE_CHOSEN,
    ),
    "static_select": shape(
        {},
        {**_MENU, **_CHOICES, "initial_option": PLAIN_OPTION},
        _ONE_SOURCE,
        distinct_values,
        _ONE_CHOSEN,
    ),
    "multi_static_select": shape(
        {},
        {**_MULTI, **_CHOICES, "initial_options": items(PLAIN_OPTION)},
        _ONE_SOURCE,
        distinct_values,
        _SOME_CHOSEN,
    ),
    "external_select": shape(
        {}, {**_MENU, "initial_option": PLAIN_OPTION, "min_query_length": integer(0)}
    ),
    "multi_external_select": shape(
        {}, {**_MULTI, "initial_options": items(PLAIN_OPTION), "min_query_length": integer(0)}
    ),
    "users_select": shape({}, {**_MENU, "initial_user": string()}),
    "multi_users_select": shape({}, {**_MULTI, "initial_users": items(string())}),
    "channels_select": shape(
        {}, {**_MENU, "initial_channel": string(), "response_url_enabled": boolean}
    ),
    "multi_channels_select": shape({}, {**_MULTI, "initial_channels": items(string())}),
    "conversations_select": shape(
        {},
        {
            **_MENU,
            **_CONVERSATIONS,
            "initial_conversation": string(),
            "response_url_enabled": boolean,
        },
    ),
    "multi_conversations_select": shape(
        {}, {**_MULTI, **_CONVERSATIONS, "initial_conversations": items(string())}
    ),
    "datepicker": shape({}, {**_MENU, "initial_date": _iso_date}),
    "timepicker": shape({}, {**_MENU, "initial_time": _hour_and_minute, "timezone": _time_zone}),
    "datetimepicker": shape(
        {}, {**_PICKER, "initial_date_time": integer(*limits.EPOCH_TEN_DIGITS)}
    ),
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": string(at_most=limits.PLAIN_TEXT_INPUT, at_least=0),
            "multiline": boolean,
            "min_length": integer(0, limits.PLAIN_TEXT_INPUT),
            "max_length": integer(1, limits.PLAIN_TEXT_INPUT),
        },
        ordered("min_length", "max_length"),
        _value_fits,
    ),
    "rich_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": RICH_TEXT,
            "min_lines": integer(1, limits.RICH_TEXT_INPUT_LINES),
            "max_lines": integer(1, limits.RICH_TEXT_INPUT_LINES),
        },
        ordered("min_lines", "max_lines"),
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _decimal, "min_value": _decimal, "max_value": _decimal},
        _number_fits,
    ),
    "email_text_input": shape({}, {**_TYPED, "initial_value": string(at_least=0)}),
    "url_text_input": shape({}, {**_TYPED, "initial_value": string(at_least=0)}),
    "file_input": shape(
        {},
        {
            **_ACTION,
            "filetypes": items(string()),
            "max_files": integer(1, limits.FILE_INPUT_FILES),
        },
    ),
    "image": IMAGE,
}

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MODAL: frozenset[Surface] = frozenset({"modal"})
_MESSAGE: frozenset[Surface] = frozenset({"message"})
_ANY_BLOCK = frozenset({"section", "actions", "input"})

# Where each may stand, by the table at the head of Slack's reference of block elements; what is
# not listed stands in section, actions and input blocks of every surface.
_PLACES: Mapping[str, tuple[frozenset[str], frozenset[Surface]]] = {
    "button": (frozenset({"section", "actions", "card"}), _EVERYWHERE),
    "workflow_button": (frozenset({"section", "actions"}), _MESSAGE),
    "overflow": (frozenset({"section", "actions"}), _EVERYWHERE),
    "icon_button": (frozenset({"context_actions"}), _MESSAGE),
    "feedback_buttons": (frozenset({"context_actions"}), _MESSAGE),
    "image": (frozenset({"section", "context"}), _EVERYWHERE),
    "datetimepicker": (frozenset({"actions", "input"}), frozenset({"message", "modal"})),
    "plain_text_input": (frozenset({"input"}), _EVERYWHERE),
    "rich_text_input": (frozenset({"actions", "input"}), frozenset({"modal", "home"})),
    "number_input": (frozenset({"input"}), _MODAL),
    "email_text_input": (frozenset({"input"}), _MODAL),
    "url_text_input": (frozenset({"input"}), _MODAL),
    "file_input": (frozenset({"input"}), _MODAL),
}

ELEMENTS: Mapping[str, ElementType] = {
    kind: ElementType(check, *_PLACES.get(kind, (_ANY_BLOCK, _EVERYWHERE)))
    for kind, check in _CHECKS.items()
}


def elements_in(block: str) -> Mapping[str, Check]:
    """The checks of the elements that a block of this type may hold."""
    return {kind: element.check for kind, element in ELEMENTS.items() if block in element.blocks}
