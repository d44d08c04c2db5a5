"""Slack in, for hooks: making one, listing them, a new secret, removing. What hooks send comes in
elsewhere (app/hooks.py).
"""

import secrets

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
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
from app.slack.mrkdwn import plain
from app.timeline import queries_hooks, rules_hooks, service_hooks, views_hooks

SWITCHED_OFF = (
    "Webhooks are switched off here. Whoever runs Onward can switch them on: with `WEBHOOKS=true` "
    "it listens for them (docs/operating.md)."
)


async def on_hook(deps: Deps, command: Command) -> Reply:
    """With a name: a new hook and its secret. Without: those that are there."""
    if not deps.settings.listens:
        raise UserError(SWITCHED_OFF)
    if not command.text:
        hooks = await deps.db.read(queries_hooks.hooks, command.team, deps.settings.seal)
        await deps.slack(command.team).open_form(command.trigger, views_hooks.hooks_page(hooks))
        return None
    name = _name(plain(command.text))
    gesture = Gesture(by=command.user, at=deps.clock.now(), key=command.key)
    hook = await deps.db.commit(
        service_hooks.make_hook,
        command.team,
        name,
        _new_secret(),
        gesture,
        seal=deps.settings.seal,
    )
    return Whisper(views_hooks.hook_made(hook, deps.settings.hooks_address(command.team)))


async def on_renew(deps: Deps, press: Press) -> Reply:
    hook_id, _, mark = press.value.partition(":")
    hook = await deps.db.commit(
        service_hooks.renew_secret,
        press.team,
        int(hook_id),
        _new_secret(),
        instead_of=mark,
        seal=deps.settings.seal,
    )
    page = views_hooks.hook_renewed(hook, deps.settings.hooks_address(press.team))
    return Redrawn({press.view: page} if press.view else {})


async def on_remove(deps: Deps, press: Press) -> Reply:
    await deps.db.commit(service_hooks.remove_hook, press.team, int(press.value))
    hooks = await deps.db.read(queries_hooks.hooks, press.team, deps.settings.seal)
    return Redrawn({press.view: views_hooks.hooks_page(hooks)} if press.view else {})


def _name(typed: str) -> str:
    name = rules_hooks.hook_name(typed)
    if name is not None:
        return name
    if rules_hooks.incident_number(typed) is not None:
        raise UserError(
            f"{typed.strip().upper()} is an incident: the secret of any hook works at its address. "
            "Please name a hook after what sends, like `/incident hook deploys`."
        )
    raise UserError(
        "A hook's name is up to 40 letters, digits, - and _, like `/incident hook deploys`."
    )


def _new_secret() -> str:
    return secrets.token_urlsafe(rules_hooks.SECRET_BYTES)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "hook",
        on_hook,
        help_line=Help("hook [deploys]", "add alerts and deploys of other systems to the timeline"),
    ),
    on_press(views_hooks.RENEW, on_renew),
    on_press(views_hooks.REMOVE, on_remove),
)
