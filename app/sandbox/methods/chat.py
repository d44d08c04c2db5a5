"""`chat.*`: saying things."""

from collections.abc import Mapping

from app.sandbox import drafts, messages, render
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.world import Channel, Json, Message


def post_message(call: Call) -> Json:
    """Post into a conversation the bot is in, any public channel, or a person's DM by user id."""
    place = drafts.destination(call)
    sent = messages.post(call.slack, place, drafts.draft(call, place))
    return {
        "channel": place.id,
        "ts": sent.ts,
        "message": render.message(call.slack, sent, with_metadata=True),
    }


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member."""
    place = drafts.destination(call)
    if place.is_archived:
        raise SlackError("is_archived")
    viewer = call.slack.user(call.required("user"))
    if viewer.id not in place.members:
        raise SlackError("user_not_in_channel")
    heard = messages.whisper(call.slack, place, viewer.id, drafts.draft(call, place))
    return {"message_ts": heard.ts}


def update(call: Call) -> Json:
    """Change a message of the bot's own."""
    place = call.channel()
    sent = _own_message(call, place, "cant_update_message")
    if place.is_archived:
        raise SlackError("is_archived")
    changes = drafts.changes(call)
    messages.edit(call.slack, place, sent, call.bot, changes)
    return {
        "channel": place.id,
        "ts": sent.ts,
        "text": sent.text,
        "message": render.message(call.slack, sent, with_metadata=True),
    }


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    place = call.channel()
    sent = _own_message(call, place, "cant_delete_message")
    messages.delete(call.slack, place, sent)
    return {"channel": place.id, "ts": sent.ts}


def permalink(call: Call) -> Json:
    """The address of a message."""
    place = call.channel()
    sent = call.message(place, "message_ts")
    return {"channel": place.id, "permalink": render.permalink(call.slack, sent)}


def _own_message(call: Call, place: Channel, refusal: str) -> Message:
    sent = call.message(place, "ts")
    if sent.user != call.bot:
        raise SlackError(refusal)
    return sent


METHODS: Mapping[str, Handler] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
