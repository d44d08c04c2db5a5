"""What people say and what operators keep secret is in no log, error, metric or answer of the
process, whatever fails and however much it logs: unmistakable words are planted everywhere.
"""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import make_url, text

from app.clock import SystemClock
from app.db.engine import make_engine
from app.sandbox.clock import wall_seconds
from app.sandbox.http_delivery import signature
from app.sandbox.members import Upload
from app.sandbox.server import Sandbox
from app.sandbox.world import Channel
from app.sealing import new_key
from app.stage import Stage
from tests.e2e.machine import Machine, installed_in, something_happens
from tests.e2e.office import Office

PLANTED = re.compile(r"planted[-_ ]?\w+", re.IGNORECASE)
FAILURES = ("intake.failed", "worker.effect_failed", "worker.slack_failed", "library.said")
"""Each was provoked: else nothing would be shown by its absence."""
REFUSING = "ALTER TABLE entries ADD CONSTRAINT no_more CHECK (id < 0) NOT VALID"
"""PostgreSQL then quotes the whole row in its error."""


@dataclass
class Place:
    """A bot in a process of its own, and whoever looks at all that it gives away."""

    office: Office
    machine: Machine
    environment: dict[str, str]
    url: str
    heard: str = ""
    """Every answer over HTTP, with its headers."""

    @property
    def slack(self) -> Sandbox:
        return self.office.stage.slack

    async def until_logged(self, event: str, times: int = 1) -> None:
        async with asyncio.timeout(60):
            while self.machine.log.count(event) < times:
                await something_happens(self.slack)

    async def ask(self, path: str, body: bytes | None = None, **headers: str) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                "POST" if body else "GET", f"{self.url}{path}", data=body, headers=headers
            ) as answer,
        ):
            self.heard += f"\n{answer.status} {dict(answer.headers)} {await answer.text()}"

    async def deliver(self, body: bytes, content_type: str, secret: str | None = None) -> None:
        """As Slack would, with its signature or another."""
        at = str(wall_seconds())
        await self.ask(
            "/slack/events",
            body,
            **{
                "Content-Type": content_type,
                "X-Slack-Request-Timestamp": at,
                "X-Slack-Signature": signature(secret or self.slack.signing_secret, at, body),
            },
        )


@pytest.fixture
async def place(postgres_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    office = Office(Stage(SystemClock().now(), "sqlite://"))
    slack = office.stage.slack
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    database = make_url(postgres_url).set(password="planted-password")
    key = new_key()
    environment = installed_in(
        slack,
        database.render_as_string(hide_password=False),
        SLACK_SIGNING_SECRET=slack.signing_secret,
        ENCRYPTION_KEY=key,
        LOG_LEVEL="DEBUG",
        LOG_FORMAT="json",
        HEALTH="true",
        HOST="127.0.0.1",
        PORT=str(port),
    )
    await slack.start()
    environment["SLACK_API_URL"] = slack.api_url
    office.move_in()
    machine = Machine(tmp_path, **{k: v for k, v in environment.items() if k != "SLACK_APP_TOKEN"})
    yield Place(office, machine, environment, f"http://127.0.0.1:{port}")
    await machine.clear_away()
    await slack.stop()


async def test_nothing_that_was_said_and_no_secret_is_given_away(
    place: Place, postgres_url: str, tmp_path: Path
) -> None:
    place.slack.deliver_over_http(f"{place.url}/slack/events", retry_delays=())
    await place.machine.start()
    await place.until_logged("bootstrap.started")

    channel = await _told(place)
    await _sent_by_others(place)
    _run(postgres_url, REFUSING)
    await _kept_in_vain(place, channel)
    _run(postgres_url, "ALTER TABLE posts RENAME TO elsewhere")
    await place.office.alice.command("/incident severity sev1", channel=channel.id)
    await place.until_logged("worker.effect_failed")
    for path in ("/metrics", "/readyz", "/healthz", "/planted-path?planted-query"):
        await place.ask(path)
    place.machine.terminate()
    await place.machine.ended()

    console = Machine(tmp_path, **place.environment | {"LOG_FORMAT": "console"})
    await console.start("check")
    await console.ended()
    await console.start("delete-workspace", "T0ACME")
    await console.ended()

    for event in FAILURES:
        assert event in console.log, event
    given_away = console.log + place.heard + place.office.alice.whispers(channel.id)[-1].text
    secrets = (place.slack.bot_token, place.slack.app_token, place.slack.signing_secret)
    for secret in (*secrets, place.environment["ENCRYPTION_KEY"]):
        assert secret not in given_away
    assert PLANTED.findall(given_away) == []


async def _told(place: Place) -> Channel:
    """People say planted words wherever they can."""
    alice, slack = place.office.alice, place.slack
    await alice.command("/incident start planted-title", channel="general")
    assert await alice.submit({}) == {}
    opened = "bookmarks.add"  # the last of what is done for a new incident
    await slack.until(lambda: opened in place.office.calls(), timeout_s=60)
    channel = place.office.incident_channel(1)
    slack.faults.refuse("chat.update", "restricted_action", times=None)
    file = Upload("planted-file.txt", b"planted-content")
    ts = await alice.say(channel.id, "planted-message", files=[file])
    await alice.react(channel.id, ts, "pushpin")
    for line in (
        "note planted-note",
        "note planted-moment 25:61",
        "planted-word",
        'search "planted-search" -(',
        "status identified planted-status",
        "status planted-state",
        "export planted-export",
        "hook planted-hook",
        "doctor",
    ):
        await alice.command(f"/incident {line}", channel=channel.id)
        if alice.modal is not None:
            await alice.close_modal(whole_stack=True)
    await alice.command("/incident resolve", channel=channel.id)
    assert await alice.submit({"impact": "planted-impact"}) == {}
    await place.until_logged("worker.slack_failed")
    return channel


async def _sent_by_others(place: Place) -> None:
    """Requests that nobody can make sense of."""
    for name in ("planted-hook", "INC-1"):
        await place.ask(
            f"/hooks/{name}", b'{"text": "planted-hooked', authorization="Bearer planted-x"
        )
    press = {"type": "block_actions", "actions": [{"action_id": "planted-press"}], "user": {}}
    event = {"type": "event_callback", "event": {"type": "message", "text": "planted-event"}}
    strange = {"type": "planted-type", "team": {"id": "T0ACME"}, "user": {"id": "planted-user"}}
    form = "application/x-www-form-urlencoded"
    for payload in (press, strange, {"view": "planted-view", "type": "view_submission"}):
        body = urlencode({"payload": json.dumps(payload)}).encode()
        await place.deliver(body, form)
        await place.deliver(body, form, "planted-other-secret")
    await place.deliver(json.dumps(event).encode(), "application/json")
    await place.deliver(b'{"planted-cut', "application/json")
    await place.deliver(b"payload=%7Bplanted-cut", form)
    await place.deliver(b"command=%2Fincident&text=planted-text&team_id=T0ACME", form)


async def _kept_in_vain(place: Place, channel: Channel) -> None:
    """By a command, an event and a form."""
    alice = place.office.alice
    told = await alice.command("/incident note planted-too-late", channel=channel.id)
    assert "Something went wrong on our side" in str(told.blocks)
    ts = await alice.say(channel.id, "planted-later")
    await alice.react(channel.id, ts, "pushpin")
    await alice.command("/incident decision", channel=channel.id)
    await alice.submit({"words": "planted-decision", "assumed": "planted-assumption"})
    await place.until_logged("intake.failed", 2)
    await place.until_logged("library.said", 2)  # the first one speaks at every start


def _run(url: str, statement: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
