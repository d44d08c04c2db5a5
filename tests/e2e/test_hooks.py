"""Other systems tell what happened: over real HTTP, signed, onto the timelines of open
incidents.
"""

import asyncio
import hashlib
import hmac
import json
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from app.clock import SystemClock
from app.config import Settings
from app.db.engine import Database, make_engine
from app.deps import Deps
from app.hooks import BODY_MAX, Hooks
from app.sandbox.clock import wall_seconds
from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.slack.gateway import Gateway
from app.stage import Stage
from app.timeline.rules_hooks import signature
from app.timeline.views_hooks import REMOVE, RENEW
from tests.e2e.conftest import PATIENCE, closing
from tests.e2e.office import START, Office, words

DOCS = Path(__file__).parents[2] / "docs" / "operating.md"
OVER_HTTP = {"slack_app_token": "", "slack_signing_secret": "sandbox-signing-secret"}


@pytest.fixture
async def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
async def office(sqlite_url: str, port: int) -> AsyncIterator[Office]:
    async with _listening(sqlite_url, port) as office:
        yield office


@pytest.fixture
async def office_on_both(database_url: str, port: int) -> AsyncIterator[Office]:
    async with _listening(database_url, port) as office:
        yield office


@asynccontextmanager
async def _listening(url: str, port: int) -> AsyncIterator[Office]:
    stage = Stage(START, url, ack_timeout_s=PATIENCE, webhooks=True, host="127.0.0.1", port=port)
    async with closing(Office(stage)) as office:
        yield office


async def make_hook(office: Office, name: str = "deploys") -> str:
    """A new hook's secret, as its maker is shown it."""
    shown = await office.typed(office.bob, f"/incident hook {name}", "general")
    return secret_in(shown)


def secret_in(shown: str) -> str:
    found = re.search(r"only this once: `([\w-]{43})`", shown)
    assert found, shown
    return found[1]


def signed(secret: str, body: bytes, *, age: int = 0) -> dict[str, str]:
    stamp = str(wall_seconds() - age)
    return {"X-Onward-Timestamp": stamp, "X-Onward-Signature": signature(secret, stamp, body)}


Answer = tuple[int, Mapping[str, Any]]


async def post(port: int, name: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    url = f"http://127.0.0.1:{port}/hooks/{name}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers, allow_redirects=False) as response,
    ):
        return response.status, await response.json()


async def tell(
    office: Office, port: int, secret: str, told: object, *, name: str = "deploys"
) -> Answer:
    body = json.dumps(told).encode()
    answer = await post(port, name, body, signed(secret, body))
    await office.stage.settled()
    return answer


ADDED, KNOWN = (200, {"added": 1, "known": 0}), (200, {"added": 0, "known": 1})


async def timeline(office: Office, channel: Channel) -> str:
    """What somebody sees who asks for the timeline in an incident's channel."""
    answer = await office.typed(office.alice, "/incident timeline", channel)
    return answer + (shown(office.alice) if office.alice.modal else "")


def shown(person: Person) -> str:
    """What the modal on top says to somebody."""
    assert person.modal
    return words(person.modal.blocks)


async def test_a_deploy_is_on_the_timeline_once_with_its_name_and_link(
    office_on_both: Office, port: int
) -> None:
    office = office_on_both
    channel = await office.declare()
    secret = await make_hook(office)
    calls = office.calls_so_far
    told = {"text": "Deployed web <2.14>", "link": "https://ci.example.com/214", "time": 1772545800}
    assert await tell(office, port, secret, told) == ADDED
    assert await tell(office, port, secret, told) == KNOWN
    assert office.calls(since=calls) == []
    page = await timeline(office, channel)
    assert page.count("Deployed web &lt;2.14&gt;") == 1
    assert "deploys" in page
    assert "<https://ci.example.com/214|" in page


async def test_the_same_alert_is_told_once_and_its_end_as_well(
    office_on_both: Office, port: int
) -> None:
    office = office_on_both
    channel = await office.declare()
    secret = await make_hook(office, "alerts")
    bearer = {"Authorization": f"Bearer {secret}"}
    alert = {
        "status": "firing",
        "labels": {"alertname": "SearchDown", "severity": "critical"},
        "annotations": {"summary": "Search does not answer"},
        "startsAt": "2026-03-03T13:50:00.5Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.example.com/graph",
        "fingerprint": "1a30ba71cca2921f",
    }
    ended = alert | {"status": "resolved", "endsAt": "2026-03-03T13:58:00Z"}
    answers = [
        await post(
            port,
            "alerts",
            json.dumps({"version": "4", "receiver": "onward", "alerts": [one]}).encode(),
            bearer,
        )
        for one in (alert, alert, ended)
    ]
    assert answers == [ADDED, KNOWN, ADDED]
    page = await timeline(office, channel)
    assert page.count("Firing: Search does not answer (SearchDown, critical)") == 1
    assert page.count("Resolved: Search does not answer") == 1


