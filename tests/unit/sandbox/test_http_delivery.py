"""Delivery to a request URL: signatures, retries, forms, and a Bolt app that checks them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier

from app.sandbox.http_delivery import signature
from tests.unit.sandbox.workspaces import Workspace, workspace

Handler = Callable[[web.Request], Awaitable[web.Response]]

AT_ONCE = (timedelta(),) * 3


@dataclass(slots=True)
class Endpoint:
    """The app's web server: answers what the test says and keeps the requests."""

    url: str = ""
    answers: list[web.Response] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.text())
        self.headers.append(dict(request.headers))
        return self.answers.pop(0) if self.answers else web.Response()


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    server = web.Application()
    server.router.add_post("/slack/events", handler)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/slack/events"
    finally:
        await runner.cleanup()


@pytest.fixture
async def endpoint(w: Workspace) -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    async with serving(endpoint.serve) as url:
        endpoint.url = url
        w.sandbox.deliver_over_http(url, retry_delays=AT_ONCE)
        yield endpoint


def test_the_signature_is_slacks() -> None:
    body = b"token=x&team_id=T0A1&command=%2Fincident"
    assert signature("onward-signing-secret", "1795422900", body) == (
        "v0=6699cdc0d4c99660525979086b5852fdf4524619e7b485385f62ba901a619589"
    )


async def test_an_event_is_signed_json(w: Workspace, endpoint: Endpoint) -> None:
    await w.alice.say("general", "hello")
    await w.sandbox.settled()
    verifier = SignatureVerifier(w.sandbox.signing_secret)
    assert verifier.is_valid_request(endpoint.bodies[0], endpoint.headers[0])
    assert json.loads(endpoint.bodies[0])["event"]["text"] == "hello"
    assert "X-Slack-Retry-Num" not in endpoint.headers[0]


async def test_a_failing_endpoint_is_tried_three_times_more(
    w: Workspace, endpoint: Endpoint
) -> None:
    endpoint.answers = [web.Response(status=500) for _ in range(4)]
    await w.alice.say("general", "hello")
    await w.sandbox.settled()
    retries = [headers.get("X-Slack-Retry-Num") for headers in endpoint.headers]
    reasons = {headers.get("X-Slack-Retry-Reason") for headers in endpoint.headers[1:]}
    assert retries == [None, "1", "2", "3"]
    assert reasons == {"http_error"}
    assert len({json.loads(body)["event_id"] for body in endpoint.bodies}) == 1


async def test_an_endpoint_may_ask_for_no_retries(w: Workspace, endpoint: Endpoint) -> None:
    endpoint.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await w.alice.say("general", "hello")
    await w.sandbox.settled()
    assert len(endpoint.bodies) == 1


async def test_retries_wait_by_the_sandbox_clock(w: Workspace, endpoint: Endpoint) -> None:
    w.sandbox.deliver_over_http(endpoint.url)
    endpoint.answers = [web.Response(status=500) for _ in range(3)]
    await w.alice.say("general", "hello")
    await w.sandbox.until(lambda: len(w.sandbox.deliveries) == 2)
    w.sandbox.clock.advance(timedelta(minutes=1))
    await w.sandbox.until(lambda: len(w.sandbox.deliveries) == 3)
    w.sandbox.clock.advance(timedelta(minutes=5))
    await w.sandbox.settled()
    assert [a.ack.is_ok for a in w.sandbox.deliveries] == [False, False, False, True]


async def test_a_closed_port_is_a_failed_connection(w: Workspace) -> None:
    w.sandbox.deliver_over_http("http://127.0.0.1:9/", retry_delays=())
    await w.alice.say("general", "hello")
    await w.sandbox.settled()
    assert w.sandbox.deliveries[0].ack.reason == "connection_failed"


async def test_a_slow_endpoint_times_out() -> None:
    hurry = asyncio.Event()

    async def dawdle(_request: web.Request) -> web.Response:
        await hurry.wait()
        return web.Response()

    async with workspace(ack_timeout_s=0.05) as w, serving(dawdle) as url:
        w.sandbox.deliver_over_http(url, retry_delays=())
        answer = await w.alice.command("/help me", channel="general")
        hurry.set()
    assert answer.problem == "http_timeout"


async def test_commands_and_interactions_are_forms(w: Workspace, endpoint: Endpoint) -> None:
    endpoint.answers = [web.json_response({"text": "hello"})]
    answer = await w.alice.command("/help me", channel="general")
    await w.alice.shortcut("start")
    command, shortcut = (parse_qs(body) for body in endpoint.bodies)
    assert answer.text == "hello"
    assert command["text"] == ["me"]
    assert json.loads(shortcut["payload"][0])["callback_id"] == "start"


async def test_the_request_url_has_to_answer_the_challenge(
    w: Workspace, endpoint: Endpoint
) -> None:
    assert not await w.sandbox.verify_url()
    app = AsyncApp(client=w.client, signing_secret=w.sandbox.signing_secret)
    async with serving(_bolt(app)) as url:
        w.sandbox.deliver_over_http(url)
        assert await w.sandbox.verify_url()


async def test_bolt_accepts_the_signature_and_answers(w: Workspace) -> None:
    app = AsyncApp(client=w.client, signing_secret=w.sandbox.signing_secret)

    @app.command("/help")
    async def answer(ack: AsyncAck) -> None:
        await ack("at your service")

    async with serving(_bolt(app)) as url:
        w.sandbox.deliver_over_http(url)
        answered = await w.alice.command("/help me", channel="general")
    assert answered.text == "at your service"


def _bolt(app: AsyncApp) -> Handler:
    async def serve(request: web.Request) -> web.Response:
        answer = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    return serve
