"""`pins.*`: what a channel keeps at hand."""

from collections.abc import Mapping

from app.sandbox import messages, pinning, render
from app.sandbox.calls import Call, Handler
from app.sandbox.world import Channel, Json, Message, Pin


def add(call: Call) -> Json:
    """Pin a message as the bot, which the channel is told."""
    place, sent = _target(call)
    pinning.pin(call.slack, place, sent, call.bot)
    text = f"<@{call.bot}> pinned a message to this channel."
    item = {"type": "message", "channel": place.id, "ts": sent.ts}
    messages.remark(call.slack, place, call.bot, "pinned_item", text, item_type="C", item=item)
    return {}


def remove(call: Call) -> Json:
    """Take a pin out, whoever put it in."""
    place, sent = _target(call)
    pinning.unpin(call.slack, place, sent, call.bot)
    return {}


def listed(call: Call) -> Json:
    """Every pin of the channel, the newest first."""
    place = call.joined_channel()
    return {"items": [_item(call, place, pin) for pin in reversed(place.pins)]}


def _target(call: Call) -> tuple[Channel, Message]:
    place = call.open_channel()
    return place, call.item(place)


def _item(call: Call, place: Channel, pin: Pin) -> Json:
    sent = place.messages[pin.ts]
    message = render.message(call.slack, sent)
    return {
        "type": "message",
        "channel": place.id,
        "created": pin.at,
        "created_by": pin.by,
        "message": {
            **message,
            "pinned_to": [place.id],
            "permalink": render.permalink(call.slack, sent),
        },
    }


METHODS: Mapping[str, Handler] = {
    "pins.add": add,
    "pins.remove": remove,
    "pins.list": listed,
}
