"""The smallest sound pieces of Block Kit, to be made unsound by tests."""

from typing import Any

from app.sandbox.blocks import Surface, block_problems

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Text") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**keys: object) -> Json:
    return {"type": "section", "text": mrkdwn(), **keys}


def actions(*elements: Json, **keys: object) -> Json:
    return {"type": "actions", "elements": list(elements), **keys}


def field(element: Json, **keys: object) -> Json:
    return {"type": "input", "label": plain(), "element": element, **keys}


def button(**keys: object) -> Json:
    return {"type": "button", "text": plain(), **keys}


def option(value: str = "a", **keys: object) -> Json:
    return {"text": plain(value), "value": value, **keys}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def select(**keys: object) -> Json:
    return {"type": "static_select", "options": options(2), **keys}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def table(rows: int = 1, columns: int = 1) -> Json:
    row = [{"type": "raw_text", "text": "x"}] * columns
    return {"type": "table", "rows": [row] * rows}


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": "x" * length}


def confirm(**keys: object) -> Json:
    return {"title": plain(), "text": mrkdwn(), **keys}


def complaints(block: Json, surface: Surface = "message") -> list[tuple[str, str]]:
    """What is wrong with the block: messages, and pointers within it."""
    found = block_problems([block], surface)
    return [(problem.message, problem.pointer.removeprefix("/blocks/0")) for problem in found]
