"""The command line in a process of its own, configured by its environment, and its end.

The processes are forked from a server that has imported the bot already: what is tried is how one
works and dies, not how it is loaded, which takes two seconds of a processor each time. That the
command line itself starts is tried where the sandbox is started.
"""

import asyncio
import multiprocessing
import os
import sys
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app.sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["app.__main__", __name__])


class Machine:
    """Runs in `folder`, where no .env file lies. What it wrote is in `log`."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        # Pictures are drawn in a process that it starts.
        self._environment = {**inherited, "PYTHONPATH": str(ROOT), **environment}
        self._log = folder / "said.txt"
        self._process: ForkServerProcess | None = None

    @property
    def log(self) -> str:
        """What the process wrote so far, over all its lives."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self, *typed: str) -> None:
        """With the words behind `python -m app`; without any, the bot runs."""
        given = (typed or ("run",), self._folder, self._environment, self._log)
        self._process = _FORKS.Process(target=_run, args=given)
        await asyncio.to_thread(self._process.start)

    def kill(self) -> None:
        """Now, with no chance to tidy up."""
        if self._process is not None:
            self._process.kill()

    def terminate(self) -> None:
        if self._process is not None:
            self._process.terminate()

    async def ended(self, within_s: float = PATIENCE_S) -> int:
        """The exit status; TimeoutError when it does not end."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, within_s)
        if self._process.exitcode is None:
            raise TimeoutError
        return self._process.exitcode

    async def clear_away(self) -> None:
        """End it for the test's sake."""
        if self.is_running:
            self.kill()
        if self._process is not None:
            await self.ended()


def _run(typed: tuple[str, ...], folder: Path, environment: dict[str, str], log: Path) -> None:
    """What the new process does."""
    from app.__main__ import main  # noqa: PLC0415

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    sys.argv = ["onward", *typed]
    main()


def installed_in(slack: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a bot that works for this Slack over Socket Mode."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        **more,
    }


async def connected(slack: Sandbox, machines: int) -> None:
    """Return once so many are."""
    async with asyncio.timeout(4 * PATIENCE_S):
        while slack.open_connections < machines:
            await something_happens(slack)


async def something_happens(slack: Sandbox) -> None:
    """In this Slack, or maybe in a process or its database, which nobody tells us."""
    with suppress(TimeoutError):
        await asyncio.wait_for(slack.slack.changed(), 0.3)
