"""What App Home shows of incidents and reviews: a few lines of each list, and its pages. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from app.followups.rules_listing import Owned
from app.incidents.rules import Incident
from app.reviews.rules_next_step import NextStep
from app.slack.ids import ChannelId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_shared import Shared

LISTED = 6
"""Lines of a list on the home page, which has others, too."""

PAGE_SIZE = 15

T = TypeVar("T")


class Shelf(StrEnum):
    """A list of the home page that has pages."""

    OPEN = "open"
    STEPS = "steps"
    COMING = "coming"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of a list, from 0."""

    shelf: Shelf
    number: int = 0

    def dump(self) -> str:
        return f"{self.shelf}:{self.number}"

    @classmethod
    def load(cls, dumped: str) -> "Turn":
        shelf, number = dumped.split(":")
        return cls(Shelf(shelf), int(number))

    def turned_by(self, pages: int) -> "Turn":
        return Turn(self.shelf, self.number + pages)


@dataclass(frozen=True, slots=True)
class Cut:
    """Which lines of a list are read: `size` of them after the first `after`."""

    size: int = LISTED
    after: int = 0

    @classmethod
    def of(cls, turn: Turn) -> "Cut":
        return cls(PAGE_SIZE, turn.number * PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Lines of a list, and whether there are more behind them."""

    lines: Sequence[T] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStep:
    """A review that waits for its reader, and for what. `url` is that of the stop it is at, else of
    its channel.
    """

    label: str
    title: Mrkdwn
    url: str | None
    steps: Sequence[NextStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A review that meets, and what its reader is asked to do for it."""

    label: str
    title: Mrkdwn
    channel: ChannelId | None
    meets_at: datetime
    url: str | None = None
    """Of the message that says when it meets, for whoever is in its channel."""
    facilitates: bool = False
    is_asked: bool = False
    """To facilitate, and has not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first lines of each list, for one person."""

    incidents: Page[Incident] = field(default_factory=Page)
    steps: Page[OwnStep] = field(default_factory=Page)
    coming: Page[Upcoming] = field(default_factory=Page)
    shared: Page[Shared] = field(default_factory=Page)
    owned: Owned = field(default_factory=Owned)


def page_of(lines: Sequence[T], cut: Cut) -> Page[T]:
    """Of lines of which one more was read than is shown."""
    return Page(lines[: cut.size], has_more=len(lines) > cut.size)
