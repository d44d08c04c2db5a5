"""Slack in, for help and App Home."""

from collections.abc import Sequence

from app.deps import Deps
from app.home import service, views
from app.incidents.views import SHOW_HELP
from app.slack.ids import UserId
from app.slack.listeners import (
    Command,
    Event,
    Help,
    Listener,
    Press,
    Reply,
    Whisper,
    on_command,
    on_event,
    on_press,
)
from app.slack.mrkdwn import clip, harmless
from app.workspace import queries as workspace_queries

UNKNOWN = ""
"""The key under which help answers words that no feature knows."""
WORD_MAX = 40


async def on_home(deps: Deps, event: Event) -> Reply:
    if event.body.get("tab") != "home":
        return None
    user = UserId(event.body["user"])
    await deps.db.commit(service.show_home, event.team, user, now=deps.clock.now())
    return None


def help_listeners(listeners: Sequence[Listener[Deps]]) -> Sequence[Listener[Deps]]:
    """Help is made of the help lines of all the others, so it is built last."""
    lines = [
        *(one.help for one in listeners if one.help),
        Help("help", "show this page"),
    ]

    async def on_help(deps: Deps, asked: Command | Press) -> Reply:
        workspace = await deps.db.read(workspace_queries.workspace, asked.team)
        return Whisper(views.help_page(lines, workspace.marks))

    async def on_unknown(deps: Deps, command: Command) -> Reply:
        workspace = await deps.db.read(workspace_queries.workspace, command.team)
        unknown = clip(harmless(command.text), WORD_MAX)
        return Whisper(views.help_page(lines, workspace.marks, unknown=unknown))

    return (
        on_command("help", on_help),
        on_command(UNKNOWN, on_unknown),
        on_press(SHOW_HELP, on_help),
    )


LISTENERS: tuple[Listener[Deps], ...] = (on_event("app_home_opened", on_home),)
