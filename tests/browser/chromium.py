"""The system's Chromium: where it is, how it is started, and what is said when there is none."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, where Chromium's own sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "No Chromium was found, so nothing was tried in a real browser. Install it, for example with "
    "`apt-get install chromium`, and run the tests again."
)
STARTS_WITHIN_MS = 90_000


def chromium_path() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def has_to_be_there() -> bool:
    """CI never leaves the browser tests out."""
    return bool(os.environ.get("CI"))


@asynccontextmanager
async def started(path: str) -> AsyncIterator[Browser]:
    """A running browser with a profile of its own that is thrown away."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=list(ARGUMENTS), timeout=STARTS_WITHIN_MS
        )
        try:
            yield browser
        finally:
            await browser.close()
