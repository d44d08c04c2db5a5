"""Slack in, for what is stuck; of admins only, as Slack says now."""

from datetime import timedelta

from app.db import outbox
from app.deps import Deps
from app.doctor import queries, service, views
from app.doctor.rules import Connection, Report
from app.errors import UserError
from app.manifest import bot_scopes
from app.slack.listeners import (
    Command,
    Help,
    Listener,
    Press,
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_press,
)
from app.slack.retry import SlackFailure
from app.workspace.standing import require_admin

ADMINS_ONLY = (
    "What did not reach Slack is for an admin of this workspace to look at. Please ask one of them "
    "to type `/incident doctor`."
)
NOBODY_KNOWN = (
    "Slack does not answer Onward's calls at the moment ({error}), so nobody can be recognized as "
    "an admin. Please ask whoever runs Onward: `python -m app check` tells them what to do."
)


async def on_doctor(deps: Deps, asked: Command | Press) -> Reply:
    report = await _report(deps, asked)
    return Whisper(views.doctor_page(report))


async def on_turn(deps: Deps, press: Press) -> Reply:
    return await _shown(deps, press, int(press.value))


async def on_try(deps: Deps, press: Press) -> Reply:
    await _require_admin(deps, press)
    now, row_id = deps.clock.now(), int(press.value)
    await deps.db.commit(service.try_now, press.team, press.user, row_id, now=now)
    return await _shown(deps, press, 0)


async def on_try_all(deps: Deps, press: Press) -> Reply:
    await _require_admin(deps, press)
    await deps.db.commit(service.try_all, press.team, press.user, now=deps.clock.now())
    return await _shown(deps, press, 0)


async def on_let_go(deps: Deps, press: Press) -> Reply:
    await _require_admin(deps, press)
    await deps.db.commit(service.let_go, press.team, press.user, now=deps.clock.now())
    return await _shown(deps, press, 0)


async def _shown(deps: Deps, press: Press, number: int) -> Reply:
    """In the place of the page that was pressed in."""
    report = await _report(deps, press)
    if press.view is not None:
        return Redrawn({press.view: views.doctor_modal(report, number)})
    return Whisper(views.doctor_page(report, number), replaces=True)


async def _report(deps: Deps, asked: Command | Press) -> Report:
    await _require_admin(deps, asked)
    now = deps.clock.now()
    found = await deps.db.read(queries.report, asked.team, asked.user, now=now)
    backlog = await deps.db.read(outbox.backlog, now=now)
    granted = (await deps.slack(asked.team).who_am_i()).scopes
    connection = Connection(
        missing=sorted(bot_scopes() - granted),
        waits=now - backlog.oldest_at if backlog.oldest_at else timedelta(),
        heard_at=deps.heard.get(asked.team),
    )
    return Report(stuck=found.stuck, hidden=found.hidden, connection=connection)


async def _require_admin(deps: Deps, asked: Command | Press) -> None:
    try:
        await require_admin(deps, asked, ADMINS_ONLY)
    except SlackFailure as failure:
        raise UserError(NOBODY_KNOWN.format(error=failure.error)) from failure


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "doctor",
        on_doctor,
        help_line=Help("doctor", "show what did not reach Slack, and what to do about it"),
    ),
    on_press(views.OPEN, on_doctor),
    on_press(views.TURN, on_turn),
    on_press(views.TURN_BACK, on_turn),
    on_press(views.TRY, on_try),
    on_press(views.TRY_ALL, on_try_all),
    on_press(views.LET_GO, on_let_go),
)
