"""A browser window without a browser: it asks over a real socket and collects what it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

Frame = dict[str, Any]
PATIENCE_S = 20


@dataclass(slots=True)
class BrowserWindow:
    """`told` are the frames that nobody asked for and that no test has waited for yet."""

    ws: ClientWebSocketResponse
    snapshot: Frame = field(default_factory=dict)
    told: list[Frame] = field(default_factory=list)
    _asked: int = 0

    async def ask(self, verb: str, **arguments: object) -> Any:  # noqa: ANN401 - of the protocol
        """Do something; the result."""
        answer = await self.answer(verb, **arguments)
        assert answer["type"] == "done", answer
        return answer["result"]

    async def refusal(self, verb: str, **arguments: object) -> str:
        """Try to do something that cannot be done; the sentence."""
        answer = await self.answer(verb, **arguments)
        assert answer["type"] == "refused", answer
        sentence: str = answer["sentence"]
        return sentence

    async def answer(self, verb: str, **arguments: object) -> Frame:
        """Do something; the whole answer."""
        self._asked += 1
        return await self.answer_to(
            json.dumps({"id": self._asked, "do": verb, **arguments}), self._asked
        )

    async def answer_to(self, text: str, request_id: object = None) -> Frame:
        """Send a frame as it is; the answer that has its id."""
        await self.ws.send_str(text)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await self._receive()
                if frame["type"] in {"done", "refused"} and frame["id"] == request_id:
                    return frame
                self.told.append(frame)

    async def hears(
        self, kind: str, condition: Callable[[Frame], object] = lambda _frame: True
    ) -> Frame:
        """The first frame of the kind that fits, among those told and those to come."""
        for at, frame in enumerate(self.told):
            if frame["type"] == kind and condition(frame):
                del self.told[: at + 1]
                return frame
        self.told.clear()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await self._receive()
                if frame["type"] == kind and condition(frame):
                    return frame

    async def hears_message(self, text: str) -> Frame:
        """The first message with that text, or a part of it."""
        told = await self.hears("message", lambda frame: text in frame["message"]["text"])
        message: Frame = told["message"]
        return message

    def channel(self, name: str) -> str:
        """The id of a channel of the snapshot."""
        found = [one["id"] for one in self.snapshot["channels"] if one["name"] == name]
        (channel_id,) = found
        return str(channel_id)

    async def _receive(self) -> Frame:
        frame: Frame = await self.ws.receive_json()
        return frame


@asynccontextmanager
async def opened_window(host: str, acting: str = "") -> AsyncIterator[BrowserWindow]:
    """A window on the workspace at `host` (with `http://`), which begins as that person."""
    query = f"?as={acting}" if acting else ""
    async with (
        ClientSession() as session,
        session.ws_connect(f"{host}/browser/socket{query}", origin=host) as ws,
    ):
        window = BrowserWindow(ws)
        window.snapshot = await window._receive()
        yield window
