import asyncio
from datetime import datetime, timedelta

from app.config import Settings
from app.schedule import SWEEP_EVERY, Schedule
from tests.factories import NOW


class ClockSetBack:
    """An hour earlier each time that somebody looks."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        self.at -= timedelta(hours=1)
        return self.at


async def test_it_comes_round_whatever_the_clock_says_and_whatever_a_sweep_does() -> None:
    rings, swept = 0, asyncio.Event()

    def ring() -> None:
        nonlocal rings
        rings += 1

    async def sweep() -> None:
        if rings == 3:
            swept.set()
        raise OSError("the database is away")

    schedule = Schedule(ClockSetBack(), ring, sweep, every=timedelta(milliseconds=1))
    schedule.start()
    schedule.plan(NOW + timedelta(hours=1))
    async with asyncio.timeout(10):
        await swept.wait()
    schedule.stop()


def test_what_a_killed_process_held_is_taken_over_within_a_minute() -> None:
    lease = timedelta(seconds=Settings.model_fields["outbox_lease_seconds"].default)
    assert lease + SWEEP_EVERY <= timedelta(minutes=1)
