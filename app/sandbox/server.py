"""`Sandbox`: the workspace on a socket. It assembles the parts, each described where it lives."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Unpack

from aiohttp import web

from app.sandbox import response_urls, setup
from app.sandbox.api import RecordedCall, WebApi
from app.sandbox.browser.controls import Controls
from app.sandbox.browser.pages import CLIENT
from app.sandbox.browser.site import Site
from app.sandbox.clock import SandboxClock
from app.sandbox.delivery import Attempt
from app.sandbox.faults import Faults
from app.sandbox.http_delivery import RETRY_DELAYS, HttpDelivery
from app.sandbox.manifest import Manifest, load_manifest
from app.sandbox.methods import ROUTES, RouteHandler
from app.sandbox.people import Person
from app.sandbox.setup import ACME, ChannelTraits, PersonTraits, Team
from app.sandbox.sockets import SocketMode
from app.sandbox.tiers import EventQuota, RateTiers
from app.sandbox.tokens import tokens_revoked
from app.sandbox.transcript import transcript
from app.sandbox.world import Channel

UPLOAD_BYTES = 64 * 1024 * 1024


class Sandbox:
    """One workspace, one installed app, any number of people.

    `ack_timeout_s` is in real seconds. `has_rate_limits` counts calls and events by the sandbox
    clock, so a clock that stands still never frees a tier.
    """

    def __init__(
        self,
        manifest: Path | Manifest,
        clock: SandboxClock,
        *,
        ack_timeout_s: float = 3.0,
        has_rate_limits: bool = True,
        team: Team = ACME,
    ) -> None:
        loaded = load_manifest(manifest) if isinstance(manifest, Path) else manifest
        self.clock = clock
        self.faults = Faults()
        self.slack = setup.new_slack(loaded, clock, self.faults, ack_timeout_s, team)
        tiers = RateTiers(clock.now) if has_rate_limits else None
        self.slack.event_quota = EventQuota(clock.now) if has_rate_limits else None
        self._api = WebApi(slack=self.slack, faults=self.faults, tiers=tiers)
        self._sockets = self._socket_mode()
        self._request_urls: list[HttpDelivery] = []
        self._ack_timeout_s = ack_timeout_s
        self._people: dict[str, Person] = {}
        self._site: Site | None = None
        self._runner: web.AppRunner | None = None

    def show_in_browser(self, controls: Controls, client: Path = CLIENT) -> Site:
        """Serve the workspace to browsers as well, with the app's `controls`; before `start`.

        `client` is the folder of the page.
        """
        self._site = Site(self._api, self.person, controls, client)
        return self._site

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. OSError when the port is taken."""
        routes = self._routes()
        if self._site is not None:
            self._site.add_routes(routes, host=host)
        runner = web.AppRunner(routes, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.slack.host = _address(*runner.addresses[0][:2])
        if self._site is not None:
            self._site.start()

    async def stop(self) -> None:
        """Hang up on the app and leave nothing running."""
        self._api.stopping.set()
        await self.slack.delivery.stop()
        await self.slack.chores.cancel()
        if self._site is not None:
            await self._site.stop()
        await self._sockets.cut()
        for request_url in self._request_urls:
            await request_url.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # what the app is configured with

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, with a trailing slash."""
        return f"{self.slack.host}/api/"

    @property
    def api(self) -> WebApi:
        """For a switchboard, behind which it is one workspace of several."""
        return self._api

    @property
    def bot_token(self) -> str:
        return self._token("bot")

    @property
    def app_token(self) -> str:
        return self._token("app")

    @property
    def signing_secret(self) -> str:
        return self.slack.app.signing_secret

    def deliver_over_http(
        self, url: str, *, retry_delays: Sequence[timedelta] = RETRY_DELAYS
    ) -> None:
        """From now on POST everything to `url` instead of using Socket Mode."""
        transport = HttpDelivery(url, self.signing_secret, self._ack_timeout_s, retry_delays)
        self._request_urls.append(transport)
        self.slack.delivery.transport = transport

    async def verify_url(self) -> bool:
        """Whether the request URL answers Slack's challenge."""
        if not self._request_urls:
            raise RuntimeError("Socket Mode has no request URL.")
        challenge = self.slack.ids.next("challenge")
        verification_token = self.slack.app.verification_token
        return await self._request_urls[-1].verify_url(verification_token, challenge)

    def uninstall(self) -> None:
        """Somebody removes the app: its bot token ends, and it hears so if it listens."""
        self.slack.happened(tokens_revoked(self.bot_user_id))
        self.slack.happened({"type": "app_uninstalled"})
        for token in self.slack.app.tokens.values():
            token.revoked = token.revoked or token.kind == "bot"

    # who and what is there

    def add_person(self, real_name: str, **traits: Unpack[PersonTraits]) -> Person:
        """A member of the workspace, and of #general if there is one."""
        return self.person(setup.add_user(self.slack, real_name, traits).id)

    def add_channel(
        self, name: str, *, members: Sequence[Person | str] = (), **traits: Unpack[ChannelTraits]
    ) -> Channel:
        """A channel that was there before the app came. Name the bot's user id to let it in."""
        ids = [m.id if isinstance(m, Person) else m for m in members]
        return setup.add_channel(self.slack, name, ids, traits)

    def person(self, user_id: str) -> Person:
        """The person of that id, always the same object."""
        if user_id not in self._people:
            self._people[user_id] = Person(self.slack, self.slack.user(user_id))
        return self._people[user_id]

    @property
    def bot_user_id(self) -> str:
        return self.slack.app.bot_user

    @property
    def channels(self) -> list[Channel]:
        """Every conversation, direct ones included."""
        return list(self.slack.world.channels.values())

    def channel(self, name_or_id: str) -> Channel:
        """The channel of that name or id, or `channel_not_found`."""
        named = self.slack.world.channel_named(name_or_id.removeprefix("#"))
        return named if named is not None else self.slack.channel(name_or_id)

    def transcript(self, channel: str, viewer: Person | None = None) -> str:
        """The channel as plain text, with the viewer's whispers."""
        seen_by = viewer.id if viewer else None
        return transcript(self.slack.world, self.channel(channel), seen_by)

    # what happened, and waiting for it

    @property
    def calls(self) -> list[RecordedCall]:
        """Every Web API call in order."""
        return self._api.calls

    @property
    def deliveries(self) -> list[Attempt]:
        """Every attempt to deliver something to the app, once it ended."""
        return self.slack.delivery.log

    async def settled(self, timeout_s: float = 30.0) -> None:
        """Return once every delivery was acknowledged or given up; else TimeoutError."""
        await self.slack.delivery.settled(timeout_s)

    async def until(self, condition: Callable[[], object], timeout_s: float = 10.0) -> None:
        """Return once `condition` holds, else TimeoutError; tried after whatever happens here."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                await self.slack.changed()

    # the connection to the app

    @property
    def open_connections(self) -> int:
        """Sockets that would get the next event."""
        return self._sockets.open_connections

    async def connected(self) -> None:
        """Return once the app has a socket open."""
        await self._sockets.connected()

    async def disconnect(self) -> None:
        """Ask the app to reconnect, as Slack does every few hours."""
        await self._sockets.disconnect()

    async def cut_connections(self) -> None:
        """Close every socket without a warning."""
        await self._sockets.cut()

    def release_events(self, *, is_reversed: bool = False) -> None:
        """Deliver what `faults.hold` kept back."""
        self.slack.delivery.release(is_reversed=is_reversed)

    def _socket_mode(self) -> SocketMode:
        transport = self.slack.delivery.transport
        if not isinstance(transport, SocketMode):
            raise TypeError("A new workspace delivers over Socket Mode.")
        return transport

    def _token(self, kind: str) -> str:
        """The newest token of its kind; a revoked one only when there is no other."""
        known = [item for item in self.slack.app.tokens.items() if item[1].kind == kind]
        valid = [value for value, token in known if not token.revoked]
        return valid[-1] if valid else known[-1][0]

    def _routes(self) -> web.Application:
        server = web.Application(client_max_size=UPLOAD_BYTES)
        server.router.add_route("*", "/api/{method}", self._api.serve)
        server.router.add_get("/link/", self._sockets.serve)
        for kind in ("commands", "actions", "app"):
            path = f"/{kind}/{{team}}/{{ticket}}"
            server.router.add_post(path, self._with_slack(response_urls.serve))
        for (method, path), handler in ROUTES.items():
            server.router.add_route(method, path, self._with_slack(handler))
        return server

    def _with_slack(
        self, handler: RouteHandler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await handler(self.slack, request)

        return serve


def _address(host: str, port: int) -> str:
    """Where the app finds us: an address that means every interface is none to go to."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
