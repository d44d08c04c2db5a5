"""A Web API client that asks for its token before each call: it may have been renewed or lost."""

from typing import Any, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from app.slack.client import CountingClient, error_in
from app.slack.retry import Trouble, trouble_of


class Token(Protocol):
    """A workspace's token, as of now."""

    async def current(self) -> str:
        """Raises SlackFailure when there is none."""

    async def refused(self, token: str) -> None:
        """Told when Slack does not accept it."""


class TeamClient(CountingClient):
    """`for_token` is one workspace's; everything else is as with one token."""

    def __init__(self, for_token: Token, **options: Any) -> None:  # noqa: ANN401 - the SDK's own
        super().__init__(None, **options)
        self._for_token = for_token

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:  # noqa: ANN401
        self.token = token = await self._for_token.current()
        try:
            return await super().api_call(api_method, **options)
        except SlackApiError as refusal:
            if trouble_of(error_in(refusal.response)) is Trouble.REVOKED:
                await self._for_token.refused(token)
            raise
