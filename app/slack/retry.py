"""What to do when Slack does not do as asked: a pure table from failure to decision.

Error names: https://docs.slack.dev/reference/methods and ../shared/slack.md §3.2.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = 40
"""Attempts; with the pauses above, a day and a half of an unreachable Slack."""


class Trouble(Enum):
    """Why a call failed, as far as it matters for what to do next."""

    RATE_LIMITED = auto()
    UNREACHABLE = auto()  # also: an answer that never came, though the work may be done
    CHANNEL_ARCHIVED = auto()
    CHANNEL_GONE = auto()
    NOT_IN_CHANNEL = auto()
    REVOKED = auto()
    REFUSED = auto()


_BY_ERROR = {
    "ratelimited": Trouble.RATE_LIMITED,
    "rate_limited": Trouble.RATE_LIMITED,
    "internal_error": Trouble.UNREACHABLE,
    "fatal_error": Trouble.UNREACHABLE,
    "service_unavailable": Trouble.UNREACHABLE,
    "request_timeout": Trouble.UNREACHABLE,
    "is_archived": Trouble.CHANNEL_ARCHIVED,
    "channel_not_found": Trouble.CHANNEL_GONE,
    "not_in_channel": Trouble.NOT_IN_CHANNEL,
    "account_inactive": Trouble.REVOKED,
    "invalid_auth": Trouble.REVOKED,
    "not_authed": Trouble.REVOKED,
    "not_installed": Trouble.REVOKED,  # our own name for it: there is no token to ask with
    "token_expired": Trouble.REVOKED,
    "token_revoked": Trouble.REVOKED,
}


class SlackFailure(Exception):  # noqa: N818 - a failure of theirs, not an error of ours
    """A call that Slack refused or did not answer. `error` is Slack's own name for it."""

    def __init__(self, method: str, error: str, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error
        self.retry_after = retry_after

    @property
    def trouble(self) -> Trouble:
        return trouble_of(self.error)


def trouble_of(error: str) -> Trouble:
    """What a name of Slack's for a failure means to us."""
    return _BY_ERROR.get(error, Trouble.REFUSED)


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Worth another attempt after this pause. One that came too early does not count as one."""

    after: timedelta
    counts: bool = True
    reason: str | None = None
    """What went wrong, if something did."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Another attempt would fail alike."""

    reason: str


def decide(failure: SlackFailure, *, attempt: int) -> TryAgain | GiveUp:
    """What to do after the attempt number `attempt` (from 1) failed."""
    if failure.trouble is Trouble.RATE_LIMITED:
        return TryAgain(failure.retry_after or FIRST_PAUSE, reason=str(failure))
    if attempt >= GIVE_UP_AFTER:
        return GiveUp(str(failure))
    if failure.trouble is Trouble.UNREACHABLE:
        return TryAgain(pause(attempt), reason=str(failure))
    return GiveUp(str(failure))


def pause(attempt: int) -> timedelta:
    """2, 4, 8 … seconds, an hour at most."""
    doublings: int = min(attempt - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
