"""A browser for all tests of a worker, and for each test a stage with a page.

All of them share one event loop, because a browser belongs to the loop that started it.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.controls import StageControls
from app.stage import Stage
from tests.browser.chromium import MISSING, chromium_path, has_to_be_there, started
from tests.browser.windows import PATIENCE_MS, Watched, watched_windows
from tests.e2e.conftest import closing
from tests.e2e.office import START, Office

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium_path()
    if path is None:
        if has_to_be_there():
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    async with started(path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def office(browser: Browser, sqlite_url: str) -> AsyncIterator[Office]:
    """The office, to be looked at through `windows`."""
    stage = Stage(START, sqlite_url, ack_timeout_s=10.0)
    stage.slack.show_in_browser(StageControls(stage))
    async with closing(Office(stage)) as office:
        yield office


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser, office: Office) -> AsyncIterator[Watched]:
    """Windows on the office. Whatever happens in them, nothing goes wrong and nothing leaves."""
    async with watched_windows(browser, office.stage.slack.slack.host) as windows:
        yield windows
