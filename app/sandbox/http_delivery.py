"""Delivery to a request URL: signed, as Slack signs, and repeated, as Slack repeats."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TooManyRedirects

from app.sandbox.clock import wall_seconds
from app.sandbox.delivery import Ack, Parcel
from app.sandbox.world import Json

RETRY_DELAYS = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
FORM = "application/x-www-form-urlencoded"
MAX_REDIRECTS = 2


def signature(signing_secret: str, timestamp: str, body: bytes) -> str:
    """The `X-Slack-Signature` of a request."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(signing_secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    """POSTs every parcel to one URL."""

    repeats_interactions = False

    def __init__(
        self,
        url: str,
        signing_secret: str,
        ack_timeout_s: float,
        retry_delays: Sequence[timedelta] = RETRY_DELAYS,
    ) -> None:
        self.retry_delays = retry_delays
        self._url = url
        self._signing_secret = signing_secret
        self._timeout = ClientTimeout(total=ack_timeout_s)
        self._session: ClientSession | None = None

    async def attempt(self, parcel: Parcel, number: int, reason: str) -> Ack:
        """POST once; any 2xx is an acknowledgement."""
        content_type, body = _encoded(parcel)
        headers = {"Content-Type": content_type, **self._signed(body)}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return await self._post(body, headers)

    async def verify_url(self, token: str, challenge: str) -> bool:
        """Whether the URL answers Slack's challenge, as it must before it can be saved."""
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(payload).encode()
        headers = {"Content-Type": "application/json", **self._signed(body)}
        ack = await self._post(body, headers)
        return ack.is_ok and challenge in {ack.body.get("challenge"), ack.body.get("text")}

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str]) -> Ack:
        if self._session is None:
            self._session = ClientSession(timeout=self._timeout)
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, max_redirects=MAX_REDIRECTS
            ) as response:
                is_final = response.headers.get("X-Slack-No-Retry") == "1"
                if not response.ok:
                    return Ack(is_ok=False, reason="http_error", is_final=is_final)
                return Ack(is_ok=True, body=_answer(await response.text()))
        except TimeoutError:
            return Ack(is_ok=False, reason="http_timeout")
        except TooManyRedirects:
            return Ack(is_ok=False, reason="too_many_redirects")
        except ClientError:
            return Ack(is_ok=False, reason="connection_failed")

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(wall_seconds())
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _encoded(parcel: Parcel) -> tuple[str, bytes]:
    match parcel.kind:
        case "events_api":
            return "application/json", json.dumps(parcel.payload).encode()
        case "slash_commands":
            return FORM, urlencode(parcel.payload).encode()
        case "interactive":
            return FORM, urlencode({"payload": json.dumps(parcel.payload)}).encode()


def _answer(text: str) -> Json:
    """The body of an acknowledgement: JSON, or plain text that a command's answer may be."""
    if not text.strip():
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