async def test_githubs_ping_is_answered_and_its_deployment_is_kept(
    office: Office, port: int
) -> None:
    channel = await office.declare()
    secret = await make_hook(office)

    async def github(event: str, payload: object) -> Answer:
        body = json.dumps(payload).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-GitHub-Event": event, "X-Hub-Signature-256": f"sha256={digest}"}
        return await post(port, "deploys", body, headers)

    deployment = {
        "action": "created",
        "deployment_status": {
            "id": 209916254,
            "state": "success",
            "environment": "production",
            "target_url": "https://github.com/acme/web/actions/runs/1",
            "created_at": "2026-03-03T13:20:55Z",
        },
        "deployment": {"id": 1, "sha": "f95f852bd8fca8fc", "ref": "main"},
        "repository": {"full_name": "acme/web"},
    }
    assert await github("ping", {"zen": "Keep it logically awesome."}) == (
        200,
        {"added": 0, "known": 0, "ignored": True},
    )
    assert await github("deployment_status", deployment) == ADDED
    assert "Deployed main (f95f852) of acme/web to production: success" in await timeline(
        office, channel
    )


async def test_what_is_not_signed_just_now_learns_nothing_and_adds_nothing(
    office: Office, port: int
) -> None:
    channel = await office.declare()
    secret = await make_hook(office)
    body = b'{"text": "Sneaked in"}'
    good = signed(secret, body)
    refused = [
        await post(port, "deploys", body, {}),
        await post(port, "deploys", body, signed("another secret", body)),
        await post(port, "deploys", body, signed(secret, b"{}")),
        await post(port, "deploys", body, signed(secret, body, age=360)),
        await post(port, "deploys", body, good | {"X-Onward-Timestamp": str(wall_seconds() + 9)}),
        await post(port, "deploys", body, {"Authorization": "Bearer x"}),
        await post(port, "unknown", body, good),
        await post(port, "inc-99", body, signed("another secret", body)),
        await post(port, "..%2F..%2Fetc", body, good),
        await post(port, "deploys", b"not even JSON", {}),
    ]
    assert {status for status, _ in refused} == {401}
    assert len({answer["error"] for _, answer in refused}) == 1
    assert "Sneaked in" not in await timeline(office, channel)
    assert await post(port, "deploys", body, good) == ADDED


async def test_a_request_that_is_replayed_within_its_time_is_known(
    office_on_both: Office, port: int
) -> None:
    office = office_on_both
    await office.declare()
    body = b'{"text": "Deployed"}'
    headers = signed(await make_hook(office), body)
    assert await post(port, "deploys", body, headers) == ADDED
    assert await post(port, "deploys", body, headers) == KNOWN


async def test_an_incidents_address_adds_to_it_alone_while_it_is_open(
    office: Office, port: int
) -> None:
    first = await office.declare("First")
    second = await office.declare("Second")
    secret = await make_hook(office)
    assert await tell(office, port, secret, {"text": "Only here"}, name="INC-2") == ADDED
    assert "Only here" not in await timeline(office, first)
    assert "Only here" in await timeline(office, second)
    await office.alice.command("/incident status cancelled", channel=second.id)
    await office.stage.settled()
    closed = await tell(office, port, secret, {"text": "Too late"}, name="inc-2")
    unknown = await tell(office, port, secret, {"text": "Too late"}, name="inc-99")
    assert closed == (404, {"error": "INC-2 is not open, so nothing was added to it."})
    assert unknown == (404, {"error": "INC-99 is not open, so nothing was added to it."})
    assert "Too late" not in await timeline(office, second)


async def test_with_nothing_open_nothing_is_added_or_opened(office: Office, port: int) -> None:
    secret = await make_hook(office)
    before = set(office.channel_ids())
    assert await tell(office, port, secret, {"text": "Deployed"}) == (200, {"added": 0, "known": 0})
    assert set(office.channel_ids()) == before


