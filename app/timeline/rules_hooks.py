"""Pure decisions about hooks: their names, who signed a request, which entries fit an incident."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.slack.ids import TeamId, UserId
from app.timeline.sources.arrivals import Arrived

HOOKS_MAX = 30
"""Of a workspace; all of them fit on one page."""

SECRET_BYTES = 32
SKEW = timedelta(minutes=5)
"""How old a signature may be, and how far a sender's clock may be ahead."""
BEFORE = timedelta(days=30)
"""How long before an incident's beginning something may have happened that is added to it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_INCIDENT = re.compile(r"inc-([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Something that may add entries over HTTP. Its secret is in no log and no error."""

    id: int
    team: TeamId
    name: str
    secret: str = field(repr=False)
    made_by: UserId
    made_at: datetime

    @property
    def secret_mark(self) -> str:
        """Tells this secret from the next one, and nothing about it."""
        return _digest(self.secret)[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An open incident that entries can be added to."""

    incident_id: int
    started_at: datetime
    is_private: bool


def hook_name(typed: str) -> str | None:
    """A hook's name as it is kept; None for what cannot be one."""
    name = typed.strip().lower()
    return name if _NAME.fullmatch(name) and incident_number(name) is None else None


def incident_number(name: str) -> int | None:
    """The number in `INC-7`, in any case; None when this names no incident."""
    found = _INCIDENT.fullmatch(name.strip().lower())
    return int(found[1]) if found else None


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The `X-Onward-Signature` of a body sent at this Unix time; made as Slack makes its own."""
    return "v1=" + _hmac(secret, b"v1:" + stamp.encode("utf-8", "replace") + b":" + body)


def signer(
    hooks: Iterable[Hook], headers: Mapping[str, str], body: bytes, now: datetime
) -> Hook | None:
    """The hook whose secret signed this request; `now` is what the machine's clock says."""
    return next((hook for hook in hooks if _is_signed(hook.secret, headers, body, now)), None)


def fits(arrived: Arrived, target: Target, now: datetime) -> bool:
    """Whether this can have been a part of what led to this incident."""
    return (arrived.occurred_at or now) >= target.started_at - BEFORE


def is_future(arrived: Arrived, now: datetime) -> bool:
    return arrived.occurred_at is not None and arrived.occurred_at > now + SKEW


def source_key(hook: Hook, arrived: Arrived) -> str:
    """Names one thing that one hook told, however often it tells it."""
    return f"hook:{hook.name}:{_digest(arrived.fingerprint)}"


def once_each(hook: Hook, arrived: Sequence[Arrived]) -> Mapping[str, Arrived]:
    """By source key; of two that are the same, the first."""
    return {source_key(hook, one): one for one in reversed(arrived)}


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    ours, github = headers.get("x-onward-signature"), headers.get("x-hub-signature-256")
    if ours is not None:
        stamp = headers.get("x-onward-timestamp", "")
        return _is_recent(stamp, now) and _is_same(ours, signature(secret, stamp, body))
    if github is not None:
        return _is_same(github, "sha256=" + _hmac(secret, body))
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and _is_same(token.strip(), secret)


def _is_recent(stamp: str, now: datetime) -> bool:
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        return False
    return abs(int(stamp) - now.timestamp()) <= SKEW.total_seconds()


def _is_same(offered: str, right: str) -> bool:
    """In a time that does not depend on how much of it is right."""
    return hmac.compare_digest(offered.encode("utf-8", "replace"), right.encode())


def _hmac(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
