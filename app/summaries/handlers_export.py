"""Slack in, for taking an incident along as files."""

from app.deps import Deps
from app.incidents.service import Gesture, seen_incident
from app.slack.listeners import Command, Help, Listener, Reply, Whisper, on_command
from app.slack.mrkdwn import plain
from app.summaries import service_export, views_export
from app.summaries.rules_export import parse_export


async def on_export(deps: Deps, command: Command) -> Reply:
    asked = parse_export(plain(command.text))
    incident = await deps.db.read(
        seen_incident,
        command.team,
        command.channel,
        asked.number,
        command.user,
    )
    gesture = Gesture(by=command.user, at=deps.clock.now(), key=command.key)
    await deps.db.commit(service_export.export, incident, asked.formats, gesture)
    return Whisper(views_export.files_on_their_way(incident))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "export",
        on_export,
        help_line=Help("export [md|html|json|png|ics]", "take the review along as files"),
    ),
)
