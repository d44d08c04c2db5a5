"""Whether the process lives and is fit to work, and what it has counted, over HTTP.

`/healthz`: the event loop answers. `/readyz`: everything that it needs to work is there, by named
checks, without a secret and without an id. `/metrics`: for Prometheus. None of them is for the
open internet (docs/operating.md).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import SQLAlchemyError

from app.db import outbox
from app.db.outbox import Backlog
from app.deps import Deps
from app.metrics import CONTENT_TYPE

DATABASE_WITHIN = timedelta(seconds=3)
LAG_MAX = timedelta(minutes=2)
"""Longer than it takes to take over what a killed process held."""
OK = "ok"
NO_DATABASE = "The database does not answer: see DATABASE_URL, and the log."
_FRESH = {"Cache-Control": "no-store"}
_BEFORE_START = frozenset({"/healthz", "/readyz", "/metrics"})


class Phase(StrEnum):
    """Of the process. What it says is what is said of it."""

    STARTING = "It is starting."
    WORKING = OK
    STOPPING = "It is stopping."


class Health:
    """The routes. `slack` tells what is wrong with the connection to Slack, None when nothing is.

    Set `phase` as the process goes on.
    """

    def __init__(self, deps: Deps, slack: Callable[[], Awaitable[str | None]]) -> None:
        self._deps = deps
        self._slack = slack
        self._looking: asyncio.Task[Backlog] | None = None
        self.phase = Phase.STARTING

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self._on_healthz),
            web.get("/readyz", self._on_readyz),
            web.get("/metrics", self._on_metrics),
        ]

    @web.middleware
    async def gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Until it has started, everything else is asked to come again, as Slack does."""
        if self.phase is Phase.STARTING and request.path not in _BEFORE_START:
            return web.json_response({"error": self.phase}, status=503)
        return await handler(request)

    async def _on_healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True}, headers=_FRESH)

    async def _on_readyz(self, _request: web.Request) -> web.Response:
        checks = self._checks(await self._backlog(), await self._slack_says())
        is_ready = _is_well(checks)
        body = {"ready": is_ready, "checks": checks}
        return web.json_response(body, status=200 if is_ready else 503, headers=_FRESH)

    async def _on_metrics(self, _request: web.Request) -> web.Response:
        backlog = await self._backlog()
        checks = self._checks(backlog, await self._slack_says())
        rows = (
            {"due": backlog.due, "later": backlog.later, "retried": backlog.retried}
            if backlog
            else {}
        )
        self._deps.meter.read(
            checks={name: said == OK for name, said in checks.items()},
            outbox=rows,
            oldest=lag(backlog, self._deps.clock.now()).total_seconds(),
        )
        headers = {"Content-Type": CONTENT_TYPE} | _FRESH
        return web.Response(body=self._deps.meter.text(), headers=headers)

    def _checks(self, backlog: Backlog | None, slack: str | None) -> Mapping[str, str]:
        checks = {"process": str(self.phase)}
        if self.phase is Phase.STARTING:
            return checks
        worker = lag_trouble(backlog, self._deps.clock.now())
        return checks | {
            "database": OK if backlog else NO_DATABASE,
            "slack": slack or OK,
            "worker": worker or OK,
        }

    async def _slack_says(self) -> str | None:
        return None if self.phase is Phase.STARTING else await self._slack()

    async def _backlog(self) -> Backlog | None:
        """None when the database does not tell in time. A question that hangs is not asked twice:
        whoever probes shall not use up the connections.
        """
        if self.phase is Phase.STARTING:
            return None  # the tables may not be there yet
        if self._looking is None or self._looking.done():
            read = self._deps.db.read(outbox.backlog, now=self._deps.clock.now())
            self._looking = asyncio.create_task(read)
        try:
            async with asyncio.timeout(DATABASE_WITHIN.total_seconds()):
                return await asyncio.shield(self._looking)
        except (TimeoutError, SQLAlchemyError):
            return None


def lag(backlog: Backlog | None, now: datetime) -> timedelta:
    """How long the oldest work has been due that nobody has taken."""
    since = backlog.oldest_at if backlog else None
    return max(now - since, timedelta()) if since else timedelta()


def lag_trouble(backlog: Backlog | None, now: datetime) -> str | None:
    """What is wrong with the worker; None when nothing is, or nobody can know."""
    waits = lag(backlog, now)
    if waits <= LAG_MAX:
        return None
    minutes = int(waits.total_seconds() // 60)
    return f"Work has been waiting for {minutes} minutes: see worker.* in the log."


def _is_well(checks: Mapping[str, str]) -> bool:
    return all(said == OK for said in checks.values())
