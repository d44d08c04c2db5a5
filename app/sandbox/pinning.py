"""Pins: what a channel keeps at hand."""

from app.sandbox import limits, messages, render
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json, Message, Pin


def pin(slack: Slack, place: Channel, sent: Message, user: str) -> None:
    """Pin the message and tell the channel; system messages cannot be pinned, nor one twice."""
    if place.is_archived:
        raise SlackError("is_archived")
    if sent.is_pinned:
        raise SlackError("already_pinned")
    if sent.subtype not in {None, "thread_broadcast", "file_share", "bot_message"}:
        raise SlackError("not_pinnable")
    if len(place.pins) >= limits.PINS:
        raise SlackError("too_many_pins")
    kept = Pin(sent.ts, user, slack.seconds())
    place.pins.append(kept)
    sent.is_pinned = True
    slack.happened(_event(slack, place, kept, "pin_added", user), place)
    text = f"<@{user}> pinned a message to this channel."
    item = {"type": "message", "channel": place.id, "ts": sent.ts}
    messages.remark(slack, place, user, "pinned_item", text, item_type="C", item=item)


def unpin(slack: Slack, place: Channel, sent: Message, user: str) -> None:
    """Take the pin out, whoever put it in; `no_pin` when there is none."""
    kept = next((kept for kept in place.pins if kept.ts == sent.ts), None)
    if kept is None:
        raise SlackError("no_pin")
    place.pins.remove(kept)
    sent.is_pinned = False
    event = _event(slack, place, kept, "pin_removed", user)
    slack.happened(event | {"has_pins": bool(place.pins)}, place)


def item(slack: Slack, place: Channel, kept: Pin) -> Json:
    """A pin as pins.list returns it and the events carry it."""
    sent = place.messages[kept.ts]
    permalink = render.permalink(slack, sent)
    return {
        "type": "message",
        "channel": place.id,
        "created": kept.at,
        "created_by": kept.by,
        "message": {**render.message(slack, sent), "permalink": permalink},
    }


def _event(slack: Slack, place: Channel, kept: Pin, event_type: str, user: str) -> Json:
    return {
        "type": event_type,
        "user": user,
        "channel_id": place.id,
        "item": item(slack, place, kept),
        "item_user": place.messages[kept.ts].user,
        "pin_count": len(place.pins),
        "pinned_info": {"channel": place.id, "pinned_by": kept.by, "pinned_ts": kept.at},
    }
