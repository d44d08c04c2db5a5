"""The app's installation, its tokens, and the short-lived tickets of interactions."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from app.sandbox import limits
from app.sandbox.errors import SlackError
from app.sandbox.ids import Ids
from app.sandbox.manifest import Manifest

RESPONSE_URL_LIVES_FOR = timedelta(minutes=limits.RESPONSE_URL_MINUTES)


@dataclass(slots=True, kw_only=True)
class Token:
    kind: Literal["bot", "app"]
    scopes: frozenset[str]
    revoked: bool = False
    expires_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class InstalledApp:
    """The one app of the workspace and the secrets it shares with Slack."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    manifest: Manifest
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    is_org_wide: bool = False
    """Whether whoever installs it from now on does so for a whole organization."""
    has_rotation: bool = False
    """Whether tokens that it gets from now on expire, and have to be renewed."""
    refresh_tokens: set[str] = field(default_factory=set)
    """Those that have not been spent."""


@dataclass(slots=True)
class _Trigger:
    user: str
    expires: float
    in_modal: bool
    is_used: bool = False


def tokens_revoked(bot: str) -> dict[str, object]:
    """The event that tells an app which of its tokens ended: the bot's, and no person's."""
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}


class Triggers:
    """Trigger ids: 3 real seconds, one use."""

    def __init__(self, ids: Ids, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ids = ids
        self._monotonic = monotonic
        self._known: dict[str, _Trigger] = {}

    def issue(self, user: str, *, in_modal: bool = False) -> str:
        """A fresh trigger for what `user` just did."""
        trigger_id = f"13.45.{self._ids.next('t').lower()}"
        self._known[trigger_id] = _Trigger(
            user, self._monotonic() + limits.TRIGGER_SECONDS, in_modal
        )
        return trigger_id

    def redeem(self, trigger_id: str, *, only_in_modal: bool = False) -> str:
        """The person behind the trigger; SlackError when it is unknown, spent or too old."""
        trigger = self._known.get(trigger_id)
        if trigger is None or (only_in_modal and not trigger.in_modal):
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._monotonic() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger.user


@dataclass(slots=True, kw_only=True)
class ResponseTicket:
    """What a response_url may do: speak to `user`, or change the message it came from."""

    channel: str
    user: str
    expires_at: datetime
    message_ts: str | None = None
    uses_left: int = limits.RESPONSE_URL_USES
