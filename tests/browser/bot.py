"""Messages and forms that a bot shows, whatever they are: straight through the Web API."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.office import Office

Json = Mapping[str, Any]


async def bot_says(
    office: Office, channel: str, blocks: Sequence[Json], text: str = "A message"
) -> str:
    """Post the blocks; the message's ts."""
    answer = await _client(office).chat_postMessage(
        channel=office.stage.slack.channel(channel).id, text=text, blocks=[dict(b) for b in blocks]
    )
    return str(answer["ts"])


def _client(office: Office) -> AsyncWebClient:
    slack = office.stage.slack
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)
