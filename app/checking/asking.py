"""Asking Slack with a token, whatever becomes of it."""

import re
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp

TIMEOUT_S = 8.0
SIDE_BY_SIDE = 10
NEEDS_SLACK = "Slack has to be reachable first."


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack said to a call: its body, and of its headers the two that matter."""

    error: str
    team: str
    scopes: frozenset[str]
    date: str


class Slack:
    """Its Web API at an address. Never raises: no answer is one, too."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=SIDE_BY_SIDE)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def answer(self, method: str, token: str | None = None) -> Answer | None:
        """None when there is no token to ask with, or no answer that Slack would give."""
        if token == "":
            return None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._session.post(self._url + method, headers=headers) as response:
                body = await response.json(content_type=None)
                return Answer(
                    error="" if body["ok"] else str(body["error"]),
                    team=str(body.get("team", "")),
                    scopes=_listed(response.headers.get("X-OAuth-Scopes", "")),
                    date=response.headers.get("Date", ""),
                )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError):
            return None


def _listed(scopes: str) -> frozenset[str]:
    return frozenset(filter(None, re.split(r"[\s,]+", scopes)))
