"""What handlers and effects are given: one frozen bundle, built by bootstrap."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from app.clock import Clock
from app.config import Settings
from app.db.engine import Database
from app.db.outbox import Job
from app.pauses import BETWEEN_NOTES, Pauses
from app.slack.gateway import Gateway
from app.slack.ids import TeamId


@dataclass(frozen=True, slots=True)
class Deps:
    """The database, the way to a workspace's Slack, the clock and the operator's settings."""

    db: Database
    slack: Callable[[TeamId], Gateway]
    clock: Clock
    settings: Settings
    notes: Pauses = field(default_factory=lambda: Pauses(BETWEEN_NOTES))
    """Between two notes about wording to one person."""


Effect = Callable[[Deps, Job], Awaitable[None]]
"""Does one outbox row's work: render from what is stored now, call Slack, store what it answered.

It has to bear being repeated after it was cut off anywhere; `Job.is_repeated` says that it was.
"""

Effects = Mapping[str, Effect]
