"""What handlers and effects are given: one frozen bundle, built by bootstrap."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.clock import Clock
from app.config import Settings
from app.db.engine import Database
from app.db.outbox import Job
from app.drafting import Ask
from app.drawing import drawn
from app.metrics import Meter
from app.outgoing import Send, sent
from app.pauses import BETWEEN_NOTES, Pauses
from app.slack.gateway import Gateway
from app.slack.ids import TeamId
from app.tracing import UNTOLD, Trace

Draw = Callable[[Mapping[str, Any]], Awaitable[bytes]]
"""A picture's values in, a PNG out."""


def _nothing_known(_team: TeamId) -> None:
    """There is nothing to forget."""


@dataclass(frozen=True, slots=True)
class Deps:
    """The database, the way to a workspace's Slack, the clock, the operator's settings, who draws
    pictures, who words summaries, and the way to other systems.
    """

    db: Database
    slack: Callable[[TeamId], Gateway]
    clock: Clock
    settings: Settings
    draw: Draw = drawn
    ask: Ask | None = None
    """The language model that words summaries, if the operator chose one."""
    send: Send = sent
    """To an address that a workspace chose."""
    forget: Callable[[TeamId], None] = _nothing_known
    """What this process remembers of a workspace's token."""
    notes: Pauses = field(default_factory=lambda: Pauses(BETWEEN_NOTES))
    """Between two notes about wording to one person."""
    meter: Meter = field(default_factory=Meter)
    """Counts what happens, for whoever watches the process."""
    trace: Trace = UNTOLD
    """Tells what took how long, if anybody collects it."""
    heard: dict[TeamId, datetime] = field(default_factory=dict)
    """When Slack last told this process of an event, by workspace."""


Effect = Callable[[Deps, Job], Awaitable[None]]
"""Does one outbox row's work: render from what is stored now, call Slack, store what it answered.

It has to bear being repeated after it was cut off anywhere; `Job.is_repeated` says that it was.
"""

Effects = Mapping[str, Effect]
