"""Slack in, for entries that nobody kept: who came in, what the channel is called."""

from app.deps import Deps
from app.posting import Post
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.listeners import Event, Listener, Reply, on_event
from app.timeline import service_system


async def on_join(deps: Deps, event: Event) -> Reply:
    body = event.body
    await deps.db.commit(
        service_system.notice_join,
        event.team,
        ChannelId(body["channel"]),
        MessageTs(body["ts"]),
        UserId(body["user"]),
        now=deps.clock.now(),
    )
    return None


async def on_rename(deps: Deps, event: Event) -> Reply:
    body = event.body
    await deps.db.commit(
        service_system.record_rename,
        event.team,
        Post(ChannelId(body["channel"]), MessageTs(body["ts"])),
        body["name"],
        UserId(body["user"]),
        now=deps.clock.now(),
    )
    return None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_event("message.channel_join", on_join),
    on_event("message.group_join", on_join),
    on_event("message.channel_name", on_rename),
    on_event("message.group_name", on_rename),
)
