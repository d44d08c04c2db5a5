"""HTTP in: whoever installs the bot in a workspace, by Slack's OAuth v2 and Bolt's own flow.

Token and workspace are stored together, and the state that comes back works once
(docs/adr/0010-many-workspaces.md).
"""

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from urllib.parse import urlencode, urljoin

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy.exc import SQLAlchemyError

from app.clock import Clock, SystemClock
from app.config import Settings
from app.db.engine import Database
from app.install_pages import install_page, installed_page, not_installed_page
from app.installed_many import MakeClient, ManyWorkspaces
from app.logs import get_logger
from app.slack.gateway import Gateway
from app.slack.ids import TeamId, UserId
from app.slack.retry import SlackFailure
from app.timeline import service_sync
from app.workspace import queries_installation, service_installation

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
STATE_LIVES_FOR = timedelta(minutes=10)
TEAM_MAX = 40
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ODD_ANSWERS = (aiohttp.ClientError, asyncio.TimeoutError, OSError, json.JSONDecodeError)

log = get_logger("installing")


class OrgWideError(BoltError):
    """Somebody installed it for a whole organization, which holds many workspaces."""


class States(AsyncOAuthStateStore):
    """What comes back from Slack with whoever installs: random, for ten minutes, once."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def async_issue(self, *named: str, **_options: object) -> str:
        """`named` is the workspace, if one was."""
        state, now = secrets.token_urlsafe(32), self._clock.now()
        await self._db.commit(
            service_installation.begin,
            state,
            team="".join(named)[:TEAM_MAX],
            expires_at=now + STATE_LIVES_FOR,
            now=now,
        )
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._db.commit(service_installation.spend_state, state, now=self._clock.now())


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an installation needs to be stored."""

    db: Database
    clock: Clock
    settings: Settings
    client: MakeClient
    workspaces: ManyWorkspaces


class Installations(AsyncInstallationStore):
    """Stores what Bolt's flow found; one installation a workspace, its tokens sealed."""

    def __init__(self, arrival: Arrival) -> None:
        self._given = arrival

    async def async_save(self, installation: Installation) -> None:
        """Raises BoltError, which becomes a page."""
        if installation.is_enterprise_install or not installation.team_id:
            raise OrgWideError("org-wide")
        try:
            await self._store(installation)
        except (SlackFailure, SQLAlchemyError) as failure:
            log.exception("installing.not_stored")
            raise BoltError("not stored") from failure
        self._given.workspaces.forget(TeamId(installation.team_id))
        log.info("installing.installed", team=installation.team_id)

    async def _store(self, installation: Installation) -> None:
        given, now = self._given, self._given.clock.now()
        team = TeamId(installation.team_id or "")
        who = await Gateway(given.client(installation.bot_token)).who_am_i()
        await given.db.commit(
            service_installation.install,
            _found(installation, now),
            name=who.team_name,
            url=who.team_url,
            seal=given.settings.seal,
            now=now,
        )
        await given.db.commit(service_sync.ask_at_start, team, now=now)


class InstallFlow(AsyncOAuthFlow):
    """Bolt's, with our page, and with an answer when Slack gives none."""

    async def issue_new_state(self, request: AsyncBoltRequest) -> str:
        named = request.query.get("team") or ()
        return await self.settings.state_store.async_issue(*named[:1])

    async def build_install_page_html(self, url: str, _request: AsyncBoltRequest) -> str:
        return install_page(url)

    async def run_installation(self, code: str) -> Installation | None:
        try:
            return await super().run_installation(code)
        except _ODD_ANSWERS:
            log.warning("installing.slack_unreachable")
            return None


class Installing:
    """The two routes."""

    def __init__(self, arrival: Arrival, scopes: Sequence[str]) -> None:
        self._api_url = arrival.settings.slack_api_url
        self._flow = self._made_flow(arrival, scopes)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(INSTALL_PATH, self._on_install, allow_head=False),
            web.get(REDIRECT_PATH, self._on_return, allow_head=False),
        ]

    async def _on_install(self, request: web.Request) -> web.Response:
        return await self._answer(
            await self._flow.handle_installation(await to_bolt_request(request))
        )

    async def _on_return(self, request: web.Request) -> web.Response:
        return await self._answer(await self._flow.handle_callback(await to_bolt_request(request)))

    async def _answer(self, response: BoltResponse) -> web.Response:
        answer = await to_aiohttp_response(response)
        answer.headers.update(_HEADERS)
        return answer

    def _made_flow(self, arrival: Arrival, scopes: Sequence[str]) -> InstallFlow:
        settings = arrival.settings
        quiet = getLogger("slack_bolt.installing")
        quiet.setLevel("ERROR")  # its warnings hold the code that Slack sent
        return InstallFlow(
            client=arrival.client(None),
            logger=quiet,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                scopes=scopes,
                user_scopes=[],
                redirect_uri=f"{settings.public_url}{REDIRECT_PATH}",
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                callback_options=AsyncCallbackOptions(self._on_success, self._on_failure),
                authorization_url=urljoin(self._api_url, "/oauth/v2/authorize"),
                installation_store=Installations(arrival),
                installation_store_bot_only=True,
                state_store=States(arrival.db, arrival.clock),
                state_expiration_seconds=int(STATE_LIVES_FOR.total_seconds()),
                logger=quiet,
            ),
        )

    async def _on_success(self, args: AsyncSuccessArgs) -> BoltResponse:
        installed = args.installation
        asked = urlencode({"app": installed.app_id, "team": installed.team_id})
        app_url = urljoin(self._api_url, f"/app_redirect?{asked}")
        return self._page(200, installed_page(installed.team_name or "your workspace", app_url))

    async def _on_failure(self, args: AsyncFailureArgs) -> BoltResponse:
        reason = "org_wide" if isinstance(args.error, OrgWideError) else args.reason
        log.info("installing.refused", status=args.suggested_status_code)
        return self._page(args.suggested_status_code, not_installed_page(reason, INSTALL_PATH))

    def _page(self, status: int, html: str) -> BoltResponse:
        return BoltResponse(
            status=status,
            body=html,
            headers={
                "Content-Type": "text/html; charset=utf-8",
                "Set-Cookie": self._flow.settings.state_utils.build_set_cookie_for_deletion(),
            },
        )


def _found(installed: Installation, now: datetime) -> queries_installation.Installation:
    """By our clock: the SDK counts by the machine's when a token expires."""
    ends_at, machine = installed.bot_token_expires_at, SystemClock().now().timestamp()
    return queries_installation.Installation(
        team=TeamId(installed.team_id or ""),
        bot_user=UserId(installed.bot_user_id or ""),
        bot_id=installed.bot_id or "",
        token=installed.bot_token or "",
        refresh_token=installed.bot_refresh_token,
        expires_at=now + timedelta(seconds=ends_at - machine) if ends_at else None,
    )
