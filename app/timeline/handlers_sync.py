"""Slack in, for reading a channel back: the command, and keeping what is suggested."""

from app.deps import Deps
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.service import Gesture
from app.slack.ids import MessageTs
from app.slack.listeners import (
    Command,
    Help,
    Listener,
    Press,
    Reply,
    Whisper,
    on_command,
    on_press,
)
from app.timeline import service_sync, views_sync
from app.workspace import queries as workspace_queries


async def on_sync(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    await deps.db.commit(
        service_sync.ask, command.team, incident.id, now=deps.clock.now(), by=command.user
    )
    return Whisper(views_sync.under_way())


async def on_keep_suggested(deps: Deps, press: Press) -> Reply:
    incident_id, _, ts = press.value.partition(":")
    incident = await deps.db.read(incident_queries.incident, int(incident_id))
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    await deps.db.commit(service_sync.keep_suggested, incident, MessageTs(ts), gesture)
    workspace = await deps.db.read(workspace_queries.workspace, press.team)
    return Whisper(views_sync.kept(incident, MessageTs(ts), workspace.url))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "sync",
        on_sync,
        help_line=Help("sync", "read the channel back, and keep what I may have missed"),
    ),
    on_press(views_sync.KEEP_SUGGESTED, on_keep_suggested),
)
