"""In which workspaces the bot works, and the one whose token stands in the settings. Those in which
it is installed with OAuth are in installed_many.py.
"""

from collections.abc import Sequence
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult

from app.clock import Clock
from app.db.engine import Database
from app.errors import ConfigurationError
from app.slack.client import CountingClient
from app.slack.gateway import Gateway, Identity
from app.slack.ids import TeamId
from app.slack.retry import SlackFailure, Trouble
from app.workspace import service


class Workspaces(Protocol):
    """The way to each workspace's Slack."""

    async def start(self) -> Sequence[TeamId]:
        """Have every workspace registered. Raises ConfigurationError when Slack refuses."""

    def slack(self, team: TeamId, /) -> Gateway: ...

    async def authorized(self, team_id: str | None, /) -> AuthorizeResult | None:
        """As whom the bot hears an event of this workspace; None where it is not installed."""

    def forget(self, team: TeamId) -> None:
        """What is known of its token may be true no more."""

    @property
    def is_refused(self) -> bool:
        """Whether Slack refuses the one token with which all depends."""


class OneWorkspace:
    """The token of the settings, and whose it is."""

    def __init__(self, db: Database, clock: Clock, client: CountingClient) -> None:
        self._db = db
        self._clock = clock
        self._client = client
        self._gateway = Gateway(client)
        self._identity: Identity | None = None

    async def start(self) -> Sequence[TeamId]:
        self._identity = identity = await self._who()
        team = TeamId(identity.team_id)
        await self._db.commit(
            service.register,
            team,
            name=identity.team_name,
            url=identity.team_url,
            bot_user=identity.bot_user_id,
            now=self._clock.now(),
        )
        return [team]

    def slack(self, _team: TeamId) -> Gateway:
        return self._gateway

    async def authorized(self, _team_id: str | None) -> AuthorizeResult | None:
        identity = self._identity
        if identity is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_user_id=identity.bot_user_id,
            bot_id=identity.bot_id,
            bot_token=self._gateway.client.token,
        )

    def forget(self, team: TeamId) -> None:
        """The settings stay as they are."""

    @property
    def is_refused(self) -> bool:
        return self._client.is_refused

    async def _who(self) -> Identity:
        try:
            return await self._gateway.who_am_i()
        except SlackFailure as failure:
            sentence = connection_sentence("SLACK_BOT_TOKEN", failure)
            raise ConfigurationError(sentence) from failure


def connection_sentence(variable: str, failure: SlackFailure) -> str:
    """Why Slack could not be asked with what stands in this variable, and the mend."""
    if failure.trouble is Trouble.RATE_LIMITED:
        return "Slack asks for a pause: start again in a minute."
    if failure.trouble is Trouble.UNREACHABLE:
        return "Slack cannot be reached: check SLACK_API_URL and the network, then start again."
    return f"Slack does not accept {variable} ({failure.error}): copy it from the app's page again."
