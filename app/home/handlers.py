"""Slack in, for help and App Home."""

from collections.abc import Sequence

from app.deps import Deps
from app.home import queries_home, service, views, views_shelves
from app.home.rules_home import Turn
from app.incidents.views import SHOW_HELP
from app.slack.ids import UserId
from app.slack.listeners import (
    Command,
    Event,
    Help,
    Listener,
    Press,
    Redrawn,
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


async def on_more(deps: Deps, press: Press) -> Reply:
    """A page of a list of App Home; the next in the place of the one that was pressed in."""
    turn, now = Turn.load(press.value), deps.clock.now()
    page = await deps.db.read(queries_home.shelf, press.team, press.user, turn, now=now)
    if press.view is not None:
        return Redrawn({press.view: views_shelves.shelf_modal(turn, page)})
    return Whisper(views_shelves.shelf_page(turn, page))


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


LISTENERS: tuple[Listener[Deps], ...] = (
    on_event("app_home_opened", on_home),
    on_press(views_shelves.MORE, on_more),
    on_press(views_shelves.MORE_BACK, on_more),
)
