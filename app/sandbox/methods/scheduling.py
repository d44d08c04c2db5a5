"""Scheduled messages, posted by the sandbox clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.sandbox import drafts, limits, messages
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.messages import Draft
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json

LONGEST_WAIT = timedelta(days=limits.SCHEDULED_DAYS)
WINDOW_S = 300


def schedule(call: Call) -> Json:
    """Post later, by the sandbox clock. With metadata Slack accepts the call and never posts."""
    place = drafts.destination(call)
    post_at = call.number("post_at", default=0)
    _check_schedule(call.slack, place, post_at)
    draft = drafts.draft(call, place)
    scheduled_id = call.slack.ids.next("Q")
    call.slack.scheduled[scheduled_id] = {
        "id": scheduled_id,
        "channel_id": place.id,
        "post_at": post_at,
        "date_created": call.slack.seconds(),
        "text": draft.text,
    }
    if draft.metadata is None:
        work = _post_later(call.slack, place, draft, scheduled_id, post_at)
        call.slack.chores.start(work, f"scheduled message {scheduled_id}")
    message = {"text": draft.text, "bot_id": call.slack.app.bot_id, "type": "delayed_message"}
    return {
        "channel": place.id,
        "scheduled_message_id": scheduled_id,
        "post_at": post_at,
        "message": message,
    }


def scheduled_list(call: Call) -> Json:
    """What is still to be posted."""
    return {"scheduled_messages": list(call.slack.scheduled.values())}


def delete_scheduled(call: Call) -> Json:
    """Take a scheduled message back."""
    if call.slack.scheduled.pop(call.required("scheduled_message_id"), None) is None:
        raise SlackError("invalid_scheduled_message_id")
    return {}


def _check_schedule(slack: Slack, place: Channel, post_at: int) -> None:
    now = slack.clock.now()
    if post_at <= now.timestamp():
        raise SlackError("time_in_past")
    if post_at > (now + LONGEST_WAIT).timestamp():
        raise SlackError("time_too_far")
    near = [
        s
        for s in slack.scheduled.values()
        if s["channel_id"] == place.id and abs(s["post_at"] - post_at) < WINDOW_S
    ]
    if len(near) >= limits.SCHEDULED_IN_FIVE_MINUTES:
        raise SlackError("restricted_too_many")


async def _post_later(
    slack: Slack, place: Channel, draft: Draft, scheduled_id: str, post_at: int
) -> None:
    await slack.clock.reach(datetime.fromtimestamp(post_at, UTC))
    if slack.scheduled.pop(scheduled_id, None) is not None and not place.is_archived:
        messages.post(slack, place, draft)


METHODS: Mapping[str, Handler] = {
    "chat.scheduleMessage": schedule,
    "chat.scheduledMessages.list": scheduled_list,
    "chat.deleteScheduledMessage": delete_scheduled,
}
