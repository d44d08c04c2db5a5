"""Slack markup and blocks as text a person can read in a terminal."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.sandbox.emoji_names import picture
from app.sandbox.rich_text import unescaped
from app.sandbox.world import Json, World

TOKEN = re.compile(
    r"<([@#!])([^<>|]+)(?:\|([^<>]*))?>|<((?:https?|mailto):[^<>|]+)(?:\|([^<>]*))?>"
)
EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
EMOJI = re.compile(r":[a-z0-9_+'-]+:")
DIVIDER = "─" * 40


def readable(world: World, text: str) -> str:
    """Markup as it looks: names for ids, pictures for emoji, no signs of emphasis."""
    text = TOKEN.sub(lambda found: _token(world, found), text)
    for _ in range(2):  # bold may hold italic
        text = EMPHASIS.sub(r"\2", text)
    return unescaped(EMOJI.sub(lambda found: picture(found.group().strip(":")), text))


def block_lines(world: World, block: Json) -> Iterator[str]:
    """The lines of one block; an unknown one shows whatever texts it has."""
    render = _BLOCKS.get(block["type"], _any_block)
    for text in render(world, block):
        yield from text.split("\n")


def _token(world: World, found: re.Match[str]) -> str:
    sign, target, name, url, label = found.groups()
    match sign:
        case "@":
            known = world.users.get(target)
            return f"@{known.real_name if known else name or target}"
        case "#":
            place = world.channels.get(target)
            return f"#{place.name if place else name or target}"
        case "!":
            return name or f"@{target}"
    return f"{label} ({url})" if label and label != url else str(url).removeprefix("mailto:")


def _text(world: World, text: Json | None) -> str:
    if not text:
        return ""
    if text["type"] == "plain_text":
        return EMOJI.sub(lambda found: picture(found.group().strip(":")), text["text"])
    return readable(world, text["text"])


def _header(world: World, block: Json) -> Iterator[str]:
    yield f"■ {_text(world, block['text'])}"


def _section(world: World, block: Json) -> Iterator[str]:
    text = _text(world, block.get("text"))
    accessory = block.get("accessory")
    button = f"  {_element(world, accessory)}" if accessory else ""
    if text or button:
        yield text + button
    for field in block.get("fields", []):
        label, _, value = _text(world, field).partition("\n")
        yield f"{label.rstrip(':')}: {value}" if value else label


def _context(world: World, block: Json) -> Iterator[str]:
    yield " · ".join(_element(world, element) for element in block["elements"])


def _actions(world: World, block: Json) -> Iterator[str]:
    yield " ".join(_element(world, element) for element in block["elements"])


def _divider(_world: World, _block: Json) -> Iterator[str]:
    yield DIVIDER


def _image(world: World, block: Json) -> Iterator[str]:
    title = _text(world, block.get("title"))
    yield f"[picture: {title or block.get('alt_text', '')}]"


def _markdown(_world: World, block: Json) -> Iterator[str]:
    yield block["text"]


def _rich_text(world: World, block: Json) -> Iterator[str]:
    yield "".join(_rich_element(world, element) for element in block["elements"]).rstrip("\n")


def _input(world: World, block: Json) -> Iterator[str]:
    yield f"{_text(world, block['label'])}: {_element(world, block['element'])}"


def _table(world: World, block: Json) -> Iterator[str]:
    rows = [[_cell(world, cell) for cell in row] for row in block["rows"]]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield " │ ".join(cells).rstrip()


def _cell(world: World, cell: Json) -> str:
    if "text" in cell:
        return str(cell["text"])
    return " ".join(_any_block(world, cell))


def _any_block(world: World, block: object) -> Iterator[str]:
    """Every text inside, in reading order."""
    if isinstance(block, list):
        for item in block:
            yield from _any_block(world, item)
    elif isinstance(block, Mapping):
        if block.get("type") in {"plain_text", "mrkdwn"}:
            yield _text(world, dict(block))
            return
        for key, value in block.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _any_block(world, value)


def _element(world: World, element: Json) -> str:
    """A button as `[Label]`, a menu as `[Placeholder ▾]`."""
    match element["type"]:
        case "plain_text" | "mrkdwn":
            return _text(world, element)
        case "image":
            return f"[picture: {element.get('alt_text', '')}]"
        case "button" | "workflow_button":
            return f"[{_text(world, element['text'])}]"
        case "overflow":
            return "[⋯]"
        case "checkboxes" | "radio_buttons":
            return " ".join(f"[ ] {_text(world, o['text'])}" for o in element.get("options", []))
        case _:
            shown = _text(world, element.get("placeholder")) or "…"
            chosen = element.get("initial_option")
            return f"[{_text(world, chosen['text']) if chosen else shown} ▾]"


def _rich_element(world: World, element: Json) -> str:
    leaf = _RICH_LEAVES.get(element["type"])
    if leaf is not None:
        return leaf(world, element)
    parts = [_rich_element(world, part) for part in element.get("elements", [])]
    if element["type"] == "rich_text_list":
        return "".join(f"• {part}\n" for part in parts)
    return "".join(parts)


def _token_text(world: World, token: str) -> str:
    return TOKEN.sub(lambda found: _token(world, found), token)


_RICH_LEAVES: Mapping[str, Callable[[World, Json], str]] = {
    "text": lambda _world, element: str(element["text"]),
    "emoji": lambda _world, element: picture(element["name"]),
    "user": lambda world, element: _token_text(world, f"<@{element['user_id']}>"),
    "channel": lambda world, element: _token_text(world, f"<#{element['channel_id']}>"),
    "broadcast": lambda _world, element: f"@{element['range']}",
    "link": lambda _world, element: str(element.get("text") or element["url"]),
}
_BLOCKS: Mapping[str, Callable[[World, Any], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "input": _input,
    "table": _table,
    "data_table": _table,
}
