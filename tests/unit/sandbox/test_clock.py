"""The sandbox clock."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.sandbox.clock import SandboxClock, Timestamps, moment_of
from tests.unit.sandbox.workspaces import START


def test_it_shows_where_it_was_set() -> None:
    clock = SandboxClock(START, ticking=False)
    clock.advance(timedelta(days=2))
    assert clock.now() == START + timedelta(days=2)


def test_it_never_goes_back() -> None:
    clock = SandboxClock(START, ticking=False)
    with pytest.raises(ValueError, match="never goes back"):
        clock.move_to(START - timedelta(seconds=1))


def test_it_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        SandboxClock(START.replace(tzinfo=None))


def test_it_ticks() -> None:
    clock = SandboxClock(START)
    assert START <= clock.now() < START + timedelta(seconds=5)


def test_jumps_are_announced() -> None:
    clock = SandboxClock(START, ticking=False)
    seen: list[datetime] = []
    clock.on_move(seen.append)
    clock.advance(timedelta(hours=1))
    assert seen == [START + timedelta(hours=1)]


async def test_who_waits_for_a_moment_wakes_when_it_is_there() -> None:
    clock = SandboxClock(START, ticking=False)
    waiting = asyncio.create_task(clock.reach(START + timedelta(hours=1)))
    await asyncio.sleep(0)
    clock.advance(timedelta(minutes=30))
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.advance(timedelta(minutes=30))
    await asyncio.wait_for(waiting, 1)


def test_timestamps_grow_while_the_clock_stands() -> None:
    stamps = Timestamps(SandboxClock(START, ticking=False))
    first, second = stamps.next(), stamps.next()
    assert first == f"{int(START.timestamp())}.000000"
    assert second == f"{int(START.timestamp())}.000001"
    assert moment_of(first) == START
