"""HTTP in: what other systems send to `/hooks/<name>`, signed with a hook's secret; where there are
many workspaces, to `/hooks/<workspace>/<name>`.

Parse, ask, store, answer: one transaction, and the answer after its commit. Nothing goes to Slack.
Who did not sign learns nothing, not even whether the name exists; text of entries is in no log.
"""

import asyncio
import json
from datetime import timedelta

from aiohttp import web

from app.clock import Clock
from app.deps import Deps
from app.error_handler import words_for
from app.errors import UserError
from app.logs import get_logger
from app.timeline import queries_hooks, rules_hooks, service_hooks
from app.timeline.rules_hooks import Hook
from app.timeline.sources import arrivals
from app.timeline.sources.arrivals import Delivery

BODY_MAX = 256 * 1024
BODY_WITHIN = timedelta(seconds=10)

UNSIGNED = "This is not signed with the secret of a hook of this name, in the last five minutes."
TOO_LARGE = "At most 256 kB can be sent at once. Please send it in parts."
TOO_SLOW = "The body took too long to arrive. Please send it again."
CUT_OFF = "The body ended before it was whole. Please send it again."
NO_JSON = (
    "The body has to be JSON. On GitHub, choose the content type application/json for the webhook."
)

log = get_logger("hooks")


class Hooks:
    """The route and its answers.

    `machine` tells the time that senders sign: theirs and ours are machines' clocks, whatever time
    the workspace shows in a sandbox.
    """

    def __init__(self, deps: Deps, machine: Clock, *, body_within: timedelta = BODY_WITHIN) -> None:
        self._deps = deps
        self._machine = machine
        self._body_within = body_within

    def routes(self) -> list[web.RouteDef]:
        if self._deps.settings.has_many_workspaces:
            return [web.post("/hooks/{team}/{name}", self._on_post)]
        return [web.post("/hooks/{name}", self._on_post)]

    async def _on_post(self, request: web.Request) -> web.Response:
        try:
            return await self._answer(request)
        except _RefusedError as refused:
            log.info("hooks.refused", status=refused.status)
            return web.json_response({"error": refused.sentence}, status=refused.status)
        except Exception as error:  # noqa: BLE001 - error_handler logs it and finds the words
            status = 400 if isinstance(error, UserError) else 500
            return web.json_response({"error": words_for(error)}, status=status)

    async def _answer(self, request: web.Request) -> web.Response:
        name, headers = request.match_info["name"], _headers(request)
        body = await self._body(request)
        hook = await self._signer(request.match_info.get("team"), name, headers, body)
        now = self._deps.clock.now()
        stamp = headers.get("x-onward-timestamp") or f"{now:%Y-%m-%d %H:%M}"
        arrived = arrivals(Delivery(headers=headers, body=_json(body), stamp=stamp))
        if not arrived:
            return web.json_response({"added": 0, "known": 0, "ignored": True})
        number = rules_hooks.incident_number(name)
        outcome = await self._deps.db.commit(service_hooks.receive, hook, number, arrived, now=now)
        if outcome is None:
            raise _RefusedError(404, f"INC-{number} is not open, so nothing was added to it.")
        log.info("hooks.received", hook=hook.id, added=outcome.added, known=outcome.known)
        refused = {"refused": list(outcome.refused)} if outcome.refused else {}
        return web.json_response({"added": outcome.added, "known": outcome.known} | refused)

    async def _signer(
        self, team: str | None, name: str, headers: dict[str, str], body: bytes
    ) -> Hook:
        seal = self._deps.settings.seal
        candidates = await self._deps.db.read(queries_hooks.hooks_for, team, name, seal)
        hook = rules_hooks.signer(candidates, headers, body, self._machine.now())
        if hook is None:
            raise _RefusedError(401, UNSIGNED)
        return hook

    async def _body(self, request: web.Request) -> bytes:
        """All of it, or nothing: too much, too slow or cut off half-way is refused."""
        if (request.content_length or 0) > BODY_MAX:
            raise _RefusedError(413, TOO_LARGE)
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_within.total_seconds()):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > BODY_MAX:
                        raise _RefusedError(413, TOO_LARGE)
        except TimeoutError as error:
            raise _RefusedError(408, TOO_SLOW) from error
        except (ConnectionError, web.RequestPayloadError) as error:
            raise _RefusedError(400, CUT_OFF) from error
        return bytes(body)


class _RefusedError(Exception):
    """A request that is answered with this status and sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def _headers(request: web.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _json(body: bytes) -> object:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError) as error:  # the latter: nested without end
        raise _RefusedError(400, NO_JSON) from error
    return found
