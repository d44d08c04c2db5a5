"""Slack's own checker of Block Kit: what is wrong with blocks or a view, in Slack's words.

The tables of what each block and element may contain are in `blocks_layout` and `blocks_elements`;
here are the rules that need the whole payload: counts, unique ids, totals, surfaces.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from app.sandbox import limits
from app.sandbox.blocks_elements import ELEMENTS
from app.sandbox.blocks_layout import blocks_on, text_in
from app.sandbox.blocks_objects import plain
from app.sandbox.shapes import (
    Check,
    Fields,
    Json,
    Problem,
    Surface,
    boolean,
    broken,
    items,
    objects,
    shape,
    string,
    typed,
    unsupported,
)

__all__ = ["Problem", "Surface", "block_problems", "text_size", "view_problems"]

_COUNTS: dict[Surface, tuple[int, int]] = {
    "message": (0, limits.MESSAGE_BLOCKS),
    "modal": (1, limits.VIEW_BLOCKS),
    "home": (1, limits.VIEW_BLOCKS),
}


def block_problems(blocks: object, surface: Surface, pointer: str = "/blocks") -> list[Problem]:
    """What Slack would refuse in these blocks; pointers start where the blocks stand."""
    return list(_blocks_check(surface)(blocks, pointer))


def view_problems(view: object, pointer: str = "/view") -> list[Problem]:
    """What Slack would refuse in this modal or home tab; pointers start where the view stands.

    The size of the whole view (`view_too_large`) is the caller's to measure.
    """
    return list(typed({"modal": _MODAL, "home": _HOME})(view, pointer))


def text_size(blocks: object) -> int:
    """Characters of all texts in the blocks, for Slack's unwritten cap on one message."""
    return text_in(blocks)


def _blocks_check(surface: Surface) -> Check:
    at_least, at_most = _COUNTS[surface]
    each = items(typed(blocks_on(surface)), at_least=at_least, at_most=at_most)

    def check(blocks: object, pointer: str) -> Iterator[Problem]:
        yield from each(blocks, pointer)
        nested = list(_nested_blocks(blocks, pointer))
        elements = [found for block in nested for found in _elements(*block)]
        yield from _repeated_block_ids(nested)
        yield from chain.from_iterable(_repeated_action_ids(*block) for block in nested)
        yield from _misplaced_elements(elements, surface)
        yield from _too_much_markdown(nested, pointer)
        yield from _too_many_tables(nested, pointer, surface)
        yield from _several_focused(elements)
        yield from _pending_task_cards(nested)

    return check


Found = tuple[Json, str]


def _nested_blocks(blocks: object, pointer: str) -> Iterator[Found]:
    """The blocks and those inside containers and carousels, each with its pointer."""
    for block, block_pointer in objects(blocks, pointer):
        yield block, block_pointer
        yield from objects(block.get("child_blocks"), f"{block_pointer}/child_blocks")
        if block.get("type") == "carousel":
            yield from objects(block.get("elements"), f"{block_pointer}/elements")


def _elements(block: Json, pointer: str) -> Iterator[Found]:
    """The elements that stand directly in a block."""
    for key in ("accessory", "element"):
        element = block.get(key)
        if isinstance(element, dict):
            yield element, f"{pointer}/{key}"
    for key in ("elements", "actions"):
        yield from objects(block.get(key), f"{pointer}/{key}")


def _repeated_block_ids(blocks: list[Found]) -> Iterator[Problem]:
    yield from _repeated("block_id", blocks)


def _repeated_action_ids(block: Json, pointer: str) -> Iterator[Problem]:
    """Two blocks may share an action_id: the block_id tells them apart."""
    yield from _repeated("action_id", _elements(block, pointer))


def _repeated(key: str, found: Iterator[Found] | list[Found]) -> Iterator[Problem]:
    seen = set()
    for item, pointer in found:
        name = item.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield broken(f'`{key}` "{name}" already exists', f"{pointer}/{key}")
        seen.add(name)


def _misplaced_elements(elements: list[Found], surface: Surface) -> Iterator[Problem]:
    for element, pointer in elements:
        kind = ELEMENTS.get(str(element.get("type")))
        if kind is not None and surface not in kind.surfaces:
            yield unsupported(element["type"], pointer)


def _too_much_markdown(blocks: list[Found], pointer: str) -> Iterator[Problem]:
    sizes = [text_in(block) for block, _ in blocks if block.get("type") == "markdown"]
    if len(sizes) > 1 and sum(sizes) > limits.MARKDOWN_TEXT_IN_ALL:
        message = f"markdown blocks must be less than {limits.MARKDOWN_TEXT_IN_ALL + 1} characters"
        yield broken(f"{message} in all", pointer)


def _too_many_tables(blocks: list[Found], pointer: str, surface: Surface) -> Iterator[Problem]:
    kinds = Counter(str(block.get("type")) for block, _ in blocks)
    tables = kinds["table"] + kinds["data_table"]
    if surface == "message" and tables > limits.TABLES_IN_A_MESSAGE:
        yield broken("only_one_table_allowed", pointer)


def _several_focused(elements: list[Found]) -> Iterator[Problem]:
    focused = [pointer for element, pointer in elements if element.get("focus_on_load") is True]
    for pointer in focused[1:]:
        yield broken("only one element can have focus_on_load", f"{pointer}/focus_on_load")


def _pending_task_cards(blocks: list[Found]) -> Iterator[Problem]:
    for block, pointer in blocks:
        if block.get("type") == "task_card" and block.get("status") == "pending":
            yield broken("only the tasks of a plan can be pending", f"{pointer}/status")


def _submit_for_inputs(view: Json, pointer: str) -> Iterator[Problem]:
    if "submit" in view:
        return
    for block, block_pointer in objects(view.get("blocks"), f"{pointer}/blocks"):
        if block.get("type") == "input":
            message = "must define `submit` to use an `input` block in modals"
            yield broken(message, f"{block_pointer}/input")


_TITLE = plain(limits.VIEW_TITLE)
_BOTH: Fields = {
    "private_metadata": string(at_most=limits.PRIVATE_METADATA, at_least=0),
    "callback_id": string(at_most=limits.CALLBACK_ID, at_least=0),
    "external_id": string(at_most=limits.EXTERNAL_ID, at_least=0),
}
_MODAL = shape(
    {"title": _TITLE, "blocks": _blocks_check("modal")},
    {
        **_BOTH,
        "submit": plain(limits.VIEW_BUTTON),
        "close": plain(limits.VIEW_BUTTON),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    _submit_for_inputs,
)
# A home tab shows no title, but Slack's own examples carry one.
_HOME = shape({"blocks": _blocks_check("home")}, {**_BOTH, "title": _TITLE})
