"""Reviews that were shared, for somebody to read. No I/O."""

from dataclasses import dataclass

from app.slack.mrkdwn import Mrkdwn


@dataclass(frozen=True, slots=True)
class Shared:
    """A review that stands to be read at `url`."""

    label: str
    title: Mrkdwn
    url: str
