"""One socket of one browser window: what it has been shown, and what it is sent next.

A window acts as one person at a time. Everything goes out through one queue, so that a window
never sees an older state after a newer one.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, web

from app.sandbox.world import Json, User

WAITING_FRAMES = 10_000
"""A window that lags further behind is hung up on; its reload shows everything."""


@dataclass(slots=True)
class Shown:
    """What the window was last sent of all that is compared as a whole, by id."""

    people: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    whispers: dict[str, Json] = field(default_factory=dict)
    modals: list[Json] = field(default_factory=list)
    home: Json | None = None


class Window:
    """The outgoing half of a socket. `send` never waits."""

    def __init__(self, ws: web.WebSocketResponse, user: User) -> None:
        self.user = user
        self.shown = Shown()
        self._ws = ws
        self._waiting: asyncio.Queue[Json] = asyncio.Queue()
        self._is_given_up = False

    def send(self, frame: Json) -> None:
        """Have the frame go out after all that were sent before."""
        if self._waiting.qsize() < WAITING_FRAMES:
            self._waiting.put_nowait(frame)
        else:
            self._is_given_up = True

    async def write(self) -> None:
        """Put the frames on the wire until the other side is gone."""
        with suppress(ConnectionError):
            while not self._is_given_up:
                await self._ws.send_str(json.dumps(await self._waiting.get()))
            await self._ws.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def hang_up(self) -> None:
        """Close the socket: the sandbox ends."""
        await self._ws.close(code=WSCloseCode.GOING_AWAY, message=b"The sandbox has ended.")
