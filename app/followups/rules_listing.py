"""What `/incident changes` can be asked for, and what a list of changes is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.errors import UserError
from app.followups.rules import FollowUp
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn

PAGE_SIZE = 8
"""Changes on a page: with their words a message stays far below what Slack takes."""

OWNED_AT_MOST = 5
"""On a home page, which shows other things, too."""

_LABEL = re.compile(r"(?:inc-?|#)?(\d{1,9})", re.IGNORECASE)


class Scope(StrEnum):
    """Which changes somebody wants to see."""

    MINE = "mine"
    OPEN = "open"
    OVERDUE = "overdue"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Asked:
    """One page, from 0, of these changes; of an incident's, of the one with this number."""

    scope: Scope
    number: int = 0
    page: int = 0

    def dump(self) -> str:
        return f"{self.scope}:{self.number}:{self.page}"

    @classmethod
    def load(cls, dumped: str) -> "Asked":
        scope, number, page = dumped.split(":")
        return cls(Scope(scope), int(number), int(page))

    def turned_to(self, page: int) -> "Asked":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A change in a list, with what its reader may know of the incident that it comes from."""

    followup: FollowUp
    label: str
    is_known: bool
    """Of an incident that the reader does not know, the label is all that they are told."""
    factors: Sequence[Mrkdwn] = ()
    """What it answers, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of changes, for one reader."""

    asked: Asked
    reader: UserId
    lines: Sequence[Listed]
    total: int
    today: date
    """Where the workspace is."""
    away: frozenset[UserId] = frozenset()
    """Owners who left the workspace."""
    review_id: int | None = None
    """Of an incident's list: where another one can be added."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Owned:
    """Somebody's own open changes, the next due first, and whether there are more of them."""

    lines: Sequence[Listed] = ()
    has_more: bool = False


def parse_listing(text: str) -> Asked | None:
    """`mine`, `open`, `overdue` or `INC-7`; None when nothing was typed. Raises UserError for
    anything else.
    """
    typed = text.strip().lower()
    if not typed:
        return None
    if typed in {Scope.MINE, Scope.OPEN, Scope.OVERDUE}:
        return Asked(Scope(typed))
    label = _LABEL.fullmatch(typed)
    if label and int(label[1]) > 0:
        return Asked(Scope.INCIDENT, int(label[1]))
    raise UserError(
        "`/incident changes` takes one word: mine, open, overdue, or an incident like INC-7."
    )


def is_overdue(followup: FollowUp, today: date) -> bool:
    """Its day has passed, and it is open."""
    return followup.is_open and followup.due_on is not None and followup.due_on < today
