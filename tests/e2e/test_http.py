"""HTTP mode: a signing secret and no app token; Slack posts to /slack/events."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from app.door import BODY_MAX, Door
from app.sandbox.clock import wall_seconds
from app.sandbox.http_delivery import signature
from app.stage import Stage
from tests.e2e.conftest import watched
from tests.e2e.office import DECLARED, REVIEWED, START, Office

SOON = (timedelta(seconds=0.3),) * 3


@pytest.fixture
async def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
async def office(sqlite_url: str, port: int) -> AsyncIterator[Office]:
    stage = Stage(
        START,
        sqlite_url,
        slack_app_token="",
        slack_signing_secret="sandbox-signing-secret",
        host="127.0.0.1",
        port=port,
    )
    office = Office(stage)
    async with watched(office):
        await stage.slack.start()
        stage.slack.deliver_over_http(_address(port), retry_delays=SOON)
        office.move_in()
        await stage.start_bot()
        yield office
        await stage.close()


async def test_slacks_challenge_is_answered(office: Office) -> None:
    assert await office.stage.slack.verify_url()


async def test_an_incident_is_declared_kept_resolved_and_reviewed(office: Office) -> None:
    channel = await office.declare()
    assert office.tally(channel) == DECLARED
    await office.keep(channel, office.bob, "The disk is full")
    page = await office.timeline(channel)
    assert "The disk is full" in page
    assert await office.resolve(channel, {"facilitator": office.dora.id}) == {}
    await office.pass_time(timedelta(days=12))
    assert office.tally(channel) == REVIEWED | {"changes": 1}
    assert office.stage.slack.open_connections == 0


@pytest.mark.parametrize(
    ("secret", "age"),
    [("another secret", 0), ("sandbox-signing-secret", 3600)],
    ids=["another secret", "an hour old"],
)
async def test_a_request_that_slack_did_not_sign_just_now_is_refused(
    office: Office, port: int, secret: str, age: int
) -> None:
    body = json.dumps({"type": "event_callback", "team_id": "T0ACME", "event": {"type": "x"}})
    at = str(wall_seconds() - age)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(secret, at, body.encode()),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(_address(port), data=body, headers=headers) as response,
    ):
        assert response.status == 401


async def test_the_door_lets_in_what_is_signed_in_time_and_small_and_says_little(
    office: Office, port: int
) -> None:
    channel = await office.declare()
    secret = office.stage.slack.signing_secret
    typed = {
        "command": "/incident",
        "text": "note The disk is full",
        "team_id": "T0ACME",
        "user_id": office.alice.id,
        "channel_id": channel.id,
        "trigger_id": "13.45.captured",
    }
    captured = _signed(urlencode(typed).encode(), secret)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for _ in range(3):  # somebody sends again what they overheard
            assert await _answer(session, *captured) == (200, True)
        await office.stage.settled()
        assert (await office.timeline(channel)).count("The disk is full") == 1

        body, headers = captured
        assert await _answer(session, body + b"&", headers) == (401, True)
        unsigned = {name: value for name, value in headers.items() if "Slack" not in name}
        assert await _answer(session, body, unsigned) == (401, True)
        assert await _answer(session, *_signed(b"x" * (BODY_MAX + 1), secret)) == (413, True)
        for path in ("/", "/api/auth.test", "/client/", "/desk", "/.env", "/slack/", "/slack"):
            async with session.get(path) as answer:
                assert (answer.status, await answer.text()) == (404, ""), path
                assert not {"Server", "Allow"} & set(answer.headers)
        async with session.get("/slack/events") as answer:
            assert answer.status == 404


async def test_whoever_sends_slowly_is_not_waited_for() -> None:
    application = web.Application()
    Door(body_within=timedelta(seconds=0.2)).stand_before(application)
    reached: list[str] = []

    async def on_post(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.Response()

    application.add_routes([web.post("/slack/events", on_post)])

    async def drop_by_drop() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        async with session.post(server.make_url("/slack/events"), data=drop_by_drop()) as answer:
            assert answer.status == 408
        async with session.post(server.make_url("/slack/events"), data=b"{}") as answer:
            assert answer.status == 200
    assert reached == ["/slack/events"]


def _signed(body: bytes, secret: str) -> tuple[bytes, dict[str, str]]:
    at = str(wall_seconds())
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(secret, at, body),
    }


async def _answer(
    session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]
) -> tuple[int, bool]:
    """Its status, and whether it keeps quiet about what answered."""
    async with session.post("/slack/events", data=BytesIO(body), headers=headers) as answer:
        return answer.status, "Server" not in answer.headers


async def test_an_event_that_could_not_be_stored_is_sent_again_and_then_kept(
    office: Office, sqlite_url: str
) -> None:
    channel = await office.declare()
    ts = await office.alice.say(channel.id, "The disk is full")
    await office.stage.settled()
    slack = office.stage.slack
    _rename(sqlite_url, "marks", "elsewhere")
    await office.alice.react(channel.id, ts, "pushpin")
    await slack.until(lambda: [each for each in slack.deliveries if not each.ack.is_ok])
    _rename(sqlite_url, "elsewhere", "marks")
    await office.stage.settled()
    tries = [each for each in slack.deliveries if each.parcel.name == "reaction_added"]
    assert not tries[0].ack.is_ok
    assert tries[0].ack.reason == "http_error"
    assert tries[-1].ack.is_ok
    page = await office.timeline(channel)
    assert page.count("The disk is full") == 1


def _rename(url: str, table: str, to: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA legacy_alter_table=ON")
    connection.execute(f"ALTER TABLE {table} RENAME TO {to}")
    connection.close()


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}/slack/events"
