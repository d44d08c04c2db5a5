"""What a source is given and what it makes of it, and how to read JSON that somebody else wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from app.slack.mrkdwn import Mrkdwn, clip, esc
from app.vocabulary import EntryKind

TEXT_MAX = 3000
LINK_MAX = 2000

_SAFE_IN_LINKS = ":/?#[]@!$&'()*+,;=-._~%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request that was signed. Names of headers are in lower case; `body` is JSON as it came.

    `stamp` tells this request from another one with the same body, and is the same when the same
    request is sent again.
    """

    headers: Mapping[str, str]
    body: object
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Something that happened, as a source tells it. Without a time, it happened just now.

    Two with the same fingerprint, from the same hook, are the same thing told twice.
    """

    occurred_at: datetime | None
    text: Mrkdwn
    link: str | None
    kind: EntryKind
    fingerprint: str


def part(body: object, *path: str) -> object:
    """What stands at this path, None when it leads nowhere."""
    for name in path:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body


def words(body: object, *path: str) -> str:
    """The text at this path, without white space around it; nothing where there is no text."""
    found = part(body, *path)
    return found.strip() if isinstance(found, str) else ""


def as_text(plain: str) -> Mrkdwn:
    """A machine's words as an entry's: escaped, and not longer than what a person can type."""
    return clip(esc(plain), TEXT_MAX)


def moment_in(found: object) -> datetime | None:
    """Unix seconds, or ISO 8601 with its zone, as an aware time in UTC; None for anything else."""
    try:
        if isinstance(found, int | float) and not isinstance(found, bool):
            return datetime.fromtimestamp(found, UTC)
        if isinstance(found, str):
            at = datetime.fromisoformat(found.strip())
            return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError, OSError):  # no such date, or none that a computer knows
        return None
    return None


def web_address(found: str) -> str | None:
    """An http(s) address in which nothing can end the link that it becomes; None for any other."""
    try:
        parts = urlsplit(found)
        host = parts.hostname
    except ValueError:  # brackets that hold no IPv6 address
        return None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", host):
        return None
    address = quote(found, safe=_SAFE_IN_LINKS, errors="replace")
    return address if len(address) <= LINK_MAX else None
