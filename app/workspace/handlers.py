"""Slack in, for a workspace's settings."""

import holidays

from app.deps import Deps
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.workspace import queries, rules, service, views

COUNTRIES = frozenset(holidays.list_supported_countries(include_aliases=False))
OPEN_SETTINGS = "workspace.open_settings"


async def on_settings(deps: Deps, asked: Command | Press) -> Reply:
    workspace = await deps.db.read(queries.workspace, asked.team)
    await deps.slack(asked.team).open_form(asked.trigger, views.settings_form(workspace.choices))
    return None


async def on_settings_form(deps: Deps, form: Form) -> Reply:
    choices = views.parse_settings(form.values)
    problems = rules.problems(choices, COUNTRIES)
    if problems:
        return Problems(problems)
    await deps.db.commit(service.change_choices, form.team, choices, now=deps.clock.now())
    return Whisper(views.settings_saved(choices))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "settings",
        on_settings,
        help_line=Help(
            "settings", "choose the announcement channel, facilitators, time zone and working hours"
        ),
    ),
    on_press(OPEN_SETTINGS, on_settings),
    on_form(views.SETTINGS_FORM, on_settings_form),
)
