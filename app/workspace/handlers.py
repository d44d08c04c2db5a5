"""Slack in, for a workspace's settings."""

import holidays
from slack_sdk.models.views import View

from app.deps import Deps
from app.slack.ids import TeamId
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
from app.workspace import queries, queries_log, rules, rules_marks, service, views, views_log
from app.workspace.rules import Choices
from app.workspace.rules_marks import Marks
from app.workspace.standing import require_admin

COUNTRIES = frozenset(holidays.list_supported_countries(include_aliases=False))
OPEN_SETTINGS = "workspace.open_settings"
LOG = "log"
ADMINS_ONLY = (
    "What holds for everybody here is for admins of this workspace to set. Please ask one of them "
    "to open `/incident settings`. What you get yourself is yours to choose: *Messages and notes* "
    "on Onward's Home tab."
)


async def on_settings(deps: Deps, asked: Command | Press) -> Reply:
    await require_admin(deps, asked, ADMINS_ONLY)
    if isinstance(asked, Command) and asked.text.lower() == LOG:
        return await _on_log(deps, asked)
    workspace = await deps.db.read(queries.workspace, asked.team)
    form = await _form(deps, asked.team, workspace.choices, workspace.marks)
    await deps.slack(asked.team).open_form(asked.trigger, form)
    return None


async def _on_log(deps: Deps, command: Command) -> Reply:
    changes = await deps.db.read(queries_log.changes, command.team)
    await deps.slack(command.team).open_form(command.trigger, views_log.settings_log(changes))
    return None


async def _form(deps: Deps, team: TeamId, choices: Choices, marks: Marks) -> View:
    changed = await deps.db.read(queries_log.last_change, team)
    return views.settings_form(choices, marks, deps.settings.summary_model, changed)


async def on_settings_form(deps: Deps, form: Form) -> Reply:
    await require_admin(deps, form, ADMINS_ONLY)
    choices = views.parse_settings(form.values)
    problems = rules.problems(choices, COUNTRIES)
    if problems:
        return Problems(problems)
    change, now = service.change_choices, deps.clock.now()
    await deps.db.commit(change, form.team, choices, by=form.user, now=now)
    return Whisper(views.settings_saved(choices))


async def on_marks(deps: Deps, press: Press) -> Reply:
    await require_admin(deps, press, ADMINS_ONLY)
    workspace = await deps.db.read(queries.workspace, press.team)
    await deps.slack(press.team).push_form(press.trigger, views.marks_form(workspace.marks))
    return None


async def on_marks_form(deps: Deps, form: Form) -> Reply:
    await require_admin(deps, form, ADMINS_ONLY)
    typed = views.parse_marks(form.values)
    problems = rules_marks.marks_problems(typed)
    if problems:
        return Problems({meaning.value: sentence for meaning, sentence in problems.items()})
    marks = {meaning: names for meaning, names in typed.items() if not isinstance(names, str)}
    change, now = service.change_marks, deps.clock.now()
    await deps.db.commit(change, form.team, marks, by=form.user, now=now)
    if form.beneath is None:
        return None
    choices = (await deps.db.read(queries.workspace, form.team)).choices
    return Redrawn({form.beneath: await _form(deps, form.team, choices, marks)})


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "settings",
        on_settings,
        help_line=Help(
            "settings [log]",
            "choose the announcement channel, facilitators, time zone and working hours",
        ),
    ),
    on_press(OPEN_SETTINGS, on_settings),
    on_form(views.SETTINGS_FORM, on_settings_form),
    on_press(views.OPEN_MARKS, on_marks),
    on_form(views.MARKS_FORM, on_marks_form),
)
