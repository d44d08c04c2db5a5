"""What rings when. Everything that is due stands in the outbox, so the scheduler only has to ring:
once for the next due row, and at an interval for rows that another process made or lost.

APScheduler's in-memory store is enough for that; its database stores cannot be shared by two
processes. Its default grace of one second would drop a ring after a stall, hence the job defaults.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.clock import Clock, SystemClock

SWEEP_EVERY = timedelta(seconds=15)


class Schedule:
    """Calls `ring` in the event loop when something is due by `clock`, and both `ring` and `sweep`
    at an interval.
    """

    def __init__(
        self, clock: Clock, ring: Callable[[], None], sweep: Callable[[], Awaitable[None]]
    ) -> None:
        self._clock = clock
        self._ring = ring
        self._sweep = sweep
        self._machine = SystemClock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
        )

    def start(self) -> None:
        self._scheduler.start()
        seconds = SWEEP_EVERY.total_seconds()
        self._scheduler.add_job(self._ring, "interval", seconds=seconds, id="ring")
        self._scheduler.add_job(self._sweep, "interval", seconds=seconds, id="sweep")

    def stop(self) -> None:
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
