"""How what happens in the workspace reaches the app: which way, how often, and what came back.

The two ways are `sockets.SocketMode` and `http_delivery.HttpDelivery`; this module knows neither.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from app.sandbox.chores import Chores
from app.sandbox.clock import SandboxClock
from app.sandbox.faults import Faults
from app.sandbox.world import Json

ParcelKind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One payload for the app. Events are patient: they wait for a connection; people do not."""

    kind: ParcelKind
    payload: Json

    @property
    def is_patient(self) -> bool:
        return self.kind == "events_api"

    @property
    def name(self) -> str:
        """The event's type, the command or the interaction, for logs and faults."""
        inner = self.payload.get("event", self.payload)
        return str(inner.get("command") or inner["type"])


@dataclass(frozen=True, slots=True)
class Ack:
    """What came of one attempt: the app's answer, or why there was none."""

    is_ok: bool
    body: Json = field(default_factory=dict)
    reason: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A line of the delivery log. `took_s` is in real seconds."""

    at: datetime
    parcel: Parcel
    number: int
    ack: Ack
    took_s: float = 0.0


class Transport(Protocol):
    """A way to the app."""

    retry_delays: Sequence[timedelta]
    repeats_interactions: bool

    async def attempt(self, parcel: Parcel, number: int, reason: str) -> Ack:
        """Hand the parcel over once. Never raises for what the app or the network does."""


class Delivery:
    """Hands parcels to the transport, repeats what was not acknowledged, and keeps the log."""

    def __init__(self, clock: SandboxClock, faults: Faults, transport: Transport) -> None:
        self.transport = transport
        self.log: list[Attempt] = []
        self.on_attempt: Callable[[], None] = lambda: None
        self.watchers: list[Callable[[Attempt], None]] = []
        self._clock = clock
        self._faults = faults
        self._chores = Chores()

    def send_event(self, payload: Json) -> None:
        """Deliver an event in the background, unless a fault says otherwise."""
        parcel = Parcel("events_api", payload)
        fault = self._faults.for_event(parcel.name)
        match fault.kind if fault else None:
            case "drop":
                return
            case "hold":
                self._faults.held.append(payload)
            case "duplicate":
                self._start(parcel)
                self._start(parcel)
            case _:
                self._start(parcel, fault.wait_for if fault else timedelta())

    def release(self, *, is_reversed: bool = False) -> None:
        """Deliver what was held, in its order or the other way round, and hold no longer."""
        held, self._faults.held = self._faults.held, []
        for payload in reversed(held) if is_reversed else held:
            self._start(Parcel("events_api", payload))

    async def ask(self, parcel: Parcel) -> Ack:
        """Deliver what a person did and wait for the app's answer to the first attempt.

        The person's client gives up then; what Slack repeats afterwards changes nothing for them.
        """
        ack = await self._attempt(parcel, 0, "")
        if not ack.is_ok and ack.reason == "timeout" and self.transport.repeats_interactions:
            self._chores.start(self._repeat(parcel, ack), f"{parcel.name} again")
        return ack

    @property
    def is_settled(self) -> bool:
        """Whether every delivery was acknowledged or given up."""
        return not self._chores.names

    async def settled(self, timeout_s: float) -> None:
        """Return once it is, else TimeoutError."""
        try:
            await asyncio.wait_for(self._chores.done(), timeout_s)
        except TimeoutError:
            raise TimeoutError(f"Not delivered yet: {', '.join(self._chores.names)}") from None

    async def stop(self) -> None:
        """Give up on everything under way."""
        await self._chores.cancel()

    def _start(self, parcel: Parcel, wait_for: timedelta = timedelta()) -> None:
        self._chores.start(self._carry(parcel, wait_for), parcel.name)

    async def _carry(self, parcel: Parcel, wait_for: timedelta) -> None:
        if wait_for:
            await self._clock.reach(self._clock.now() + wait_for)
        ack = await self._attempt(parcel, 0, "")
        if not ack.is_ok:
            await self._repeat(parcel, ack)

    async def _repeat(self, parcel: Parcel, ack: Ack) -> None:
        for number, delay in enumerate(self.transport.retry_delays, start=1):
            if ack.is_ok or ack.is_final:
                return
            await self._clock.reach(self._clock.now() + delay)
            ack = await self._attempt(parcel, number, ack.reason)

    async def _attempt(self, parcel: Parcel, number: int, reason: str) -> Ack:
        began = time.monotonic()
        ack = await self.transport.attempt(parcel, number, reason)
        took_s = time.monotonic() - began
        self.log.append(Attempt(self._clock.now(), parcel, number, ack, took_s))
        for watcher in self.watchers:
            watcher(self.log[-1])
        self.on_attempt()
        return ack
