"""What whoever watches the process is told: that it lives, whether it is ready, what it counted."""

import asyncio
import re
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from app.healthy import trouble
from app.stage import Stage
from tests.e2e.conftest import watched
from tests.e2e.machine import Machine, installed_in
from tests.e2e.office import START, Office, sketched

SECOND = timedelta(seconds=1)
READY = {"process": "ok", "database": "ok", "slack": "ok", "worker": "ok"}


@dataclass
class Watcher:
    """Whoever asks how the process is."""

    port: int
    session: aiohttp.ClientSession

    async def checks(self) -> tuple[int, dict[str, str]]:
        async with self.session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
            body = await answer.json()
            assert body["ready"] is (answer.status == 200)
            return answer.status, body["checks"]

    async def trouble(self, check: str) -> str:
        """The one check that fails."""
        status, checks = await self.checks()
        assert status == 503
        assert [name for name, said in checks.items() if said != "ok"] == [check]
        return checks[check]

    async def posted(self, path: str) -> int:
        async with self.session.post(f"http://127.0.0.1:{self.port}{path}", json={}) as answer:
            return answer.status

    async def metrics(self) -> str:
        async with self.session.get(f"http://127.0.0.1:{self.port}/metrics") as answer:
            assert answer.status == 200
            return await answer.text()


@asynccontextmanager
async def watching(port: int) -> AsyncIterator[Watcher]:
    async with aiohttp.ClientSession() as session:
        yield Watcher(port, session)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
async def office(sqlite_url: str, port: int) -> AsyncIterator[Office]:
    """The bot is not there yet."""
    stage = Stage(START, sqlite_url, draw=sketched, health=True, host="127.0.0.1", port=port)
    office = Office(stage)
    async with watched(office):
        await stage.slack.start()
        office.move_in()
        yield office
        await stage.close()


async def test_the_process_says_how_it_is_from_its_first_moment_to_its_last(
    office: Office, port: int, sqlite_url: str
) -> None:
    slack = office.stage.slack
    async with watching(port) as watcher:
        slack.faults.slow("auth.test", seconds=1)
        starting = asyncio.create_task(office.stage.start_bot())
        await slack.until(lambda: "auth.test" in office.calls())
        assert await watcher.trouble("process") == "It is starting."
        assert await asyncio.to_thread(trouble, {"PORT": str(port)}) == "process: It is starting."
        await starting
        assert await watcher.checks() == (200, READY)
        assert await asyncio.to_thread(trouble, {"PORT": str(port)}) is None

        channel = await office.declare()
        await office.keep(channel, office.bob, "The disk is full")
        slack.faults.ratelimit("chat.update", retry_after=20)
        await office.typed(office.alice, "/incident status identified", channel)
        await office.typed(office.alice, "/incident nonsense", channel)
        await office.pass_time(timedelta(minutes=1))
        counted = await watcher.metrics()
        for line in (
            r'onward_requests_total{kind="command",name="start",outcome="done"} 1.0',
            r'onward_requests_total{kind="command",name="other",outcome="done"} 1.0',
            r'onward_requests_total{kind="event",name="reaction_added",outcome="done"} 1.0',
            r'onward_slack_calls_total{method="conversations.create",result="ok"} 1.0',
            r'onward_slack_calls_total{method="chat.update",result="ratelimited"} 1.0',
            r'onward_slack_rate_limited_total{method="chat.update"} 1.0',
            r'onward_jobs_total{effect="incidents.open_channel",outcome="done"} 1.0',
            r'onward_check_ok{check="slack"} 1.0',
            r'onward_outbox_rows{state="due"} 0.0',
        ):
            assert line in counted
        assert re.search(r'onward_answer_seconds_count{kind="command"} [1-9]', counted)
        for word in ("nonsense", "disk", channel.id, channel.name, office.alice.id, "T0"):
            assert word not in counted, word

        _rename(sqlite_url, "outbox", "elsewhere")
        assert "DATABASE_URL" in await watcher.trouble("database")
        assert 'onward_check_ok{check="database"} 0.0' in await watcher.metrics()
        _rename(sqlite_url, "elsewhere", "outbox")
        assert await watcher.checks() == (200, READY)

        slack.faults.refuse("apps.connections.open", "invalid_auth", times=None)
        await slack.cut_connections()
        await slack.until(lambda: slack.open_connections == 0)
        refused = len(office.calls())
        await slack.until(lambda: "apps.connections.open" in office.calls(refused))
        assert "SLACK_APP_TOKEN" in await watcher.trouble("slack")


async def test_over_http_slack_is_asked_to_come_again_until_it_is_ready(
    sqlite_url: str, port: int
) -> None:
    """Whatever it sends, and also what other systems do: Slack sends an event again."""
    stage = Stage(
        START,
        sqlite_url,
        draw=sketched,
        slack_app_token="",
        slack_signing_secret="s",
        host="127.0.0.1",
        port=port,
    )
    await stage.slack.start()
    async with watching(port) as watcher:
        stage.slack.faults.slow("auth.test", seconds=1)
        starting = asyncio.create_task(stage.start_bot())
        await stage.slack.until(lambda: stage.slack.calls)
        assert await watcher.trouble("process") == "It is starting."
        assert await watcher.posted("/slack/events") == 503
        assert await watcher.posted("/hooks/deploys") == 503
        await starting
        assert await watcher.checks() == (200, READY)
        assert await watcher.posted("/slack/events") == 401
    await stage.close()


async def test_a_revoked_token_is_told_and_the_process_stays(office: Office, port: int) -> None:
    await office.stage.start_bot()
    async with watching(port) as watcher:
        channel = await office.declare()
        office.stage.slack.uninstall()
        await office.typed(office.alice, "/incident status identified", channel)
        assert "SLACK_BOT_TOKEN" in await watcher.trouble("slack")
        assert "Identified" in await office.typed(office.alice, "/incident list", channel)


async def test_stopping_takes_its_time_and_no_more_whatever_hangs(
    office: Office, sqlite_url: str, port: int
) -> None:
    """A form that does not open, and work in the middle of calls that are never answered."""
    await office.stage.start_bot()
    slack = office.stage.slack
    await office.declare()
    slack.faults.hang(times=None)
    asking = asyncio.create_task(office.alice.command("/incident start x", channel="general"))
    await slack.until(lambda: office.calls()[-1] == "views.open")
    async with asyncio.timeout(5):  # on a busy machine; a call hangs for ten
        await office.stage.onward.stop(within=SECOND)
    asking.cancel()
    slack.faults.clear()
    await office.stage.start_bot()


async def test_a_signal_while_slack_does_not_answer_ends_the_process(
    office: Office, tmp_path: Path, sqlite_url: str
) -> None:
    slack = office.stage.slack
    slack.faults.hang("auth.test", times=None)
    machine = Machine(tmp_path, **installed_in(slack, sqlite_url))
    await machine.start()
    await slack.until(lambda: "auth.test" in office.calls())
    machine.terminate()
    assert await machine.ended(within_s=5) == 0
    slack.faults.clear()
    await office.stage.start_bot()


def _rename(url: str, table: str, to: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
        file.execute("PRAGMA legacy_alter_table=ON")
        file.execute(f"ALTER TABLE {table} RENAME TO {to}")
