"""What stands before every route over HTTP: how much may be sent and how long that may take, and
no word of what runs here. Who may be let in is for the routes: each signature is its own.
"""

import asyncio
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

SLACK_PATH = "/slack/events"
BODY_MAX = 1024 * 1024
"""Of a request of Slack's, whose own are smaller."""
BODY_WITHIN = timedelta(seconds=10)
_NOWHERE = frozenset({404, 405})
_CAUTIOUS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Door:
    """A middleware, and what is done to each answer."""

    def __init__(self, *, body_within: timedelta = BODY_WITHIN) -> None:
        self._body_within = body_within

    def stand_before(self, application: web.Application) -> None:
        application.middlewares.append(self._admit)
        application.on_response_prepare.append(_say_little)

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.path == SLACK_PATH:  # hooks read by themselves: theirs is less
                return await self._read(request) or await handler(request)
            return await handler(request)
        except web.HTTPException as error:
            if error.status in _NOWHERE:  # which methods a path has is nobody's business either
                return web.Response(status=404)
            raise

    async def _read(self, request: web.Request) -> web.Response | None:
        """Have the body at hand, or the answer for whom it does not come from in time."""
        if (request.content_length or 0) > BODY_MAX:
            return web.Response(status=413)
        try:
            async with asyncio.timeout(self._body_within.total_seconds()):
                await request.read()  # no more than aiohttp's limit, which is the same
        except TimeoutError:
            return web.Response(status=408)
        return None


async def _say_little(_request: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.pop("Server", None)
    for name, value in _CAUTIOUS.items():
        answer.headers.setdefault(name, value)