async def test_a_private_incident_gets_it_and_the_answer_does_not_tell(
    office_on_both: Office, port: int
) -> None:
    office = office_on_both
    channel = await office.declare("Quietly", is_private=["private"])
    secret = await make_hook(office)
    answer = await tell(office, port, secret, {"text": "Deployed"})
    assert answer == (200, {"added": 0, "known": 0})
    assert "Deployed" in await timeline(office, channel)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"payload=%7B%7D", "has to be JSON"),
        (b"", "has to be JSON"),
        (b"[" * 100_000, "has to be JSON"),
        (b"\xff\xfe{", "has to be JSON"),
        (b"{}", "needs a “text”"),
        (b'{"text": "x", "time": "2126-01-01T00:00:00Z"}', "lies in the future"),
        (b'{"text": "x", "time": "2025-01-01T00:00:00Z"}', "over 30 days before"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_a_sentence(
    office: Office, port: int, body: bytes, sentence: str
) -> None:
    await office.declare()
    status, answer = await post(port, "deploys", body, signed(await make_hook(office), body))
    assert status == 400
    assert sentence in answer["error"]


async def test_a_body_that_is_too_large_is_refused(office: Office, port: int) -> None:
    body = b'"' + b"x" * BODY_MAX + b'"'
    status, answer = await post(port, "deploys", body, signed(await make_hook(office), body))
    assert status == 413
    assert "256 kB" in answer["error"]


async def test_a_large_body_of_unknown_length_is_refused_as_well(office: Office, port: int) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_MAX // 1024 + 2):
            yield b"x" * 1024

    url = f"http://127.0.0.1:{port}/hooks/deploys"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=endless()) as response,
    ):
        assert response.status == 413


async def test_only_posting_is_possible(office: Office, port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            url = f"http://127.0.0.1:{port}/hooks/deploys"
            async with session.request(method, url, allow_redirects=False) as response:
                assert response.status == 404
        async with session.post(f"http://127.0.0.1:{port}/hooks/") as response:
            assert response.status == 404


async def test_a_request_that_is_cut_off_half_way_stores_nothing(office: Office, port: int) -> None:
    channel = await office.declare()
    secret = await make_hook(office)
    body = b'{"text": "Half of it"}'
    head = _head(port, {**signed(secret, body), "Content-Length": str(len(body) + 10)})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head + body)
    writer.write_eof()
    await writer.drain()
    said = await reader.read()
    writer.close()
    assert not said.startswith(b"HTTP/1.1 200")
    await office.stage.settled()
    assert "Half of it" not in await timeline(office, channel)


async def test_a_body_that_does_not_arrive_is_not_waited_for(sqlite_url: str) -> None:
    database = Database(make_engine(sqlite_url))
    deps = Deps(database, lambda _team: Gateway(AsyncWebClient()), SystemClock(), Settings())
    application = web.Application()
    application.add_routes(
        Hooks(deps, SystemClock(), body_within=timedelta(milliseconds=50)).routes()
    )
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_head(port, {"Content-Length": "100"}) + b'{"text"')
    await writer.drain()
    assert (await reader.readline()).startswith(b"HTTP/1.1 408")
    writer.close()
    await runner.cleanup()
    database.close()


