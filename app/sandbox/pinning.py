"""Pins: what a channel keeps at hand."""

from app.sandbox import limits
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json, Message, Pin


def pin(slack: Slack, place: Channel, sent: Message, user: str) -> None:
    """Pin the message; system messages cannot be, nor one twice."""
    if place.is_archived:
        raise SlackError("is_archived")
    if any(kept.ts == sent.ts for kept in place.pins):
        raise SlackError("already_pinned")
    if sent.subtype not in {None, "thread_broadcast", "file_share", "bot_message"}:
        raise SlackError("not_pinnable")
    if len(place.pins) >= limits.PINS:
        raise SlackError("too_many_pins")
    place.pins.append(Pin(sent.ts, user, slack.seconds()))
    slack.happened(_event("pin_added", place, sent, user), place)


def unpin(slack: Slack, place: Channel, sent: Message, user: str) -> None:
    """Take the pin out; `no_pin` when there is none."""
    kept = next((kept for kept in place.pins if kept.ts == sent.ts), None)
    if kept is None:
        raise SlackError("no_pin")
    place.pins.remove(kept)
    slack.happened(_event("pin_removed", place, sent, user), place)


def _event(event_type: str, place: Channel, sent: Message, user: str) -> Json:
    item = {
        "type": "message",
        "channel": place.id,
        "message": {"ts": sent.ts, "user": sent.user, "text": sent.text},
        "created": _seconds(sent.ts),
        "created_by": user,
    }
    event: Json = {"type": event_type, "user": user, "channel_id": place.id, "item": item}
    return event | {"pin_count": len(place.pins), "has_pins": bool(place.pins)}


def _seconds(ts: str) -> int:
    """The Unix second of a ts."""
    return int(float(ts))
