"""`python -m app sandbox`, as a process."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from tests.browser_window import BrowserWindow, opened_window

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@asynccontextmanager
async def sandbox(*arguments: str, folder: Path) -> AsyncIterator[Process]:
    """The command, run where no browser is."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        "sandbox",
        *arguments,
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), "CI": "1"},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def address(process: Process) -> str:
    """Where it says that it is."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        async for line in process.stdout:
            if line.strip().startswith(b"http://"):
                return line.decode().strip()
    raise AssertionError("It ended without an address.")


async def ended(process: Process) -> tuple[int | None, str]:
    """How it ends at Ctrl-C: status, and all that it said since."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    return process.returncode, (out + err).decode()


async def test_it_finds_a_port_tells_its_address_and_ends_cleanly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        async with sandbox("--port", str(taken), folder=tmp_path) as process:
            host = await address(process)
            async with opened_window(host) as window:
                names = {one["name"] for one in window.snapshot["channels"]}
                await tells_of_a_deploy(window)
            status, said = await ended(process)
    assert int(host.rpartition(":")[2]) > taken
    assert {"general", "incidents"} <= names
    assert status == 0
    assert "no place for secrets" in said
    assert "Traceback" not in said
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - the rule against Path in coroutines


async def tells_of_a_deploy(window: BrowserWindow) -> None:
    """As another program on this machine can."""
    answer = await window.ask(
        "command", channel=window.channel("general"), line="/incident hook builds"
    )
    shown = json.dumps(answer)
    url = re.search(r"POST to `(http://127\.0\.0\.1:\d+/hooks/builds)`", shown)
    secret = re.search(r"only this once: `([\w-]+)`", shown)
    assert url
    assert secret
    async with (
        ClientSession(headers={"Authorization": f"Bearer {secret[1]}"}) as session,
        session.post(url[1], json={"text": "Deployed web 2.14"}) as response,
    ):
        assert response.status == 200


async def test_a_path_keeps_the_workspace(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    async with sandbox("--port", "0", "--path", str(kept), folder=tmp_path) as process:
        async with opened_window(await address(process)) as window:
            await window.ask("say", channel=window.channel("general"), text="Remember me")
        await ended(process)
    async with (
        sandbox("--port", "0", "--path", str(kept), folder=tmp_path) as process,
        opened_window(await address(process)) as window,
    ):
        opened = await window.ask("open", channel=window.channel("general"))
    assert opened["messages"][-1]["text"] == "Remember me"


async def test_a_folder_with_something_else_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "workspace.json").write_text("{}")
    async with sandbox("--path", str(tmp_path), folder=tmp_path) as process:
        async with asyncio.timeout(PATIENCE_S):
            _, err = await process.communicate()
    assert process.returncode == 2
    assert b"is not a workspace that this version can open" in err
    assert b"Traceback" not in err
