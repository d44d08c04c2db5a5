"""What is stuck on its way to Slack, and what the reason means to a person. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.slack.retry import Trouble, trouble_of

PAGE_SIZE = 6
LOOKED_AT = 300
"""Rows that are read at most; more of them are told as that many."""
TRIED_OFTEN = 3
"""Attempts: a pause that Slack asks for now and then is nothing to tell an admin of."""
WAITS_LONG = timedelta(minutes=5)
GIVEN_UP_WITHIN = timedelta(days=30)
"""What was given up longer ago helps nobody when it is done now."""


class Why(StrEnum):
    """Why something is stuck, as far as it matters for what to do next."""

    ARCHIVED = "archived"
    GONE = "gone"
    OUTSIDE = "outside"
    REVOKED = "revoked"
    SCOPE = "scope"
    PERSON = "person"
    FORBIDDEN = "forbidden"
    LIMITED = "limited"
    AWAY = "away"
    REFUSED = "refused"
    OURS = "ours"
    QUEUED = "queued"


_PERSON = frozenset(
    {
        "account_inactive_user",
        "cannot_dm_bot",
        "cannot_message_user",
        "messages_tab_disabled",
        "no_user",
        "user_disabled",
        "user_is_bot",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_not_in_channel",
        "user_not_visible",
        "users_list_not_supplied",
        "users_not_found",
    }
)
_FORBIDDEN = frozenset(
    {
        "access_denied",
        "cant_invite",
        "ekm_access_denied",
        "is_inactive",
        "method_not_supported_for_channel_type",
        "no_permission",
        "not_allowed",
        "not_authorized",
        "org_login_required",
        "team_access_not_granted",
        "user_is_guest",
    }
)
_BY_TROUBLE = {
    Trouble.RATE_LIMITED: Why.LIMITED,
    Trouble.UNREACHABLE: Why.AWAY,
    Trouble.CHANNEL_ARCHIVED: Why.ARCHIVED,
    Trouble.CHANNEL_GONE: Why.GONE,
    Trouble.NOT_IN_CHANNEL: Why.OUTSIDE,
    Trouble.REVOKED: Why.REVOKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A piece of work that is given up, was tried in vain, or waits for long. `about` is the
    incident that it belongs to, if it belongs to one.
    """

    id: int
    what: str
    about: str | None
    why: Why
    error: str
    """Slack's own name for it, for whoever looks it up; empty when it is not Slack's."""
    at: datetime
    """When it was given up, or is tried again."""
    is_given_up: bool
    can_be_tried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Whether sending works. `missing` are permissions of the manifest that the app lacks here."""

    missing: Sequence[str] = ()
    waits: timedelta = timedelta()
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one admin is shown. `hidden` counts what belongs to private incidents of others."""

    stuck: Sequence[Stuck] = ()
    hidden: int = 0
    connection: Connection = field(default_factory=Connection)

    def page(self, number: int) -> Sequence[Stuck]:
        return self.stuck[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]

    @property
    def last_page(self) -> int:
        return max(0, (len(self.stuck) - 1) // PAGE_SIZE)


def why(trouble: str | None) -> tuple[Why, str]:
    """What a reason means, and Slack's own name for it."""
    if trouble is None:
        return Why.QUEUED, ""
    _, is_slacks, error = trouble.partition(": ")
    if not is_slacks or " " in error:
        return Why.OURS, ""
    known = _BY_TROUBLE.get(trouble_of(error))
    return known or _why_refused(error), error


def can_be_tried(because: Why, *, is_given_up: bool, is_known: bool) -> bool:
    """Whether another attempt is worth a button: what it was about has to be known still, and what
    waits for Slack's permission, or its turn, goes on by itself.
    """
    return is_known if is_given_up else because not in {Why.LIMITED, Why.QUEUED}


def _why_refused(error: str) -> Why:
    if error == "missing_scope":
        return Why.SCOPE
    if error in _PERSON:
        return Why.PERSON
    if error in _FORBIDDEN or error.startswith("restricted_action"):
        return Why.FORBIDDEN
    return Why.REFUSED
