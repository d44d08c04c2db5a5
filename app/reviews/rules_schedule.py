"""Moving a review's meeting: what is offered, and what the person who moves it made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_rewind import named_guide
from app.reviews.rules_slots import Slot
from app.slack.ids import UserId
from app.slack.mrkdwn import user_mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Other times for a meeting, earliest first, and the length that fits it. `sequence` says which
    date they replace; clock times are told in `zone`, of whoever looks at them.
    """

    slots: Sequence[Slot]
    length: timedelta
    sequence: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """When a meeting is to take place instead of at the date with this `sequence`."""

    meets_at: datetime
    length: timedelta
    sequence: int


def steers_review(user: UserId, review: Review, incident: Incident) -> bool:
    """Whether somebody may decide that a review is skipped, or has no meeting."""
    return user in {review.facilitator, incident.lead, incident.declared_by}


def steering_sentence(review: Review, incident: Incident) -> str:
    """For somebody who cannot decide that: who can, and what everybody can do."""
    who = user_mention(named_guide(review, incident))
    return f"{who} steers this review; please ask there. Everybody can press *Reschedule*."
