"""The workspaces in which the bot is installed with OAuth, and the token of each
(docs/adr/0010-many-workspaces.md).

What the database says of an installation is trusted for a minute, so that no event needs a call or
a query; so long, another process may go on after the app was removed. A token that expires is
renewed two hours before, by one process only.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from app.clock import Clock
from app.config import Settings
from app.db.engine import Database
from app.logs import get_logger
from app.slack.gateway import Gateway
from app.slack.ids import TeamId
from app.slack.retry import SlackFailure, Trouble
from app.slack.team_client import TeamClient, Token
from app.workspace import queries_installation, service_installation
from app.workspace.queries_installation import Installation

TRUSTED_FOR = timedelta(minutes=1)
RENEWED_BEFORE = timedelta(hours=2)
"""Slack's tokens that expire do so after twelve hours."""
RENEWAL_WITHIN = timedelta(minutes=1)
"""Longer than any call to Slack may take."""

log = get_logger("installed")

MakeClient = Callable[[str | None], AsyncWebClient]
MakeTeamClient = Callable[[Token], TeamClient]


@dataclass(frozen=True, slots=True)
class _Known:
    found: Installation
    until_at: datetime


class ManyWorkspaces:
    """Every workspace that has an installation. `client` makes clients that call Slack with a fixed
    token or none, `team_client` those that ask for theirs before each call.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        settings: Settings,
        *,
        client: MakeClient,
        team_client: MakeTeamClient,
    ) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings
        self._client = client
        self._team_client = team_client
        self._known: dict[TeamId, _Known] = {}
        self._gateways: dict[TeamId, Gateway] = {}
        self._renewing: defaultdict[TeamId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def start(self) -> Sequence[TeamId]:
        return await self._db.read(queries_installation.installed_teams)

    def slack(self, team: TeamId) -> Gateway:
        if team not in self._gateways:
            self._gateways[team] = Gateway(self._team_client(_TeamToken(self, team)))
        return self._gateways[team]

    async def authorized(self, team_id: str | None) -> AuthorizeResult | None:
        found = await self._found(TeamId(team_id)) if team_id else None
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.team,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.token,
        )

    def forget(self, team: TeamId) -> None:
        self._known.pop(team, None)
        self._gateways.pop(team, None)

    @property
    def is_refused(self) -> bool:
        return False  # each workspace's token is its own

    async def token(self, team: TeamId) -> str:
        """Raises SlackFailure where the app is not installed, or its token cannot be renewed."""
        found = await self._found(team)
        if found is None:
            raise SlackFailure("token", "not_installed")
        if not self._is_due(found):
            return found.token
        async with self._renewing[team]:
            found = await self._found(team) or found  # while this waited, it was renewed
            return (await self._renewed(found) if self._is_due(found) else found).token

    async def refused(self, team: TeamId, token: str) -> None:
        """Slack refused a call with this token. If it says so when asked for nothing else, too, the
        token goes.
        """
        try:
            await Gateway(self._client(token)).who_am_i()
        except SlackFailure as failure:
            if failure.trouble is not Trouble.REVOKED or failure.error == "token_expired":
                return
            await self._lose(team, token, failure)

    async def _lose(self, team: TeamId, token: str, failure: SlackFailure) -> None:
        seal, now = self._settings.seal, self._clock.now()
        lose = service_installation.lose_token
        if await self._db.commit(lose, team, token, seal=seal, now=now):
            await self._db.forget_replaced()
            log.warning("installed.token_refused", team=team, error=failure.error)
        self.forget(team)

    def _is_due(self, found: Installation) -> bool:
        """For renewal."""
        expires_at = found.expires_at
        return expires_at is not None and expires_at - RENEWED_BEFORE <= self._clock.now()

    async def _found(self, team: TeamId) -> Installation | None:
        known, now = self._known.get(team), self._clock.now()
        if known is not None and now < known.until_at:
            return known.found
        seal = self._settings.seal
        found = await self._db.read(queries_installation.installation, team, seal)
        if found is None:
            self.forget(team)  # and asked for again next time: it may be installed at any moment
            return None
        self._known[team] = _Known(found, now + TRUSTED_FOR)
        return found

    async def _renewed(self, seen: Installation) -> Installation:
        """With new tokens; as it was while another process gets them, or when Slack does not
        answer, as long as that will do.
        """
        now = self._clock.now()
        until_at = now + RENEWAL_WITHIN
        claim = service_installation.claim_renewal
        if await self._db.commit(claim, seen, until=until_at, now=now):
            renewed = await self._renewed_by_slack(seen)
            if renewed is not None:
                keep, seal = service_installation.keep_renewed, self._settings.seal
                await self._db.commit(keep, renewed, claimed_until=until_at, seal=seal)
        self._known.pop(seen.team, None)
        found = await self._found(seen.team)
        if found is None or (found.expires_at is not None and found.expires_at <= now):
            raise SlackFailure("oauth.v2.access", "request_timeout")
        return found

    async def _renewed_by_slack(self, found: Installation) -> Installation | None:
        """None when Slack does not answer or refuses; the claim keeps others from asking now."""
        settings = self._settings
        try:
            new = await Gateway(self._client(None)).renew_token(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                refresh_token=found.refresh_token or "",
            )
        except SlackFailure as failure:
            log.warning("installed.renewal_failed", team=found.team, error=failure.error)
            return None
        log.info("installed.token_renewed", team=found.team)
        expires_at = self._clock.now() + new.expires_in if new.expires_in else None
        return replace(
            found, token=new.token, refresh_token=new.refresh_token, expires_at=expires_at
        )


@dataclass(frozen=True, slots=True)
class _TeamToken:
    """One workspace's, for its client."""

    workspaces: ManyWorkspaces
    team: TeamId

    async def current(self) -> str:
        return await self.workspaces.token(self.team)

    async def refused(self, token: str) -> None:
        await self.workspaces.refused(self.team, token)
