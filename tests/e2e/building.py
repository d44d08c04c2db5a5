"""A building: two workspaces in which one bot is installed with OAuth, over HTTP and behind one
address of Slack's. Channels, people and messages have the same ids in both.
"""

import html
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp

from app.bootstrap import Onward
from app.config import Settings
from app.manifest import MANIFEST
from app.sandbox.clock import SandboxClock
from app.sandbox.server import Sandbox
from app.sandbox.setup import ACME, Team
from app.sandbox.switchboard import Switchboard
from app.sealing import new_key
from app.stage import Stage
from tests.e2e.conftest import PATIENCE, watched
from tests.e2e.office import START, Office, sketched

OTHER = Team(id="T0OTHER", name="Other & Sons", domain="other", bot_token="xoxb-sandbox-other")
COOKIE = "slack-app-oauth-state"
SOON = (timedelta(), timedelta(milliseconds=50), timedelta(milliseconds=50))


class Building:
    """`offices` are in the order of ACME and OTHER; nothing is installed before `install`."""

    def __init__(self, database_url: str) -> None:
        self.clock = SandboxClock(START)
        self.sandboxes = [
            Sandbox(MANIFEST, self.clock, ack_timeout_s=PATIENCE, team=team)
            for team in (ACME, OTHER)
        ]
        self.switchboard = Switchboard(self.sandboxes)
        self.offices: Sequence[Office] = [Office(Floor(self, one)) for one in self.sandboxes]
        self.port = free_port()
        self.key = new_key()
        self._database_url = database_url
        self.clock.on_move(lambda _now: self.onward.ring())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        await self.switchboard.start()
        for office, sandbox in zip(self.offices, self.sandboxes, strict=True):
            await sandbox.start()
            sandbox.deliver_over_http(f"{self.address}/slack/events", retry_delays=SOON)
            office.move_in()
        await self.start_bot()

    async def start_bot(self) -> None:
        self.onward = Onward(Settings.model_validate(self._settings()), self.clock, draw=sketched)
        await self.onward.start()

    async def close(self) -> None:
        await self.onward.stop()
        for sandbox in self.sandboxes:
            await sandbox.stop()
        await self.switchboard.stop()

    async def settled(self) -> None:
        seen = -1
        while seen != (seen := self._traffic()):
            for sandbox in self.sandboxes:
                await sandbox.settled()
            await self.onward.settled()

    async def install(self, office: Office) -> str:
        """Somebody goes from page to page in their browser; the last page."""
        status, page = await come_back(await self.allow(office))
        assert status == 200, page
        await self.settled()
        return page

    async def allow(self, office: Office) -> tuple[str, str]:
        """Where Slack sends whoever allows it, and their cookie."""
        return await allow(self.address, office.stage.slack.slack.world.team_id)

    def _traffic(self) -> int:
        return sum(len(one.calls) + len(one.deliveries) for one in self.sandboxes)

    def _settings(self) -> dict[str, object]:
        app = self.sandboxes[0].slack.app
        return {
            "slack_client_id": app.client_id,
            "slack_client_secret": app.client_secret,
            "slack_signing_secret": app.signing_secret,
            "slack_api_url": self.switchboard.api_url,
            "database_url": self._database_url,
            "encryption_key": self.key,
            "public_url": self.address,
            "host": "127.0.0.1",
            "port": self.port,
        }


class Floor(Stage):
    """One workspace of a building, as the stage of an office. Time and bot are everybody's."""

    def __init__(self, building: Building, slack: Sandbox) -> None:
        self._building = building
        self.clock = building.clock
        self.slack = slack

    @property
    def onward(self) -> Onward:  # type: ignore[override]
        return self._building.onward

    async def settled(self) -> None:
        await self._building.settled()


async def allow(address: str, team: str) -> tuple[str, str]:
    """Somebody begins at the bot's address, and allows it at Slack: where they are sent from there,
    and their cookie.
    """
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{address}/slack/install?team={team}") as page:
            cookie = page.cookies[COOKIE].value
            found = re.search(r'class="go" href="([^"]+)"', await page.text())
        assert found is not None
        async with browser.get(html.unescape(found[1]), allow_redirects=False) as slack:
            return slack.headers["Location"], cookie


async def come_back(given: tuple[str, str]) -> tuple[int, str]:
    """With the address and the cookie: the page that is shown."""
    url, cookie = given
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    async with aiohttp.ClientSession() as browser, browser.get(url, headers=headers) as page:
        return page.status, await page.text()


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Building]:
    """For the time of a test, in which the bot logs no error."""
    building = Building(database_url)
    async with watched(building.offices[0]):
        await building.open()
        try:
            yield building
        finally:
            await building.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
