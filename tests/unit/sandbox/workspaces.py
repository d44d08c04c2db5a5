"""A workspace for a test: Alice and Bob, #general with the bot in it, and a client of the app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.sandbox.clock import SandboxClock
from app.sandbox.manifest import Command, Manifest, Shortcut
from app.sandbox.people import Person
from app.sandbox.server import Sandbox

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCOPES = (
    "app_mentions:read channels:history channels:join channels:manage channels:read chat:write "
    "chat:write.public commands files:read files:write groups:history groups:read groups:write "
    "im:history im:read im:write pins:read pins:write reactions:read reactions:write team:read "
    "users:read users:read.email"
)
EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_left channel_rename "
    "channel_unarchive group_archive group_rename member_joined_channel member_left_channel "
    "message.channels message.groups message.im pin_added pin_removed reaction_added "
    "reaction_removed tokens_revoked"
)


def manifest(scopes: str = SCOPES, events: str = EVENTS) -> Manifest:
    """An app that may and hears almost everything."""
    return Manifest(
        name="Helper",
        description="",
        bot_name="helper",
        scopes=frozenset(scopes.split()),
        events=frozenset(events.split()),
        commands=(
            Command(name="/help", description="", usage_hint="", should_escape=True, url=None),
            Command(name="/raw", description="", usage_hint="", should_escape=False, url=None),
        ),
        shortcuts=(
            Shortcut(name="Start", kind="global", callback_id="start", description=""),
            Shortcut(name="Keep", kind="message", callback_id="keep", description=""),
        ),
        is_interactive=True,
        socket_mode=True,
        request_url=None,
        interactivity_url=None,
        home_tab=True,
        messages_tab=True,
        messages_tab_read_only=False,
    )


@dataclass(frozen=True, slots=True)
class Workspace:
    sandbox: Sandbox
    client: AsyncWebClient
    alice: Person
    bob: Person


@asynccontextmanager
async def workspace(
    given: Manifest | None = None,
    *,
    ack_timeout_s: float = 3.0,
    has_rate_limits: bool = False,
    ticking: bool = False,
) -> AsyncIterator[Workspace]:
    """A running sandbox; its clock stands still unless told otherwise."""
    sandbox = Sandbox(
        given or manifest(),
        SandboxClock(START, ticking=ticking),
        ack_timeout_s=ack_timeout_s,
        has_rate_limits=has_rate_limits,
    )
    await sandbox.start()
    alice = sandbox.add_person("Alice Ames", id="U0ALICE", tz="America/New_York")
    bob = sandbox.add_person("Bob Byte", id="U0BOB", tz="Europe/Berlin")
    everyone: list[Person | str] = [alice, bob, sandbox.bot_user_id]
    sandbox.add_channel("general", id="C0GEN", members=everyone, is_general=True)
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    try:
        yield Workspace(sandbox, client, alice, bob)
    finally:
        await sandbox.stop()


@asynccontextmanager
async def refused(code: str) -> AsyncIterator[dict[str, Any]]:
    """Expect Slack to refuse a call with `code`; the answer's body for a closer look."""
    body: dict[str, Any] = {}
    with pytest.raises(SlackApiError) as caught:
        yield body
    answer = caught.value.response
    assert answer["error"] == code
    body.update(answer.data)


@dataclass(slots=True)
class Listener:
    """The app's end of a socket, acknowledging only what the test tells it to."""

    session: ClientSession
    ws: ClientWebSocketResponse
    hello: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def connect(cls, sandbox: Sandbox) -> Self:
        """Open a socket as slack_sdk does."""
        client = AsyncWebClient(base_url=sandbox.api_url)
        opened = await client.apps_connections_open(app_token=sandbox.app_token)
        session = ClientSession()
        listener = cls(session, await session.ws_connect(opened["url"]))
        listener.hello = await listener.ws.receive_json()
        return listener

    async def take(self) -> dict[str, Any]:
        """The next envelope, unacknowledged."""
        envelope: dict[str, Any] = await asyncio.wait_for(self.ws.receive_json(), 5)
        return envelope

    async def ack(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        """Acknowledge it, with an answer if one is given."""
        body: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        await self.ws.send_json(body if payload is None else body | {"payload": payload})

    async def event(self) -> dict[str, Any]:
        """The next event, acknowledged."""
        envelope = await self.take()
        await self.ack(envelope)
        event: dict[str, Any] = envelope["payload"]["event"]
        return event

    async def close(self) -> None:
        """Hang up."""
        await self.ws.close()
        await self.session.close()


@asynccontextmanager
async def listening(sandbox: Sandbox) -> AsyncIterator[Listener]:
    """A socket of the app for as long as the block lasts."""
    listener = await Listener.connect(sandbox)
    try:
        yield listener
    finally:
        await listener.close()


@asynccontextmanager
async def running(app: AsyncApp, sandbox: Sandbox) -> AsyncIterator[None]:
    """A Bolt app connected over Socket Mode."""
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.connected()
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
