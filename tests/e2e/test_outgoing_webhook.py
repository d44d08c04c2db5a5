"""Another system is told of changes: over real HTTP, signed, again until it answers, and of private
incidents never.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from jsonschema import Draft202012Validator

from app.followups import views
from app.timeline.rules_hooks import signature
from app.workspace.views_webhook import OPEN_WEBHOOK
from tests.e2e.office import Office, words
from tests.e2e.test_changes import Changes, asked

SCHEMA: dict[str, Any] = json.loads(Path("docs/change-event.schema.json").read_text("utf-8"))
MINUTE = timedelta(minutes=1)
WORDS = "Reject large imports"


@dataclass
class Receiver:
    """A tracker on this machine. `statuses` are its next answers; then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.got]

    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for headers, _ in self.got]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hooks", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/hooks"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as each:
        yield each


async def choose(office: Office, url: str, **fields: object) -> str:
    """The settings' form, filled in by Alice, who is an admin; what is shown then."""
    await office.typed(office.alice, "/incident settings", "general")
    await office.alice.click_in_modal(OPEN_WEBHOOK)
    assert await office.alice.submit({"url": url, **fields}) == {}
    await office.stage.settled()
    assert office.alice.modal is not None
    shown = words(office.alice.modal.blocks)
    await office.alice.close_modal(whole_stack=True)
    return shown


def secret_in(shown: str) -> str:
    found = re.search(r"only this once: `([\w-]+)`", shown)
    assert found is not None, shown
    return found[1]


async def told(office: Office, receiver: Receiver) -> tuple[Changes, str]:
    """A review whose changes the receiver is told of, and the secret."""
    changes = await asked(office)
    return changes, secret_in(await choose(office, receiver.url))


async def test_each_change_of_a_change_is_told_signed_and_as_the_schema_says(
    office: Office, receiver: Receiver
) -> None:
    changes, secret = await told(office, receiver)

    await changes.add(office.alice, WORDS, owner=office.alice.id)
    await changes.choose(office.alice, "Done", about=WORDS)
    await changes.choose(office.alice, "Not done yet", about=WORDS)

    assert receiver.events() == ["change.created", "change.done", "change.updated"]
    assert len(set(receiver.keys())) == 3
    for headers, body in receiver.got:
        stamp = headers["X-Onward-Timestamp"]
        assert headers["X-Onward-Signature"] == signature(secret, stamp, body)
        Draft202012Validator(SCHEMA).validate(json.loads(body))
        assert json.loads(body)["change"]["owner"] == office.alice.id


async def test_what_is_not_answered_well_comes_again_with_the_same_key(
    office: Office, receiver: Receiver
) -> None:
    changes, _ = await told(office, receiver)
    receiver.statuses = [503, 302, 401]

    await changes.add(office.alice, WORDS, owner=office.alice.id)
    await office.pass_time(MINUTE)

    assert receiver.events() == ["change.created"] * 4
    assert len(set(receiver.keys())) == 1


async def test_a_receiver_that_is_away_hears_of_it_when_it_is_back(office: Office) -> None:
    async with receiving() as away:
        url = away.url
    changes = await asked(office)
    await choose(office, url)
    await changes.add(office.alice, WORDS, owner=office.alice.id)
    await office.restart()
    app, port = Receiver(), int(url.split(":")[2].split("/")[0])
    runner = web.AppRunner(_serving(app), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await office.pass_time(5 * MINUTE)
    finally:
        await runner.cleanup()

    assert app.events() == ["change.created"]


def _serving(receiver: Receiver) -> web.Application:
    app = web.Application()
    app.router.add_post("/hooks", receiver.take)
    return app


async def test_nothing_of_a_private_incident_is_sent(office: Office, receiver: Receiver) -> None:
    await choose(office, receiver.url)
    channel = await office.declare("A secret outage", is_private=["private"])
    guided = {"facilitator": office.alice.id, "facilitator_reason": "She knows how."}
    assert await office.resolve(channel, guided) == {}
    await office.typed(office.alice, "/incident change Rotate the keys", channel)
    await office.alice.submit({"strength": "engineer", "owner": office.alice.id})
    await office.stage.settled()
    await office.pass_time(MINUTE)

    assert "Rotate the keys" in await office.typed(office.alice, "/incident changes", channel)
    assert receiver.got == []


async def test_only_an_admin_chooses_where_changes_are_sent(office: Office) -> None:
    office.bob.user.is_admin = True
    await office.typed(office.bob, "/incident settings", "general")
    office.bob.user.is_admin = False  # meanwhile
    await office.bob.click_in_modal(OPEN_WEBHOOK)
    await office.stage.settled()
    assert office.bob.modal is not None
    assert "admin of this workspace" in words(office.bob.modal.blocks)


async def test_a_private_address_is_refused_beside_its_field(office: Office) -> None:
    await office.typed(office.alice, "/incident settings", "general")
    await office.alice.click_in_modal(OPEN_WEBHOOK)
    problems = await office.alice.submit({"url": "https://169.254.169.254/latest"})
    assert "private network" in problems["url"]


async def test_a_secret_is_shown_once_and_can_be_replaced(
    office: Office, receiver: Receiver
) -> None:
    changes, secret = await told(office, receiver)
    assert secret not in await choose(office, receiver.url)
    renewed = secret_in(await choose(office, receiver.url, secret=["renew"]))
    assert renewed != secret

    await changes.add(office.alice, WORDS, owner=office.alice.id)

    [(headers, body)] = receiver.got
    stamp = headers["X-Onward-Timestamp"]
    assert headers["X-Onward-Signature"] == signature(renewed, stamp, body)
    assert renewed not in str(office.logs)


async def test_an_empty_address_ends_it(office: Office, receiver: Receiver) -> None:
    changes, _ = await told(office, receiver)
    assert "Nothing is sent" in await choose(office, "")
    await changes.add(office.alice, WORDS, owner=office.alice.id)
    assert receiver.got == []
    assert views.FINISH in str(changes.message.blocks)
