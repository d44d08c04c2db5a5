"""`python -m app sandbox`: a stage that people watch and play on in the browser."""

import asyncio
import errno
import os
import signal
import sys
import tempfile
import webbrowser
from datetime import datetime
from pathlib import Path

from rich.console import Console

from app.controls import StageControls
from app.sandbox.browser.desk import NOTICE
from app.scene import set_scene
from app.stage import Stage

PORTS_TRIED = 20


class Theater:
    """A populated stage and its page."""

    def __init__(self, starts_at: datetime, database_url: str) -> None:
        self.stage = Stage(starts_at, database_url)
        self.controls = StageControls(self.stage)
        self.site = self.stage.slack.show_in_browser(self.controls)

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen at `port` or the next free one, and play what happened before."""
        await self._listen(host, port)
        await set_scene(self.stage)

    async def close(self) -> None:
        await self.stage.close()

    @property
    def address(self) -> str:
        return self.stage.slack.slack.host

    async def _listen(self, host: str, port: int) -> None:
        for tried in range(port, port + PORTS_TRIED):
            try:
                await self.stage.slack.start(host, tried)
            except OSError as error:
                if error.errno != errno.EADDRINUSE or tried == port + PORTS_TRIED - 1:
                    raise
            else:
                return


def show(path: Path | None, host: str, port: int, starts_at: datetime) -> None:
    """Serve until Ctrl-C."""
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        home = path or Path(folder)
        asyncio.run(_show(Theater(starts_at, f"sqlite:///{home}/onward.db"), host, port, console))


async def _show(theater: Theater, host: str, port: int, console: Console) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await theater.open(host, port)
    try:
        console.print(f"The workspace is open at {theater.address}", style="bold")
        console.print(NOTICE)
        console.print("Ctrl-C ends it.")
        if _has_browser():
            webbrowser.open(theater.address)
        await stopped.wait()
    finally:
        await theater.close()


def _has_browser() -> bool:
    if os.environ.get("CI"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
