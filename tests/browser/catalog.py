"""Every kind of block and element that the client draws, once each."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


PLAIN = plain("Plain words")
MRKDWN = {"type": "mrkdwn", "text": "*Bold* and `code` :fire:"}
PICTURE = {"type": "image", "image_url": "https://elsewhere.invalid/x.png", "alt_text": "A curve"}
BUTTON = {"type": "button", "text": plain("Press"), "action_id": "home.help"}
OPTIONS = [{"text": plain(f"Option {n}"), "value": f"{n}"} for n in range(3)]
DESCRIBED = [{**option, "description": plain("Says more")} for option in OPTIONS]
SELECT = {"type": "static_select", "action_id": "s", "options": OPTIONS, "placeholder": PLAIN}
OVERFLOW = {"type": "overflow", "action_id": "o", "options": OPTIONS}
RUNS = [{"type": "text", "text": "A run of rich text"}, {"type": "emoji", "name": "pushpin"}]
RICH_SECTION = {"type": "rich_text_section", "elements": RUNS}
LIST = {"type": "rich_text_list", "style": "ordered", "elements": [RICH_SECTION, RICH_SECTION]}
QUOTE = {"type": "rich_text_quote", "elements": RUNS[:1]}
CODE = {"type": "rich_text_preformatted", "elements": RUNS[:1]}
ROW = [{"type": "raw_text", "text": f"Cell {n}"} for n in range(8)]
VIDEO = {
    "type": "video",
    "alt_text": "A video",
    "title": PLAIN,
    "video_url": "https://elsewhere.invalid/v",
    "thumbnail_url": "https://elsewhere.invalid/t.png",
}
CARD = {"type": "card", "title": PLAIN, "subtitle": MRKDWN, "body": MRKDWN, "actions": [BUTTON]}


def section(**more: object) -> Json:
    return {"type": "section", "text": MRKDWN, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


BLOCKS: dict[str, tuple[Json, str, str]] = {
    "section": (section(), "strong", "Bold"),
    "section of fields": (
        {"type": "section", "fields": [MRKDWN, PLAIN]},
        ".field >> nth=1",
        "Plain",
    ),
    "section with a button": (section(accessory=BUTTON), "role=button[name='Press']", "Press"),
    "section with a picture": (section(accessory=PICTURE), ".accessory", "A curve"),
    "section with a menu": (
        section(accessory=OVERFLOW),
        "role=button[name='More actions']",
        "Bold",
    ),
    "header": ({"type": "header", "text": PLAIN}, "role=heading", "Plain words"),
    "divider": ({"type": "divider"}, "hr", ""),
    "context": ({"type": "context", "elements": [MRKDWN, PICTURE]}, ".context", "Bold and code"),
    "actions": (actions(BUTTON, SELECT), "role=button[name='Plain words']", "Plain words"),
    "buttons": (
        actions(
            BUTTON,
            {**BUTTON, "action_id": "b", "style": "primary"},
            {**BUTTON, "action_id": "c", "style": "danger"},
        ),
        ".is-danger",
        "Press",
    ),
    "dates and choices": (
        actions(
            {"type": "datepicker", "action_id": "d", "initial_date": "2026-03-03"},
            {"type": "timepicker", "action_id": "t", "initial_time": "09:20"},
            {"type": "checkboxes", "action_id": "c", "options": OPTIONS},
            {"type": "radio_buttons", "action_id": "r", "options": DESCRIBED},
        ),
        "role=radio >> nth=2",
        "Says more",
    ),
    "image": ({**PICTURE, "title": PLAIN}, "figcaption", "Plain words"),
    "markdown": ({"type": "markdown", "text": "# Title\n\n1. **one**"}, "strong", "one"),
    "rich text": (
        {"type": "rich_text", "elements": [RICH_SECTION, QUOTE, CODE]},
        "blockquote",
        "A run of rich text",
    ),
    "rich list": ({"type": "rich_text", "elements": [LIST]}, "li >> nth=1", "A run of rich text"),
    "table": ({"type": "table", "rows": [ROW, ROW]}, "role=cell >> nth=7", "Cell 7"),
    "input": (
        {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}},
        "role=textbox[name='Plain words']",
        "",
    ),
    "video": (VIDEO, ".video", "Plain words"),
    "alert": (
        {"type": "alert", "level": "warning", "text": MRKDWN},
        "role=note",
        "Bold and code",
    ),
    "card": (CARD, "role=button[name='Press']", "Bold and code"),
    "carousel": (
        {"type": "carousel", "elements": [CARD, CARD]},
        "role=group[name='Cards']",
        "Plain words",
    ),
    "container": (
        {"type": "container", "title": PLAIN, "is_collapsible": True, "child_blocks": [section()]},
        "summary",
        "Plain words",
    ),
}
"""By name: the block, where its point is, and words that it shows."""

FIELDS: dict[str, Json] = {
    "text": {"type": "plain_text_input", "max_length": 150, "placeholder": PLAIN},
    "long text": {"type": "plain_text_input", "multiline": True, "initial_value": "Typed words"},
    "rich text": {"type": "rich_text_input"},
    "number": {"type": "number_input", "is_decimal_allowed": False, "initial_value": "7"},
    "mail address": {"type": "email_text_input"},
    "web address": {"type": "url_text_input"},
    "date": {"type": "datepicker", "initial_date": "2026-03-03"},
    "time": {"type": "timepicker", "initial_time": "09:20"},
    "date and time": {"type": "datetimepicker", "initial_date_time": 1_772_526_000},
    "select": {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[1]},
    "select of several": {
        "type": "multi_static_select",
        "options": OPTIONS,
        "initial_options": OPTIONS[:2],
    },
    "person": {"type": "users_select", "placeholder": PLAIN},
    "people": {"type": "multi_users_select", "placeholder": PLAIN},
    "channel": {"type": "channels_select", "placeholder": PLAIN},
    "conversation": {"type": "conversations_select", "placeholder": PLAIN},
    "checkboxes": {"type": "checkboxes", "options": DESCRIBED, "initial_options": DESCRIBED[:1]},
    "radio buttons": {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[2]},
    "files": {"type": "file_input"},
}
"""What can be filled in, as it stands in the form of `form_of`."""


def form_of(fields: Mapping[str, Json]) -> Json:
    """A form with all the fields; every second one is optional and has a hint."""
    inputs = [
        {
            "type": "input",
            "block_id": f"b{at}",
            "label": plain(f"A field for {name}"),
            "element": {**field, "action_id": f"a{at}"},
            **({"optional": True, "hint": plain("A hint below the field")} if at % 2 else {}),
        }
        for at, (name, field) in enumerate(fields.items())
    ]
    return {"type": "modal", "title": PLAIN, "submit": plain("Send"), "blocks": inputs}
