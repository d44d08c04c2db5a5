"""The sandbox's time: everything Slack would stamp or count in minutes follows it.

What a person would feel in seconds (a trigger's 3 s, an ack's 3 s) runs on the real monotonic
clock instead, because the app under test really needs that long.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SandboxClock:
    """An aware UTC clock that ticks from `start` and can be moved forward, never back."""

    def __init__(self, start: datetime, *, ticking: bool = True) -> None:
        if start.tzinfo is None:
            raise ValueError("The sandbox clock starts at an aware datetime.")
        self._base = start.astimezone(UTC)
        self._set_at = time.monotonic()
        self._ticking = ticking
        self._moved = asyncio.Event()
        self._listeners: list[Callable[[datetime], None]] = []

    def now(self) -> datetime:
        """The time in the workspace."""
        if not self._ticking:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._set_at)

    def move_to(self, moment: datetime) -> None:
        """Jump to `moment`; ValueError when that is in the past."""
        if moment < self.now():
            raise ValueError(f"The clock shows {self.now():%Y-%m-%d %H:%M:%S} and never goes back.")
        self._base = moment.astimezone(UTC)
        self._set_at = time.monotonic()
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for listener in self._listeners:
            listener(self._base)

    def advance(self, duration: timedelta) -> None:
        """Jump forward by `duration`."""
        self.move_to(self.now() + duration)

    def on_move(self, listener: Callable[[datetime], None]) -> None:
        """Call `listener` with the new time after every jump (not while merely ticking)."""
        self._listeners.append(listener)

    async def reach(self, moment: datetime) -> None:
        """Return once the clock shows `moment`, by ticking there or by being moved."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left if self._ticking else None)


class Timestamps:
    """Message ts: the clock's time in microseconds, strictly increasing, as Slack's strings.

    `last` is the latest one that was given, in microseconds.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self.last = 0

    def next(self) -> str:
        """A ts later than every one before."""
        now = (self._clock.now() - EPOCH) // timedelta(microseconds=1)
        self.last = max(now, self.last + 1)
        return ts_of(self.last)


def ts_of(microseconds: int) -> str:
    """Slack's spelling of a moment."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def moment_of(ts: str) -> datetime:
    """The moment a ts names, in UTC."""
    seconds, _, microseconds = ts.partition(".")
    return EPOCH + timedelta(seconds=int(seconds), microseconds=int(microseconds or 0))


def wall_seconds() -> int:
    """Real Unix time, for request signatures only: apps compare those with their own clock."""
    return time.time_ns() // 1_000_000_000
