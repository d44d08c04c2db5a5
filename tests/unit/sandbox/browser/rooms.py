"""A workspace with a page for a test: Alice, Bob and an admin, and a bar that only takes notes."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.sandbox.browser.controls import CommandWord, NotPossibleError, Progress, Recording
from app.sandbox.browser.pages import CLIENT
from app.sandbox.browser.site import Site
from app.sandbox.clock import SandboxClock
from app.sandbox.people import Person
from app.sandbox.server import Sandbox
from app.sandbox.slack import Slack
from tests.unit.sandbox.workspaces import START, manifest

EVERYBODY = ("U0ALICE", "U0BOB", "U0ROOT")


class Bar:
    """Controls that note what was asked of them and can do nothing."""

    def __init__(self) -> None:
        self.on_progress: Callable[[Progress], None] = lambda _progress: None
        self.asked: list[tuple[object, ...]] = []

    def command_words(self) -> Sequence[CommandWord]:
        return [CommandWord("start [title]", "open a channel")]

    async def skip_to_next_due(self) -> None:
        raise NotPossibleError("Nothing is due.")

    async def advance(self, duration: timedelta) -> None:
        self.asked.append(("advance", duration))

    async def to_the_review(self) -> None:
        self.asked.append(("to_the_review",))

    def recordings(self) -> Sequence[Recording]:
        return [Recording("fire", "The server room burns")]

    async def replay(self, name: str, speed: float) -> None:
        self.asked.append(("replay", name, speed))

    def pause(self) -> None:
        self.asked.append(("pause",))

    def resume(self) -> None:
        self.asked.append(("resume",))

    async def stop(self) -> None:
        self.asked.append(("stop",))


@dataclass(frozen=True, slots=True)
class Room:
    sandbox: Sandbox
    site: Site
    bar: Bar
    alice: Person
    bob: Person

    @property
    def slack(self) -> Slack:
        return self.sandbox.slack

    @property
    def host(self) -> str:
        return self.sandbox.slack.host


@asynccontextmanager
async def room(client: Path = CLIENT) -> AsyncIterator[Room]:
    """A running sandbox whose clock stands still, without an app."""
    sandbox = Sandbox(manifest(), SandboxClock(START, ticking=False), has_rate_limits=False)
    bar = Bar()
    site = sandbox.show_in_browser(bar, client)
    await sandbox.start()
    alice = sandbox.add_person("Alice Ames", id="U0ALICE", tz="America/New_York")
    bob = sandbox.add_person("Bob Byte", id="U0BOB", tz="Europe/Berlin")
    sandbox.add_person("Root Rao", id="U0ROOT", is_admin=True)
    sandbox.add_channel("general", id="C0GEN", members=EVERYBODY, is_general=True)
    sandbox.add_channel("attic", id="C0ATTIC", members=["U0BOB"], kind="private")
    try:
        yield Room(sandbox, site, bar, alice, bob)
    finally:
        await sandbox.stop()
