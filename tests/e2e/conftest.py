"""A stage for each test: a fresh database, a local Slack with people in it, and the bot.

Whatever the story, the bot must not log an error: the worker and the intake survive faults of ours,
so that a test would otherwise not see them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from app.stage import Stage
from tests.e2e.office import START, Office, sketched
from tests.e2e.scoping import unscoped

PATIENCE = 10.0
"""Seconds that this Slack waits for an answer: a busy machine must not fail a story. How quick the
answers are is measured elsewhere.
"""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """On SQLite."""
    async with closing(
        Office(Stage(START, sqlite_url, ack_timeout_s=PATIENCE, draw=sketched))
    ) as office:
        yield office


@pytest.fixture
async def office_on_both(database_url: str) -> AsyncIterator[Office]:
    """On SQLite and on PostgreSQL."""
    async with closing(
        Office(Stage(START, database_url, ack_timeout_s=PATIENCE, draw=sketched))
    ) as office:
        yield office


@asynccontextmanager
async def closing(office: Office) -> AsyncIterator[Office]:
    """Open for the time of a test."""
    async with watched(office):
        await office.open()
        try:
            yield office
        finally:
            await office.stage.close()


@asynccontextmanager
async def watched(office: Office) -> AsyncIterator[None]:
    """The test fails if the bot logs an error that it was not meant to, or reads or changes rows
    without saying whose.
    """
    with capture_logs() as logs, unscoped() as statements:
        office.logs = logs
        yield
    faults = [entry for entry in logs if entry["log_level"] in {"error", "critical"}]
    assert [entry["event"] for entry in faults] == office.expected_faults, faults
    assert statements == set()
