"""The elements a person can fill in: where they are in blocks, and what state each kind keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.sandbox.world import Json, View


@dataclass(frozen=True, slots=True)
class Kind:
    """How one element type spells its value in `state.values`, and its initial value."""

    key: str
    initial: str
    is_many: bool = False


KINDS = {
    "plain_text_input": Kind("value", "initial_value"),
    "email_text_input": Kind("value", "initial_value"),
    "url_text_input": Kind("value", "initial_value"),
    "number_input": Kind("value", "initial_value"),
    "rich_text_input": Kind("rich_text_value", "initial_value"),
    "static_select": Kind("selected_option", "initial_option"),
    "external_select": Kind("selected_option", "initial_option"),
    "users_select": Kind("selected_user", "initial_user"),
    "conversations_select": Kind("selected_conversation", "initial_conversation"),
    "channels_select": Kind("selected_channel", "initial_channel"),
    "multi_static_select": Kind("selected_options", "initial_options", is_many=True),
    "multi_external_select": Kind("selected_options", "initial_options", is_many=True),
    "multi_users_select": Kind("selected_users", "initial_users", is_many=True),
    "multi_conversations_select": Kind(
        "selected_conversations", "initial_conversations", is_many=True
    ),
    "multi_channels_select": Kind("selected_channels", "initial_channels", is_many=True),
    "checkboxes": Kind("selected_options", "initial_options", is_many=True),
    "radio_buttons": Kind("selected_option", "initial_option"),
    "datepicker": Kind("selected_date", "initial_date"),
    "timepicker": Kind("selected_time", "initial_time"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time"),
    "file_input": Kind("files", "initial_files", is_many=True),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and the block it stands in."""

    block: Json
    element: Json

    @property
    def address(self) -> tuple[str, str]:
        return str(self.block["block_id"]), str(self.element.get("action_id", ""))


def elements(blocks: Sequence[Json]) -> Iterator[Placed]:
    """Every interactive element: buttons and menus as well as inputs."""
    for block in blocks:
        yield from elements(block.get("child_blocks", []))
        for key in ("accessory", "element"):
            if isinstance(block.get(key), dict):
                yield Placed(block, block[key])
        if block.get("type") in {"actions", "context_actions"}:
            yield from (Placed(block, element) for element in block["elements"])


def fillable(blocks: Sequence[Json]) -> Iterator[Placed]:
    """The elements that keep a value."""
    return (placed for placed in elements(blocks) if placed.element.get("type") in KINDS)


def initial_state(element: Json) -> Json:
    """What an untouched element says."""
    kind = KINDS[element["type"]]
    empty: list[Json] | None = [] if kind.is_many else None
    return {"type": element["type"], kind.key: element.get(kind.initial, empty)}


def is_empty(state: Json) -> bool:
    """Whether nothing is chosen or entered."""
    value = state[KINDS[state["type"]].key]
    return value is None or value in ("", [])


def values(blocks: Sequence[Json], entries: dict[tuple[str, str], Json]) -> Json:
    """`state.values`: by block and action, entered or initial."""
    found: Json = {}
    for placed in fillable(blocks):
        block_id, action_id = placed.address
        entered = entries.get(placed.address)
        is_same_kind = entered is not None and entered["type"] == placed.element["type"]
        state = entered if is_same_kind else initial_state(placed.element)
        found.setdefault(block_id, {})[action_id] = state
    return found


def view_values(view: View) -> Json:
    """`state.values` of a view."""
    return values(view.blocks, view.entries)
