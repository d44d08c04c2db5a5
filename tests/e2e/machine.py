"""The real process: `python -m app run` with its configuration in the environment, and its end."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

from app.sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0


class Machine:
    """Runs the bot in `folder`, where no .env file lies. What it wrote is in `log`."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = environment
        self._log = folder / "stderr.txt"
        self._process: Process | None = None

    @property
    def log(self) -> str:
        """What the process wrote to standard error so far, over all its lives."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self._log.open("ab") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "app",
                "run",
                cwd=self._folder,
                env={**inherited, "PYTHONPATH": str(ROOT), **self._environment},
                stdout=stderr,
                stderr=stderr,
            )

    def kill(self) -> None:
        """Now, with no chance to tidy up."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    async def ended(self, within_s: float = PATIENCE_S) -> int:
        """The exit status; TimeoutError when it does not end."""
        assert self._process is not None
        async with asyncio.timeout(within_s):
            return await self._process.wait()

    async def clear_away(self) -> None:
        """End it for the test's sake."""
        if self.is_running:
            self.kill()
        if self._process is not None:
            await self.ended()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)


def installed_in(slack: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a bot that works for this Slack over Socket Mode."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        **more,
    }
