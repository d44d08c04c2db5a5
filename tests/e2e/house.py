"""A stage with a page for the tests of the browser's socket: Alice, Bob, #general and the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.controls import StageControls
from app.stage import Stage
from tests.browser_window import BrowserWindow, opened_window
from tests.e2e.office import START

ALICE, BOB = "U0ALICE", "U0BOB"


@dataclass(frozen=True, slots=True)
class House:
    stage: Stage
    controls: StageControls

    @property
    def address(self) -> str:
        return self.stage.slack.slack.host


@asynccontextmanager
async def house(database_url: str) -> AsyncIterator[House]:
    stage = Stage(START, database_url)
    controls = StageControls(stage)
    slack = stage.slack
    slack.show_in_browser(controls)
    await slack.start()
    slack.add_channel("general", id="C0GEN", is_general=True)
    alice = slack.add_person("Alice Archer", id=ALICE, tz="America/New_York", is_admin=True)
    slack.add_person("Bob Brandt", id=BOB, tz="Europe/Berlin")
    slack.add_channel("incidents", members=[alice])
    await stage.start_bot()
    await stage.settled()
    try:
        yield House(stage, controls)
    finally:
        await controls.close()
        await stage.close()


@asynccontextmanager
async def seen_by(person: str, at: House) -> AsyncIterator[BrowserWindow]:
    """A window on the house that acts as `person`."""
    async with opened_window(at.address, person) as window:
        yield window


async def declared(window: BrowserWindow, title: str = "Search is down") -> dict[str, Any]:
    """An incident by command and form; its channel, once the card is pinned in it."""
    await window.ask("command", channel="C0GEN", line=f"/incident start {title}")
    await window.ask("submit", values={"severity": "sev2"})
    told = await window.hears("channels", lambda frame: frame["channels"][0]["pins"])
    channel: dict[str, Any] = told["channels"][0]
    return channel


async def resolved(window: BrowserWindow, channel: str) -> None:
    """The incident of the channel ends, and its review is planned."""
    await window.ask("command", channel=channel, line="/incident resolve")
    await window.ask("submit", values={"impact": "Nobody found anything."})
    await window.hears_message("The review of")
