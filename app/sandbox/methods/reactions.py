"""`reactions.*`: the emoji under messages."""

from collections.abc import Mapping

from app.sandbox import reacting, render
from app.sandbox.calls import Call, Handler
from app.sandbox.paging import metadata, page
from app.sandbox.world import Channel, Json, Message


def add(call: Call) -> Json:
    """React as the bot."""
    place, sent = _target(call)
    reacting.add(call.slack, place, sent, call.bot, call.required("name"))
    return {}


def remove(call: Call) -> Json:
    """Take the bot's reaction back."""
    place, sent = _target(call)
    reacting.remove(call.slack, place, sent, call.bot, call.required("name"))
    return {}


def get(call: Call) -> Json:
    """One message with its reactions."""
    place, sent = _target(call)
    return {
        "type": "message",
        "channel": place.id,
        "message": {
            **render.message(call.slack, sent),
            "permalink": render.permalink(call.slack, sent),
        },
    }


def listed(call: Call) -> Json:
    """What somebody (the bot, unless named) reacted to."""
    user = call.text("user") or call.bot
    items = [
        {"type": "message", "channel": place.id, "message": render.message(call.slack, sent)}
        for place in call.slack.world.channels.values()
        if call.bot in place.members
        for sent in place.in_order()
        if any(user in reaction.users for reaction in sent.reactions)
    ]
    shown, cursor = page(call, items)
    return {"items": list(shown), "response_metadata": metadata(cursor)}


def _target(call: Call) -> tuple[Channel, Message]:
    place = call.joined_channel()
    return place, call.item(place)


METHODS: Mapping[str, Handler] = {
    "reactions.add": add,
    "reactions.remove": remove,
    "reactions.get": get,
    "reactions.list": listed,
}
