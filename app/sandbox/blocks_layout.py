"""Blocks themselves: the keys of each and the surfaces that show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.sandbox import limits
from app.sandbox.blocks_elements import elements_in
from app.sandbox.blocks_objects import (
    IMAGE,
    IMAGE_SOURCE,
    RAW_NUMBER,
    RAW_TEXT,
    any_text,
    plain,
    texts,
)
from app.sandbox.blocks_rich_text import RICH_TEXT, RICH_TEXT_ELEMENTS
from app.sandbox.shapes import (
    Check,
    Fields,
    Json,
    Problem,
    Rule,
    Surface,
    boolean,
    broken,
    integer,
    items,
    one_of,
    shape,
    some_of,
    string,
    typed,
    web_url,
    word,
)


@dataclass(frozen=True, slots=True)
class BlockType:
    check: Check
    surfaces: frozenset[Surface]


_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_OUTSIDE_MODALS: frozenset[Surface] = frozenset({"message", "home"})
_MESSAGE: frozenset[Surface] = frozenset({"message"})
_MODAL: frozenset[Surface] = frozenset({"modal"})


def _block(required: Fields, optional: Fields | None = None, *rules: Rule) -> Check:
    block_id = {"block_id": string(at_most=limits.BLOCK_ID)}
    return shape(required, {**block_id, **(optional or {})}, *rules)


def _header_divider_fits(value: Json, pointer: str) -> Iterator[Problem]:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        yield broken("not allowed when is_collapsible is true", f"{pointer}/has_header_divider")
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield broken("requires is_collapsible to be true", f"{pointer}/default_collapsed")


def _null_or(check: Check) -> Check:
    def nullable(value: object, pointer: str) -> Iterator[Problem]:
        if value is not None:
            yield from check(value, pointer)

    return nullable


def _cell_text_fits(value: Json, pointer: str) -> Iterator[Problem]:
    if text_in(value["rows"]) > limits.DATA_TABLE_TEXT:
        message = f"must be less than {limits.DATA_TABLE_TEXT + 1} characters in all"
        yield broken(message, f"{pointer}/rows")


def text_in(value: object) -> int:
    """Characters of every text anywhere in a payload: what a person reads, not ids and values."""
    if isinstance(value, list):
        return sum(text_in(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = sum(len(item) for key, item in value.items() if _is_read(key, item))
    return own + sum(text_in(item) for item in value.values())


def _is_read(key: str, item: object) -> bool:
    return isinstance(item, str) and key in {"text", "alt_text", "title", "caption"}


_RICH_TEXT_BLOCK = _block({"elements": RICH_TEXT_ELEMENTS})
_TABLE_CELL = typed({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": _RICH_TEXT_BLOCK})
_TABLE_ROW = items(_TABLE_CELL, at_most=limits.TABLE_COLUMNS)
_COLUMN = shape({}, {"align": word("left", "center", "right"), "is_wrapped": boolean})
_IMAGE_ELEMENT = typed({"image": IMAGE})

_CARD = _block(
    {},
    {
        "hero_image": _IMAGE_ELEMENT,
        "icon": _IMAGE_ELEMENT,
        "title": any_text(limits.CARD_TITLE),
        "subtitle": any_text(limits.CARD_TITLE),
        "body": any_text(limits.CARD_BODY),
        "actions": items(typed(elements_in("card")), at_most=limits.CARD_ACTIONS),
    },
    some_of("hero_image", "title", "actions", "body"),
)
_SOURCE = typed({"url": shape({"url": web_url(limits.VIDEO_URL), "text": string()})})
_TASK_CARD = _block(
    {
        "task_id": string(),
        "title": string(),
        "status": word("pending", "in_progress", "complete", "error"),
    },
    {"details": RICH_TEXT, "output": RICH_TEXT, "sources": items(_SOURCE)},
)
# Filled at the end of the module: a container holds blocks of this very table.
_CHILDREN: dict[str, Check] = {}

_CHECKS: Mapping[str, Check] = {
    "section": _block(
        {},
        {
            "text": any_text(limits.SECTION_TEXT),
            "fields": items(any_text(limits.SECTION_FIELD_TEXT), at_most=limits.SECTION_FIELDS),
            "accessory": typed(elements_in("section")),
            "expand": boolean,
        },
        some_of("text", "fields"),
    ),
    "divider": _block({}),
    "header": _block({"text": plain(limits.HEADER_TEXT)}),
    "context": _block(
        {
            "elements": items(
                typed({**elements_in("context"), **texts()}), at_most=limits.CONTEXT_ELEMENTS
            )
        }
    ),
    "actions": _block(
        {"elements": items(typed(elements_in("actions")), at_most=limits.ACTIONS_ELEMENTS)}
    ),
    "context_actions": _block(
        {
            "elements": items(
                typed(elements_in("context_actions")), at_most=limits.CONTEXT_ACTIONS_ELEMENTS
            )
        }
    ),
    "input": _block(
        {"label": plain(limits.INPUT_LABEL), "element": typed(elements_in("input"))},
        {"hint": plain(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": _block(
        {"alt_text": string(at_most=limits.IMAGE_ALT_TEXT)},
        {**IMAGE_SOURCE, "title": plain(limits.IMAGE_TITLE)},
        one_of(*IMAGE_SOURCE),
    ),
    "markdown": _block({"text": string(at_most=limits.MARKDOWN_TEXT_IN_ALL)}),
    "rich_text": _RICH_TEXT_BLOCK,
    "table": _block(
        {"rows": items(_TABLE_ROW, at_most=limits.TABLE_ROWS)},
        {"column_settings": items(_null_or(_COLUMN), at_most=limits.TABLE_COLUMNS)},
    ),
    "data_table": _block(
        {
            "rows": items(_TABLE_ROW, at_least=2, at_most=limits.DATA_TABLE_ROWS),
            "caption": string(),
        },
        {"page_size": integer(1, limits.DATA_TABLE_PAGE), "row_header_column_index": integer(0)},
        _cell_text_fits,
    ),
    "video": _block(
        {
            "alt_text": string(at_most=limits.IMAGE_ALT_TEXT),
            "title": plain(limits.VIDEO_TITLE),
            "video_url": web_url(limits.VIDEO_URL),
            "thumbnail_url": web_url(limits.VIDEO_URL),
        },
        {
            "title_url": web_url(limits.VIDEO_LINK),
            "description": plain(limits.VIDEO_DESCRIPTION),
            "author_name": string(at_most=limits.VIDEO_AUTHOR),
            "provider_name": string(at_most=limits.VIDEO_PROVIDER),
            "provider_icon_url": web_url(limits.VIDEO_LINK),
        },
    ),
    "file": _block({"external_id": string(at_most=limits.EXTERNAL_ID), "source": word("remote")}),
    "alert": _block(
        {"text": any_text(limits.ALERT_TEXT)},
        {"level": word("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": _block({"elements": items(typed({"card": _CARD}), at_most=limits.CAROUSEL_CARDS)}),
    "container": _block(
        {"child_blocks": items(typed(_CHILDREN), at_most=limits.CONTAINER_CHILDREN)},
        {
            "title": plain(limits.CONTAINER_TITLE),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(limits.CONTAINER_TITLE),
            "width": word("narrow", "standard", "wide", "full"),
            "icon": _IMAGE_ELEMENT,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        some_of("title", "rich_text_title"),
        _header_divider_fits,
    ),
    "task_card": _TASK_CARD,
    "plan": _block(
        {"title": string()},
        {"tasks": items(typed({"task_card": _TASK_CARD}), at_most=limits.PLAN_TASKS)},
    ),
}

_CHILDREN.update(
    (kind, _CHECKS[kind])
    for kind in (
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    )
)

# What is not listed is shown on every surface (Slack's block reference).
_SURFACES: Mapping[str, frozenset[Surface]] = {
    "context_actions": _MESSAGE,
    "markdown": _MESSAGE,
    "file": _MESSAGE,
    "task_card": _MESSAGE,
    "plan": _MESSAGE,
    "alert": _MODAL,
    "table": _OUTSIDE_MODALS,
    "data_table": _OUTSIDE_MODALS,
    "carousel": _OUTSIDE_MODALS,
    "container": _OUTSIDE_MODALS,
}

BLOCKS: Mapping[str, BlockType] = {
    kind: BlockType(check, _SURFACES.get(kind, _EVERYWHERE)) for kind, check in _CHECKS.items()
}


def blocks_on(surface: Surface) -> Mapping[str, Check]:
    """The checks of the blocks that a surface shows."""
    return {kind: block.check for kind, block in BLOCKS.items() if surface in block.surfaces}
