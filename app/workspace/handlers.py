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
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.workspace import queries, rules, rules_marks, service, views

COUNTRIES = frozenset(holidays.list_supported_countries(include_aliases=False))
OPEN_SETTINGS = "workspace.open_settings"


async def on_settings(deps: Deps, asked: Command | Press) -> Reply:
    workspace = await deps.db.read(queries.workspace, asked.team)
    model = deps.settings.summary_model
    form = views.settings_form(workspace.choices, workspace.marks, model)
    await deps.slack(asked.team).open_form(asked.trigger, form)
    return None


async def on_settings_form(deps: Deps, form: Form) -> Reply:
    choices = views.parse_settings(form.values)
    problems = rules.problems(choices, COUNTRIES)
    if problems:
        return Problems(problems)
    await deps.db.commit(service.change_choices, form.team, choices, now=deps.clock.now())
    return Whisper(views.settings_saved(choices))


async def on_marks(deps: Deps, press: Press) -> Reply:
    workspace = await deps.db.read(queries.workspace, press.team)
    await deps.slack(press.team).push_form(press.trigger, views.marks_form(workspace.marks))
    return None


async def on_marks_form(deps: Deps, form: Form) -> Reply:
    typed = views.parse_marks(form.values)
    problems = rules_marks.marks_problems(typed)
    if problems:
        return Problems({meaning.value: sentence for meaning, sentence in problems.items()})
    marks = {meaning: names for meaning, names in typed.items() if not isinstance(names, str)}
    await deps.db.commit(service.change_marks, form.team, marks, now=deps.clock.now())
    if form.beneath is None:
        return None
    choices = (await deps.db.read(queries.workspace, form.team)).choices
    model = deps.settings.summary_model
    return Redrawn({form.beneath: views.settings_form(choices, marks, model)})


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
    on_press(views.OPEN_MARKS, on_marks),
    on_form(views.MARKS_FORM, on_marks_form),
)
