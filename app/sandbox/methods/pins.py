"""`pins.*`: what a channel keeps at hand."""

from collections.abc import Mapping

from app.sandbox import pinning
from app.sandbox.calls import Call, Handler
from app.sandbox.world import Channel, Json, Message


def add(call: Call) -> Json:
    """Pin a message as the bot."""
    place, sent = _target(call)
    pinning.pin(call.slack, place, sent, call.bot)
    return {}


def remove(call: Call) -> Json:
    """Take a pin out, whoever put it in."""
    place, sent = _target(call)
    pinning.unpin(call.slack, place, sent, call.bot)
    return {}


def listed(call: Call) -> Json:
    """Every pin of the channel, the newest first."""
    place = call.joined_channel()
    return {"items": [pinning.item(call.slack, place, kept) for kept in reversed(place.pins)]}


def _target(call: Call) -> tuple[Channel, Message]:
    place = call.open_channel()
    return place, call.item(place)


METHODS: Mapping[str, Handler] = {
    "pins.add": add,
    "pins.remove": remove,
    "pins.list": listed,
}
