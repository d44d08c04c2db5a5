"""Slack in, for the end: the app was removed from a workspace, or its tokens were revoked."""

from app.deps import Deps
from app.logs import get_logger
from app.slack.listeners import Event, Listener, Reply, on_event
from app.workspace import service_installation

log = get_logger("leaving")


async def on_uninstalled(deps: Deps, event: Event) -> Reply:
    """Where the one token stands in the settings, there is nothing to take back: who runs the bot
    there decides what becomes of the data.
    """
    if not deps.settings.has_many_workspaces:
        log.warning("leaving.uninstalled")
        return None
    now = deps.clock.now()
    happened_at = event.happened_at or now
    await deps.db.commit(service_installation.leave, event.team, happened_at=happened_at, now=now)
    await deps.db.forget_replaced()
    deps.forget(event.team)
    log.info("leaving.uninstalled", team=event.team)
    return None


async def on_tokens_revoked(deps: Deps, event: Event) -> Reply:
    """People's own tokens are none of ours."""
    if (event.body.get("tokens") or {}).get("bot"):
        return await on_uninstalled(deps, event)
    return None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_event("app_uninstalled", on_uninstalled),
    on_event("tokens_revoked", on_tokens_revoked),
)
