"""What App Home shows of reviews. No I/O."""

from dataclasses import dataclass
from datetime import datetime

from app.slack.ids import ChannelId
from app.slack.mrkdwn import Mrkdwn

LISTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A review that meets, and what its reader is asked to do for it."""

    label: str
    title: Mrkdwn
    channel: ChannelId | None
    meets_at: datetime
    facilitates: bool = False
    is_asked: bool = False
    """To facilitate, and has not answered yet."""
