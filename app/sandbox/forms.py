"""What a person enters, as Slack's element state, and what Slack's client refuses to submit."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from app.sandbox import inputs, limits, rich_text
from app.sandbox.inputs import KINDS, Placed
from app.sandbox.slack import Slack
from app.sandbox.world import Json, View

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB_URL = re.compile(r"https?://\S+")


def entered(slack: Slack, element: Json, value: object) -> Json:
    """The state of `element` after somebody entered or chose `value`; None empties it.

    ValueError, TypeError or LookupError when a person could not do that: an option that is not
    offered, a user who does not exist, a text where a date belongs.
    """
    kind = KINDS[element["type"]]
    if kind.is_many:
        items = [] if value is None else value
        if not isinstance(items, list | tuple | set | frozenset):
            raise TypeError(f"{element['type']} takes a list, not {value!r}.")
        return {
            "type": element["type"],
            kind.key: [_converted(slack, element, item) for item in items],
        }
    converted = None if value is None else _converted(slack, element, value)
    return {"type": element["type"], kind.key: converted}


def fill(slack: Slack, view: View, values: Mapping[str, object]) -> None:
    """Enter values by block_id. A block with several fields takes a mapping by action_id."""
    fields: dict[str, list[Placed]] = {}
    for placed in inputs.fillable(view.blocks):
        fields.setdefault(placed.address[0], []).append(placed)
    for block_id, value in values.items():
        if block_id not in fields:
            raise LookupError(f"No field {block_id!r} in this view, only {sorted(fields)}.")
        for placed in fields[block_id]:
            if isinstance(value, Mapping) and len(fields[block_id]) > 1:
                if placed.address[1] not in value:
                    continue
                chosen: object = value[placed.address[1]]
            else:
                chosen = value
            view.entries[placed.address] = entered(slack, placed.element, chosen)


def problems(view: View) -> dict[str, str]:
    """What Slack's client says by block_id instead of submitting."""
    values = inputs.view_values(view)
    found: dict[str, str] = {}
    for placed in inputs.fillable(view.blocks):
        block_id, action_id = placed.address
        if placed.block["type"] != "input":
            continue
        problem = _problem(placed, values[block_id][action_id])
        if problem:
            found[block_id] = problem
    return found


def options(menu: Json) -> list[Json]:
    """Everything a menu offers, or the app for one, its groups included."""
    groups: list[Json] = menu.get("option_groups", [])
    offered: list[Json] = list(menu.get("options", []))
    return offered + [option for group in groups for option in group["options"]]


def chosen_option(element: Json, value: object) -> Json:
    """The offered option of that value or, failing that, of that text."""
    if isinstance(value, dict):
        value = value["value"]
    offered = options(element)
    for option in offered:
        if option.get("value") == value:
            return option
    for option in offered:
        if option["text"]["text"] == value:
            return option
    names = [option.get("value") for option in offered]
    raise LookupError(f"{value!r} is not offered by {element.get('action_id')!r}, only {names}.")


def _converted(slack: Slack, element: Json, value: object) -> object:
    return _CONVERTERS[element["type"]](slack, element, value)


def _text(_slack: Slack, _element: Json, value: object) -> str:
    if isinstance(value, bool | list | dict):
        raise TypeError(f"Nobody can type {value!r}.")
    return str(value)


def _rich_text(slack: Slack, _element: Json, value: object) -> Json:
    return rich_text.block(slack.ids, rich_text.stored(str(value)))


def _option(_slack: Slack, element: Json, value: object) -> Json:
    return chosen_option(element, value)


def _external_option(_slack: Slack, _element: Json, value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError("An external menu takes one of the options that were looked up.")
    return value


def _user(slack: Slack, _element: Json, value: object) -> str:
    if slack.user(str(value)).deleted:
        raise LookupError(f"{value} is deactivated and not offered.")
    return str(value)


def _channel(slack: Slack, _element: Json, value: object) -> str:
    return slack.channel(str(value)).id


def _conversation(slack: Slack, _element: Json, value: object) -> str:
    return str(value) if value in slack.world.users else slack.channel(str(value)).id


def _date(_slack: Slack, _element: Json, value: object) -> str:
    return (
        value.isoformat() if isinstance(value, date) else date.fromisoformat(str(value)).isoformat()
    )


def _time(_slack: Slack, _element: Json, value: object) -> str:
    moment = value if isinstance(value, time) else time.fromisoformat(str(value))
    return moment.strftime("%H:%M")


def _moment(_slack: Slack, _element: Json, value: object) -> int:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return int(value.timestamp()) // 60 * 60
    if isinstance(value, int) and len(str(value)) == 10:
        return value
    raise ValueError(f"{value!r} is not a moment.")


def _file(slack: Slack, _element: Json, value: object) -> Json:
    return {"id": slack.world.files[str(value)].id}


_CONVERTERS: Mapping[str, Callable[[Slack, Json, Any], object]] = {
    "plain_text_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "number_input": _text,
    "rich_text_input": _rich_text,
    "static_select": _option,
    "multi_static_select": _option,
    "checkboxes": _option,
    "radio_buttons": _option,
    "external_select": _external_option,
    "multi_external_select": _external_option,
    "users_select": _user,
    "multi_users_select": _user,
    "channels_select": _channel,
    "multi_channels_select": _channel,
    "conversations_select": _conversation,
    "multi_conversations_select": _conversation,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "file_input": _file,
}


def _problem(placed: Placed, state: Json) -> str:
    if inputs.is_empty(state):
        return "" if placed.block.get("optional") else REQUIRED
    value = state[KINDS[state["type"]].key]
    return next(_value_problems(placed.element, value), "")


def _value_problems(element: Json, value: object) -> Iterator[str]:
    match element["type"]:
        case "plain_text_input":
            yield from _length_problems(element, str(value))
        case "number_input":
            yield from _number_problems(element, str(value))
        case "email_text_input" if not EMAIL.fullmatch(str(value)):
            yield "Enter a valid email address"
        case "url_text_input" if not WEB_URL.fullmatch(str(value)):
            yield "Enter a valid URL"
        case _ if isinstance(value, Sequence) and not isinstance(value, str):
            most = element.get("max_selected_items", len(value))
            if len(value) > most:
                yield f"Choose up to {most}"


def _length_problems(element: Json, text: str) -> Iterator[str]:
    least = element.get("min_length", 0)
    most = element.get("max_length", limits.PLAIN_TEXT_INPUT)
    if len(text) < least:
        yield f"Use at least {least} characters"
    if len(text) > most:
        yield f"Use at most {most} characters"


def _number_problems(element: Json, text: str) -> Iterator[str]:
    try:
        number = float(text)
    except ValueError:
        yield "Enter a number"
        return
    if not element.get("is_decimal_allowed") and number != int(number):
        yield "Enter a whole number"
    if "min_value" in element and number < float(element["min_value"]):
        yield f"Enter {element['min_value']} or more"
    if "max_value" in element and number > float(element["max_value"]):
        yield f"Enter {element['max_value']} or less"
