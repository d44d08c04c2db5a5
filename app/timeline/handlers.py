"""Slack in, for the timeline: marks, edits, deletions."""

from app.deps import Deps
from app.slack.ids import ChannelId, FileId, MessageTs, UserId
from app.slack.listeners import Event, Listener, Reply, on_event
from app.timeline import queries_marks, rules, service, service_files, service_system
from app.timeline.rules import NATIVE_PIN, Reaction
from app.workspace.rules_marks import base_emoji


async def on_reaction(deps: Deps, event: Event) -> Reply:
    """A mark put on or taken off. Other emoji, and other places, cost one question."""
    body, item = event.body, event.body["item"]
    if item.get("type") != "message":
        return None
    reaction = Reaction(
        channel=ChannelId(item["channel"]),
        ts=MessageTs(item["ts"]),
        user=UserId(body["user"]),
        emoji=base_emoji(body["reaction"]),
        is_on=body["type"] == "reaction_added",
        event_ts=body["event_ts"],
        author=_user(body.get("item_user")),
    )
    return await _marked(deps, event, reaction)


async def on_pin(deps: Deps, event: Event) -> Reply:
    """Slack's own pin, put on or taken off by whomever: it keeps a message as a mark does."""
    body, item = event.body, event.body["item"]
    if item.get("type") != "message":
        return None
    message = item.get("message") or {}
    pin = Reaction(
        channel=ChannelId(body["channel_id"]),
        ts=MessageTs(message["ts"]),
        user=UserId(body["user"]),
        emoji=NATIVE_PIN,
        is_on=body["type"] == "pin_added",
        event_ts=body["event_ts"],
        author=_user(body.get("item_user") or message.get("user")),
    )
    return await _marked(deps, event, pin)


async def on_edit(deps: Deps, event: Event) -> Reply:
    """A message that says something else now, or lost a file; unfurled links and new replies do
    not count.
    """
    message = event.body["message"]
    if rules.is_tombstone(message):
        return await _deleted(deps, event, MessageTs(message["ts"]))
    if rules.says_the_same(message, event.body.get("previous_message") or {}):
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


async def on_file_deleted(deps: Deps, event: Event) -> Reply:
    file = FileId(event.body["file_id"])
    await deps.db.commit(service_files.forget_file, event.team, file, now=deps.clock.now())
    return None


async def _marked(deps: Deps, event: Event, reaction: Reaction) -> Reply:
    bearing = await deps.db.read(queries_marks.bearing, event.team, reaction)
    if bearing is None or reaction.user == bearing.bot_user:
        return None
    is_ours = reaction.author == bearing.bot_user
    change = service_system.mark_ours if is_ours else service.change_mark
    mark = reaction.mark(bearing.meaning)
    await deps.db.commit(change, event.team, mark, now=deps.clock.now())
    return None


def _user(user: str | None) -> UserId | None:
    return UserId(user) if user else None


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
    on_event("pin_added", on_pin),
    on_event("pin_removed", on_pin),
    on_event("file_deleted", on_file_deleted),
    on_event("message.message_changed", on_edit),
    on_event("message.message_deleted", on_deletion),
)
