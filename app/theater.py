"""`python -m app sandbox`: a stage that people watch, and play on, in the browser."""

import asyncio
import errno
import os
import signal
import socket
import sys
import tempfile
import webbrowser
from datetime import datetime
from pathlib import Path

from rich.console import Console

from app.controls import StageControls
from app.errors import ConfigurationError
from app.sandbox.browser.desk import NOTICE
from app.sandbox.saves import (
    FolderInUseError,
    Keeper,
    Save,
    SaveFolder,
    UnreadableSaveError,
    restore,
)
from app.scene import begins_at, set_scene
from app.stage import Stage

PORTS_TRIED = 100
LOOPBACK = "127.0.0.1"


class Theater:
    """A populated stage and its page. With `is_kept`, it goes on where it ended in `home`
    before.
    """

    def __init__(self, home: Path, morning: datetime, *, is_kept: bool = False) -> None:
        self._morning = morning
        self._folder = SaveFolder(home) if is_kept else None
        self._before = _load(home, self._folder) if self._folder is not None else None
        starts_at = self._before.now if self._before is not None else begins_at(morning)
        # The bot listens as well, so that webhooks can be tried; only this machine reaches it.
        self.stage = Stage(
            starts_at,
            f"sqlite:///{home / 'onward.db'}",
            webhooks=True,
            host=LOOPBACK,
            port=_free_port(),
        )
        self.controls = StageControls(self.stage)
        self.site = self.stage.slack.show_in_browser(self.controls)
        if self._before is not None:
            restore(self._before, self.stage.slack.slack)
            self.site.marks.read.update(self._before.read)
        self._keeping: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return self.stage.slack.slack.host

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen at `port` or the next free one, and have happened what happened before.

        ConfigurationError when nobody can listen there.
        """
        await self._listen(host, port)
        slack = self.stage.slack.slack
        if self._before is None:
            await set_scene(self.stage, self._morning)
            self.site.marks.mark_all(slack.world)
        else:
            await self.stage.start_bot()
            await self.stage.settled()
        if self._folder is not None:
            self._keeper = Keeper(self._folder, slack, self.site.marks.read)
            self._keeping = asyncio.create_task(self._keeper.follow())

    async def close(self) -> None:
        """End the replay, the bot and the workspace, and keep what is there."""
        await self.controls.close()
        await self.stage.close()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            await self._keeper.save()
        if self._folder is not None:
            self._folder.release()

    async def _listen(self, host: str, port: int) -> None:
        for tried in range(port, port + PORTS_TRIED):
            try:
                await self.stage.slack.start(host, tried)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise ConfigurationError(
                        f"The sandbox cannot listen at {host}, port {tried}: {error.strerror}."
                    ) from error
            else:
                return
        last = port + PORTS_TRIED - 1
        raise ConfigurationError(
            f"Every port from {port} to {last} is taken. Name another one with --port."
        )


def show(path: Path | None, host: str, port: int, morning: datetime) -> None:
    """Serve until Ctrl-C. Without a path, nothing is left of it."""
    console = Console(highlight=False, soft_wrap=True)
    console.print("Opening the workspace and telling the bot of its first week …")
    with tempfile.TemporaryDirectory(prefix="onward-sandbox-") as scratch:
        theater = Theater(path or Path(scratch), morning, is_kept=path is not None)
        asyncio.run(_show(theater, host, port, console))
    console.print("Closed." if path is None else f"Closed; {path} keeps the workspace.")


async def _show(theater: Theater, host: str, port: int, console: Console) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await theater.open(host, port)
    try:
        console.print(f"\n  {theater.address}\n", style="bold")
        console.print(NOTICE)
        console.print("Ctrl-C ends it.")
        if _has_browser() and not stopped.is_set():
            await asyncio.to_thread(webbrowser.open, theater.address)
        await stopped.wait()
    finally:
        await theater.close()


def _load(home: Path, folder: SaveFolder) -> Save | None:
    home.mkdir(parents=True, exist_ok=True)
    try:
        folder.hold()
        return _kept(home, folder)
    except (FolderInUseError, UnreadableSaveError) as error:
        raise ConfigurationError(str(error)) from error


def _kept(home: Path, folder: SaveFolder) -> Save | None:
    """What is there already, if anything."""
    if folder.is_empty:
        if (home / "onward.db").exists():
            raise ConfigurationError(
                f"{home} has the bot's database, but not its workspace. Choose an empty folder."
            )
        return None
    return folder.load()


def _free_port() -> int:
    """Some port that nobody listens at on this machine."""
    with socket.create_server((LOOPBACK, 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _has_browser() -> bool:
    """Whether there is a screen on which somebody would see one."""
    if os.environ.get("CI"):
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
