"""Which of Slack's requests are let in: those of workspaces in which the bot is installed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from app.installed import Workspaces
from app.logs import get_logger

NOT_INSTALLED = (
    "Onward is not installed in this workspace any more, so nothing was done. Please ask whoever "
    "manages apps here to install it again."
)
_ENDS = frozenset({"app_uninstalled", "tokens_revoked"})
"""Events that come when there is no token any more."""
_WITHOUT_WORKSPACE = frozenset({"url_verification", "ssl_check"})

log = get_logger("admission")


class Admission:
    """A middleware of Bolt's. Every answer is a 200: else Slack sends it again, for nothing."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def admit(
        self,
        context: AsyncBoltContext,
        body: dict[str, Any],
        next_: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        if _needs_no_token(body) or await self._workspaces.authorized(context.team_id):
            return await next_()
        log.info("admission.not_installed", team=context.team_id)
        await _say(context)
        return BoltResponse(status=200)


def _needs_no_token(body: Mapping[str, Any]) -> bool:
    event = body.get("event") or {}
    return body.get("type") in _WITHOUT_WORKSPACE or event.get("type") in _ENDS


async def _say(context: AsyncBoltContext) -> None:
    """To the person acting, if somebody acted where one can be answered."""
    if context.response_url is None or context.respond is None:
        return
    try:
        await context.respond(NOT_INSTALLED)
    except (TimeoutError, aiohttp.ClientError, OSError):
        log.warning("admission.not_said")
