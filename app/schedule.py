"""What rings when. Everything that is due stands in the outbox, so the scheduler only has to ring:
once for the next due row, and at an interval for rows that another process made or lost.

APScheduler's in-memory store is enough for that; its database stores cannot be shared by two
processes. Its default grace of one second would drop a ring after a stall, hence the job defaults.
It plans by the machine's clock, so the interval is not its: where that clock is set back by an
hour, it would ring an hour later.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.clock import Clock, SystemClock
from app.logs import get_logger

SWEEP_EVERY = timedelta(seconds=15)

log = get_logger("schedule")


class Schedule:
    """Calls `ring` in the event loop when something is due by `clock`, and both `ring` and `sweep`
    at an interval, whatever any clock says.
    """

    def __init__(
        self,
        clock: Clock,
        ring: Callable[[], None],
        sweep: Callable[[], Coroutine[None, None, None]],
        *,
        every: timedelta = SWEEP_EVERY,
    ) -> None:
        self._clock = clock
        self._ring = ring
        self._sweep = sweep
        self._every = every
        self._machine = SystemClock()
        self._timer: asyncio.TimerHandle | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
        )

    def start(self) -> None:
        self._scheduler.start()
        self._wait()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def plan(self, due_at: datetime) -> None:
        """Ring at `due_at`; an earlier plan is replaced."""
        if not self._scheduler.running:
            return
        # Timers run on the machine's clock while ours may have been moved (the sandbox does):
        # what counts is how far away the moment is.
        rings_at = self._machine.now() + max(due_at - self._clock.now(), timedelta())
        self._scheduler.add_job(
            self._ring, "date", run_date=rings_at, id="next", replace_existing=True
        )

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._every.total_seconds(), self._come_round)

    def _come_round(self) -> None:
        self._wait()
        self._ring()
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep())
            self._sweeping.add_done_callback(_log_failure)


def _log_failure(sweeping: asyncio.Task[None]) -> None:
    """The next one may do."""
    if not sweeping.cancelled() and sweeping.exception() is not None:
        log.error("schedule.sweep_failed", exc_info=sweeping.exception())
