"""What is proposed when an incident is resolved, and what the person resolving made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.reviews.rules_slots import Slot
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn


@dataclass(frozen=True, slots=True)
class Proposal:
    """When an incident began, as far as the timeline tells, and when and with whom its review
    could take place.
    """

    began_at: datetime
    slot: Slot
    facilitator: UserId | None
    participants: Sequence[UserId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What the resolve form says. Times are aware."""

    began_at: datetime
    ended_at: datetime
    impact: Mrkdwn | None
    eased_by: Mrkdwn | None
    meets_at: datetime
    facilitator: UserId | None
    facilitator_reason: Mrkdwn | None = None
    """Why somebody facilitates who took part."""