def _head(port: int, headers: Mapping[str, str]) -> bytes:
    lines = ["POST /hooks/deploys HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


# Making, renewing and removing, in Slack.


async def test_a_new_secret_makes_the_old_one_invalid_at_once(office: Office, port: int) -> None:
    await office.declare()
    old = await make_hook(office)
    await office.alice.command("/incident hook", channel="general")
    listed = shown(office.alice)
    assert "*deploys*" in listed
    assert f"made by <@{office.bob.id}>" in listed
    assert old not in listed
    await office.alice.click_in_modal(RENEW)
    await office.stage.settled()
    new = secret_in(shown(office.alice))
    assert (await tell(office, port, old, {"text": "Deployed"}))[0] == 401
    assert await tell(office, port, new, {"text": "Deployed"}) == ADDED


async def test_a_removed_hook_signs_nothing_more(office: Office, port: int) -> None:
    await office.declare()
    secret = await make_hook(office)
    await office.alice.command("/incident hook", channel="general")
    await office.alice.click_in_modal(REMOVE)
    await office.stage.settled()
    assert "There is none yet" in shown(office.alice)
    assert (await tell(office, port, secret, {"text": "Deployed"}))[0] == 401


async def test_names_that_no_hook_can_have_are_explained(office: Office) -> None:
    taken = await make_hook(office)
    for name, sentence in (
        ("deploys", "a hook named deploys already"),
        ("INC-7", "INC-7 is an incident"),
        ("two words", "up to 40 letters"),
        ("<b>", "up to 40 letters"),
    ):
        said = await office.typed(office.alice, f"/incident hook {name}", "general")
        assert sentence in said
        assert taken not in said


async def test_nobody_else_hears_of_a_hook(office: Office) -> None:
    secret = await make_hook(office)
    for channel in office.stage.slack.channels:
        assert all(secret not in words(one.blocks) + one.text for one in channel.in_order())


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_nothing_listens_unasked_but_over_http_hooks_are_there(
    sqlite_url: str, port: int, mode: str
) -> None:
    settings: dict[str, Any] = OVER_HTTP if mode == "http" else {}
    stage = Stage(START, sqlite_url, host="127.0.0.1", port=port, **settings)
    office = Office(stage)
    await stage.slack.start()
    if mode == "http":
        stage.slack.deliver_over_http(f"http://127.0.0.1:{port}/slack/events")
    office.move_in()
    await stage.start_bot()
    said = await office.typed(office.alice, "/incident hook deploys", "general")
    if mode == "http":
        assert await tell(office, port, secret_in(said), {"text": "x"}) == (
            200,
            {"added": 0, "known": 0},
        )
    else:
        assert "switched off" in said
        assert "`WEBHOOKS=true`" in said
        with pytest.raises(OSError, match=r"."):
            await asyncio.open_connection("127.0.0.1", port)
    await stage.close()


# The examples of docs/operating.md.


def section() -> str:
    return DOCS.read_text("utf-8").partition("## Webhooks\n")[2].partition("\n## ")[0]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", section(), re.DOTALL)
    assert found
    return found[1]


def test_the_signature_of_the_docs_is_right() -> None:
    found = re.search(
        r"the secret `(?P<secret>[^`]+)`, the timestamp `(?P<stamp>\d+)` and the body "
        r"`(?P<body>[^`]+)`\s+make the signature\s+`(?P<signature>v1=[0-9a-f]{64})`",
        section(),
    )
    assert found
    base = f"v1:{found['stamp']}:{found['body']}".encode()
    digest = hmac.new(found["secret"].encode(), base, hashlib.sha256).hexdigest()
    assert found["signature"] == f"v1={digest}"
    assert signature(found["secret"], found["stamp"], found["body"].encode()) == f"v1={digest}"


async def test_the_curl_example_of_the_docs_is_accepted(office: Office, port: int) -> None:
    channel = await office.declare()
    secret = await make_hook(office)
    script = block("sh")
    body = re.search(r"^body='(.*)'$", script, re.MULTILINE)
    form = re.search(r"printf '(.*?)' \"\$at\" \"\$body\"", script)
    path = re.search(r"curl https://your\.host(/hooks/\S+) ", script)
    assert body
    assert form
    assert path
    stamp = str(wall_seconds())
    digest = hmac.new(
        secret.encode(), (form[1] % (stamp, body[1])).encode(), hashlib.sha256
    ).hexdigest()
    named = dict(re.findall(r'-H "([\w-]+): ([^"]+)"', script))
    headers = {
        name: value.replace("$at", stamp).replace("$signature", digest)
        for name, value in named.items()
    }
    assert path[1] == "/hooks/deploys"
    assert await post(port, "deploys", body[1].encode(), headers) == ADDED
    assert "Deployed web 2.14" in await timeline(office, channel)


async def test_the_alertmanager_example_of_the_docs_is_accepted(office: Office, port: int) -> None:
    await office.declare()
    secret = await make_hook(office, "alerts")
    [receiver] = yaml.safe_load(block("yaml"))["receivers"]
    [webhook] = receiver["webhook_configs"]
    assert webhook["url"] == "https://your.host/hooks/alerts"
    given = webhook["http_config"]["authorization"]["credentials"]
    assert given == "the-secret"
    body = json.dumps({"receiver": receiver["name"], "alerts": [{"status": "firing"}]}).encode()
    assert await post(port, "alerts", body, {"Authorization": f"Bearer {secret}"}) == ADDED
