"""A form as it is in front of somebody, as Slack sent it with a press or a submission: to be shown
again with something added, and everything that was entered kept.

Slack keeps what was entered in a field under the id of its block, so a field that gets other words
gets another id: `text`, then `text~1`. Whoever reads the form knows it by the first part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Sent = Mapping[str, Any]
_COUNT = "~"
_STAYS = ("type", "callback_id", "title", "submit", "close", "private_metadata")
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_date": "initial_date",
    "selected_date_time": "initial_date_time",
}
"""Of each kind of field: what was entered, and what it is filled in with."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`sent` is Slack's `view`, with the state of its fields."""

    sent: Sent = field(default_factory=dict)

    @property
    def submit(self) -> str:
        """What stands on the button that sends it."""
        return str((self.sent.get("submit") or {}).get("text", ""))

    def words(self, field_id: str) -> str:
        """What stands in a text field now."""
        return str(self._state().get(self.place_of(field_id), {}).get("value") or "")

    def filled_in(self, field_id: str) -> str:
        """What a text field was filled in with."""
        found = (block for block in self._blocks() if _holds(block, field_id))
        return next((str(one["element"].get("initial_value") or "") for one in found), "")

    def place_of(self, field_id: str) -> str:
        """The id of the block that holds this field now."""
        found = (str(block["block_id"]) for block in self._blocks() if _holds(block, field_id))
        return next(found, field_id)

    def first_field(self) -> str | None:
        """Its name; None where there is nothing to enter."""
        blocks = (one for one in self._blocks() if one["type"] == "input")
        return next((field_of(_id(block)) for block in blocks), None)

    def block_ids(self) -> Sequence[str]:
        return [_id(block) for block in self._blocks()]

    def with_above(
        self, field_id: str, blocks: Sequence[Block], last: Sequence[Block] = ()
    ) -> View:
        """The same form with these blocks above a field, and the last ones at its end."""
        shown = _above(field_id, _dumped(blocks), self._entered())
        return self._again([*shown, *_dumped(last)])

    def with_instead(
        self, begins: str, blocks: Sequence[Block], words: Mapping[str, str] | None = None
    ) -> View:
        """The same form with these blocks where those stood whose ids begin so, and with these
        words in fields.
        """
        entered, new = self._entered(), words or {}
        before = list(takewhile(lambda block: not _id(block).startswith(begins), entered))
        after = [one for one in entered[len(before) :] if not _id(one).startswith(begins)]
        return self._again(_refilled(one, new) for one in [*before, *_dumped(blocks), *after])

    def kept_in(self, view: View, begins: str) -> View:
        """Another view of the same form, in which stays what was entered here, and what stood above
        a field in blocks whose ids begin so.
        """
        given = view.to_dict()
        blocks: Sequence[Sent] = [self._carried(block) for block in given["blocks"]]
        above: list[Sent] = []
        for block in self._blocks():
            if _id(block).startswith(begins):
                above.append(block)
            elif above:
                blocks, above = _above(field_of(_id(block)), above, blocks), []
        return View(**{**given, "blocks": blocks})

    def _again(self, blocks: Iterable[Sent]) -> View:
        stays = {key: self.sent[key] for key in _STAYS if self.sent.get(key)}
        return View(**stays, blocks=[dict(block) for block in blocks])

    def _entered(self) -> Sequence[Sent]:
        """The blocks, each field filled in with what stands in it: also where Slack would not keep
        that of itself.
        """
        state = self._state()
        return [_filled(block, state) for block in self._blocks()]

    def _carried(self, block: Sent) -> Sent:
        if block["type"] != "input":
            return block
        return _filled({**block, "block_id": self.place_of(_id(block))}, self._state())

    def _blocks(self) -> Sequence[Sent]:
        return self.sent.get("blocks") or ()

    def _state(self) -> Mapping[str, Sent]:
        values = (self.sent.get("state") or {}).get("values") or {}
        return {block: next(iter(states.values()), {}) for block, states in values.items()}


def field_of(block_id: str) -> str:
    """The field that a block holds."""
    return block_id.partition(_COUNT)[0]


def _id(block: Sent) -> str:
    return str(block.get("block_id") or "")


def _holds(block: Sent, field_id: str) -> bool:
    return block["type"] == "input" and field_of(_id(block)) == field_id


def _dumped(blocks: Sequence[Block]) -> Sequence[Sent]:
    return [block.to_dict() for block in blocks]


def _above(field_id: str, new: Sequence[Sent], blocks: Sequence[Sent]) -> Sequence[Sent]:
    before = list(takewhile(lambda block: not _holds(block, field_id), blocks))
    return [*before, *new, *blocks[len(before) :]]


def _filled(block: Sent, state: Mapping[str, Sent]) -> Sent:
    entered = state.get(_id(block), {})
    kind = next((key for key in entered if key in _INITIAL), None)
    if block["type"] != "input" or kind is None:
        return block
    element = {key: value for key, value in block["element"].items() if key != _INITIAL[kind]}
    value = {_INITIAL[kind]: entered[kind]} if entered[kind] else {}
    return {**block, "element": element | value}


def _refilled(block: Sent, words: Mapping[str, str]) -> Sent:
    field_id, _, count = _id(block).partition(_COUNT)
    if block["type"] != "input" or field_id not in words:
        return block
    longest = block["element"].get("max_length")
    element = {**block["element"], "initial_value": words[field_id][:longest]}
    return {**block, "block_id": f"{field_id}{_COUNT}{int(count or 0) + 1}", "element": element}
