"""`Switchboard`: several workspaces behind one API address, as Slack itself is.

A call goes to the workspace whose token, code or refresh token it carries; an installation to the
one that `team` names. Whatever a workspace hands out itself (addresses for whispers and uploads)
leads to it directly.
"""

from collections.abc import Sequence

from aiohttp import web

from app.sandbox.arguments import bearer_token, read_arguments
from app.sandbox.errors import SlackError
from app.sandbox.methods import oauth
from app.sandbox.server import Sandbox
from app.sandbox.tokens import InstalledApp
from app.sandbox.world import Json


class Switchboard:
    """`start` and `stop` once; the workspaces do so by themselves."""

    def __init__(self, sandboxes: Sequence[Sandbox]) -> None:
        self._sandboxes = sandboxes
        self._runner: web.AppRunner | None = None
        self.api_url = ""

    async def start(self) -> None:
        """Listen at a free port of this machine."""
        routes = web.Application()
        routes.router.add_route("*", "/api/{method}", self._call)
        routes.router.add_get("/oauth/v2/authorize", self._authorize)
        self._runner = web.AppRunner(routes, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.api_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            args = await read_arguments(request)
        except SlackError:
            args = {}
        token = bearer_token(request, args)
        return await self._holder(token, args).api.serve(request)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        named = request.query.get("team")
        teams = {one.slack.world.team_id: one for one in self._sandboxes}
        return await oauth.authorize(teams.get(named or "", self._sandboxes[0]).slack, request)

    def _holder(self, token: str | None, args: Json) -> Sandbox:
        """The first one answers for whom nobody knows."""
        holders = [one for one in self._sandboxes if _knows(one.slack.app, token, args)]
        return next(iter(holders), self._sandboxes[0])


def _knows(app: InstalledApp, token: str | None, args: Json) -> bool:
    is_granted = args.get("code") in app.codes or args.get("refresh_token") in app.refresh_tokens
    return token in app.tokens or is_granted
