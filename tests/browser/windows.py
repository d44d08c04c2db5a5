"""Windows of a real browser on the workspace: what a person does in one, and what must not
happen.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Dialog, Locator, Page, Request, expect

from app.sandbox.people import Person

PATIENCE_MS = 15_000
"""A busy machine is slow now and then."""


@dataclass
class Watched:
    """Opens windows, and writes down what no window may do."""

    context: BrowserContext
    host: str
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    async def open(self, person: Person, at: str = "") -> "Window":
        """A window in which `person` sees the workspace, in #general or at an address in it."""
        page = await self.context.new_page()
        await page.goto(f"{self.host}/?as={person.id}{at}")
        window = Window(page, person)
        await expect(window.page.locator("#channel .channel-name")).to_be_visible()
        return window

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )
        page.on("dialog", self._dismiss)

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.elsewhere.append(request.url)

    async def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        await dialog.dismiss()


@dataclass
class Window:
    """What a person sees and does in one window."""

    page: Page
    person: Person

    @property
    def composer(self) -> Locator:
        return self.page.locator("#channel").get_by_role("textbox", name="Message")

    @property
    def list(self) -> Locator:
        return self.page.locator("#channel").get_by_role("log")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("listbox", name="Suggestions")

    def message(self, words: str | re.Pattern[str]) -> Locator:
        """The message in the channel that says so."""
        return self.list.get_by_role("article").filter(has_text=words)

    def form(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)

    async def goes_to(self, channel: str) -> None:
        """Press the channel in the sidebar."""
        place = self.page.locator("#sidebar").get_by_role("button", name=channel)
        await place.click()
        await expect(self.page.locator("#channel .channel-name")).to_contain_text(channel)

    async def says(self, text: str) -> Locator:
        """Type and send; the message."""
        await self.composer.click()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")
        said = self.message(text)
        await expect(said).to_be_visible()
        return said

    async def says_command(self, line: str) -> None:
        await self.composer.fill(line)
        await self.page.keyboard.press("Enter")

    async def chooses(self, field: Locator, option: str) -> None:
        """Open a menu of a form by mouse, and take the option."""
        await field.click()
        await self.page.get_by_role("option", name=option).click()


@asynccontextmanager
async def watched_windows(browser: Browser, host: str, **options: object) -> AsyncIterator[Watched]:
    """Windows at the same machine, which are closed at the end, when nothing went wrong in them."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce"
    )
    windows = Watched(context, host)
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", windows.watch)
    context.on("request", windows.asked)
    try:
        yield windows
    finally:
        await context.close()
    assert windows.faults == []
    assert windows.elsewhere == []
