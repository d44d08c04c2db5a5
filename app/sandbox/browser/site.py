"""`Site`: the browser's side of the sandbox, assembled. Its routes join those of the server."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from app.sandbox.api import WebApi
from app.sandbox.browser import pages, socket
from app.sandbox.browser.controls import Controls
from app.sandbox.browser.desk import Desk
from app.sandbox.browser.faults import BadDay
from app.sandbox.browser.marks import ReadMarks
from app.sandbox.browser.pages import CLIENT, Handler
from app.sandbox.browser.sight import FILES
from app.sandbox.browser.traffic import Traffic
from app.sandbox.browser.windows import Windows
from app.sandbox.people import Person


class Site:
    """Page, socket and files. `start` once the server runs; `stop` before it does no longer."""

    def __init__(
        self,
        api: WebApi,
        person_of: Callable[[str], Person],
        controls: Controls,
        client: Path = CLIENT,
    ) -> None:
        slack = api.slack
        self._client = client
        self.marks = ReadMarks()
        bad_day = BadDay(api.faults)
        self._windows = Windows(slack=slack, marks=self.marks, bad_day=bad_day)
        self.desk = Desk(
            slack=slack,
            person_of=person_of,
            controls=controls,
            marks=self.marks,
            windows=self._windows,
            traffic=Traffic(slack.world),
            bad_day=bad_day,
        )
        traffic = self.desk.traffic
        api.watchers.append(traffic.called)
        slack.delivery.watchers.append(traffic.delivered)
        traffic.on_passed = lambda passed: self._windows.tell_all(
            {"type": "call", "call": passed.shown()}
        )
        controls.on_progress = self.desk.hear_progress
        self._tasks: list[asyncio.Task[None]] = []

    def add_routes(self, server: web.Application, *, host: str) -> None:
        """Serve the page at the root of `host`."""

        def guarded(handler: Handler) -> Handler:
            async def serve(request: web.Request) -> web.StreamResponse:
                pages.check_host(request, host)
                return await handler(request)

            return serve

        get = server.router.add_get
        get("/", guarded(pages.page(self._client)))
        get("/client/emoji.json", guarded(pages.emoji))
        get("/client/{path:.+}", guarded(pages.client_file(self._client)))
        get(f"{FILES}/{{file_id}}/{{name}}", guarded(pages.download(self.desk.slack.world)))
        get("/browser/socket", guarded(self._serve_socket))

    def start(self) -> None:
        """Begin to tell the windows what happens."""
        for work in (self._windows.follow(), self._windows.tick()):
            self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """Hang up on every window."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._windows.hang_up()

    async def _serve_socket(self, request: web.Request) -> web.StreamResponse:
        pages.check_origin(request)
        return await socket.serve(self.desk, request)
