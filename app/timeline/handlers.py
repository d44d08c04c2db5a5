"""Slack in, for the timeline: marks, edits, deletions."""

from app.deps import Deps
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.listeners import Event, Listener, Reply, on_event
from app.slack.messages import words_of
from app.timeline import rules, service
from app.timeline.rules import Mark


async def on_reaction(deps: Deps, event: Event) -> Reply:
    """A mark put on or taken off; other emoji cost nothing."""
    body, item = event.body, event.body["item"]
    emoji = rules.base_emoji(body["reaction"])
    meaning = rules.meaning_of(emoji)
    if item.get("type") != "message" or meaning is None:
        return None
    mark = Mark(
        channel=ChannelId(item["channel"]),
        ts=MessageTs(item["ts"]),
        user=UserId(body["user"]),
        emoji=emoji,
        meaning=meaning,
        is_on=body["type"] == "reaction_added",
        event_ts=body["event_ts"],
    )
    await deps.db.commit(service.change_mark, event.team, mark, now=deps.clock.now())
    return None


async def on_edit(deps: Deps, event: Event) -> Reply:
    """A message that says something else now; unfurled links and new replies do not count."""
    message = event.body["message"]
    if rules.is_tombstone(message):
        return await _deleted(deps, event, MessageTs(message["ts"]))
    if words_of(message) == words_of(event.body.get("previous_message") or {}):
        return None
    await deps.db.commit(
        service.follow_edit,
        event.team,
        ChannelId(event.body["channel"]),
        rules.found_message(message),
        now=deps.clock.now(),
    )
    return None


async def on_deletion(deps: Deps, event: Event) -> Reply:
    return await _deleted(deps, event, MessageTs(event.body["deleted_ts"]))


async def _deleted(deps: Deps, event: Event, ts: MessageTs) -> Reply:
    await deps.db.commit(
        service.follow_deletion,
        event.team,
        ChannelId(event.body["channel"]),
        ts,
        now=deps.clock.now(),
    )
    return None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_event("reaction_added", on_reaction),
    on_event("reaction_removed", on_reaction),
    on_event("message.message_changed", on_edit),
    on_event("message.message_deleted", on_deletion),
)
