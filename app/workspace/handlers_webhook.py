"""Slack in, for the outgoing webhook, which an admin of the workspace chooses."""

import secrets

from app.addresses import address_problem
from app.deps import Deps
from app.slack.listeners import (
    Form,
    Listener,
    NextPage,
    Press,
    Problems,
    Reply,
    on_form,
    on_press,
)
from app.workspace import queries_webhook, service_webhook, views_webhook
from app.workspace.standing import require_admin

SECRET_BYTES = 32
ADMINS_ONLY = (
    "Where changes are sent is for an admin of this workspace to choose. Please ask one of them to "
    "open `/incident settings`."
)


async def on_webhook(deps: Deps, press: Press) -> Reply:
    await require_admin(deps, press, ADMINS_ONLY)
    known = await deps.db.read(queries_webhook.webhook, press.team, deps.settings.seal)
    form = views_webhook.webhook_form(known.url if known else None)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_webhook_form(deps: Deps, form: Form) -> Reply:
    """The secret is shown where it is a new one, and nowhere again."""
    await require_admin(deps, form, ADMINS_ONLY)
    url, renews = views_webhook.parse_webhook(form.values)
    allows_loopback = deps.settings.webhook_loopback
    problem = address_problem(url, allows_loopback=allows_loopback) if url else None
    if problem:
        return Problems({"url": problem})
    new = secrets.token_urlsafe(SECRET_BYTES)
    secret = await deps.db.commit(
        service_webhook.choose,
        form.team,
        url,
        new,
        renews=renews,
        seal=deps.settings.seal,
        now=deps.clock.now(),
        by=form.user,
    )
    if url and secret:
        return NextPage(views_webhook.webhook_secret(url, secret))
    return NextPage(views_webhook.webhook_kept(url))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_webhook.OPEN_WEBHOOK, on_webhook),
    on_form(views_webhook.WEBHOOK_FORM, on_webhook_form),
)
