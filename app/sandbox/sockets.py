"""Socket Mode seen from Slack: tickets, hello, envelopes, acknowledgements, disconnects."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

from app.sandbox.delivery import Ack, Parcel
from app.sandbox.handshakes import is_taken_up, to_nobody
from app.sandbox.ids import Ids
from app.sandbox.world import Json

MAX_CONNECTIONS = 10
UNHEARD = Ack(is_ok=False, reason="timeout")
NOBODY_THERE = Ack(is_ok=False, reason="dispatch_failed")

DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(slots=True)
class _Connection:
    ws: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)
    is_leaving: bool = False

    def hear(self, text: str) -> None:
        """Take an acknowledgement; anything else an app may say is ignored, as Slack does."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        heard = self.waiting.pop(str(said.get("envelope_id")), None)
        if heard is not None and not heard.done():
            heard.set_result(Ack(is_ok=True, body=said.get("payload") or {}))

    def give_up(self) -> None:
        """The socket is gone: what was not acknowledged on it never will be."""
        for heard in self.waiting.values():
            if not heard.done():
                heard.set_result(UNHEARD)


class SocketMode:
    """Each parcel goes to one of the open sockets in turn; without one, events wait."""

    retry_delays: Sequence[timedelta] = (timedelta(),) * 3
    repeats_interactions = True

    def __init__(self, app_id: str, ids: Ids, ack_timeout_s: float) -> None:
        self._app_id = app_id
        self._ids = ids
        self._ack_timeout_s = ack_timeout_s
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._turn = 0
        self._someone_there = asyncio.Event()

    @property
    def open_connections(self) -> int:
        """How many sockets would get a parcel now."""
        return len(self._available())

    def ticket(self) -> str:
        """The query of a URL that opens one connection."""
        ticket = self._ids.next("ticket")
        self._tickets.add(ticket)
        return f"ticket={ticket}&app_id={self._app_id}"

    async def connected(self) -> None:
        """Return once at least one socket is open."""
        await self._someone_there.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The socket's whole life."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="unknown ticket")
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse()
        if not await is_taken_up(ws, request):
            return to_nobody()
        if len(self._connections) >= MAX_CONNECTIONS:
            await self._say_goodbye(ws, "too_many_websockets")
            await ws.close()
            return ws
        await self._converse(_Connection(ws))
        return ws

    async def attempt(self, parcel: Parcel, number: int, reason: str) -> Ack:
        """Send the parcel over one socket and wait for its acknowledgement there."""
        while not self._available():
            if not parcel.is_patient:
                return NOBODY_THERE
            self._notice()  # a socket may be closed before its conversation has ended
            await self._someone_there.wait()
        connection = self._next_connection()
        envelope = _envelope(parcel, number, reason)
        heard: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = heard
        try:
            await connection.ws.send_json(envelope)
            return await asyncio.wait_for(heard, self._ack_timeout_s)
        except (TimeoutError, ConnectionError):
            return UNHEARD
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Ask every connected client to reconnect; no more parcels go to the old sockets."""
        for connection in list(self._connections):
            connection.is_leaving = True
            self._notice()
            await self._say_goodbye(connection.ws, reason)

    async def cut(self) -> None:
        """Close every socket without a warning."""
        for connection in list(self._connections):
            await connection.ws.close()
        self._notice()

    async def _converse(self, connection: _Connection) -> None:
        self._connections.append(connection)
        try:
            await self._listen(connection)
        except ConnectionError:
            pass  # it was gone before it had heard the hello
        finally:
            self._connections.remove(connection)
            self._notice()
            connection.give_up()

    async def _listen(self, connection: _Connection) -> None:
        await connection.ws.send_json(self._hello())
        self._notice()
        async for message in connection.ws:
            if message.type is WSMsgType.TEXT:
                connection.hear(message.data)

    def _available(self) -> list[_Connection]:
        return [c for c in self._connections if not c.is_leaving and not c.ws.closed]

    def _next_connection(self) -> _Connection:
        available = self._available()
        self._turn += 1
        return available[self._turn % len(available)]

    def _notice(self) -> None:
        if self._available():
            self._someone_there.set()
        else:
            self._someone_there.clear()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    async def _say_goodbye(self, ws: web.WebSocketResponse, reason: DisconnectReason) -> None:
        goodbye = {
            "type": "disconnect",
            "reason": reason,
            "debug_info": {"host": "applink-sandbox"},
        }
        with suppress(ConnectionError):
            await ws.send_json(goodbye)


def _envelope(parcel: Parcel, number: int, reason: str) -> Json:
    """A new envelope id for every attempt: an acknowledgement of an earlier one comes too late."""
    envelope: Json = {
        "envelope_id": str(uuid4()),
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return envelope
