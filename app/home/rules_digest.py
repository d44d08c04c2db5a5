"""What a workspace is told once a week. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.slack.mrkdwn import Mrkdwn

LISTED = 8


@dataclass(frozen=True, slots=True)
class Told:
    """A line: the incident, where it can be read, what it is, and when."""

    label: str
    url: str | None
    text: Mrkdwn
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Of incidents that everybody may know of; of each list one line more than is shown."""

    is_open: Sequence[Told] = ()
    meeting: Sequence[Told] = ()
    due: Sequence[Told] = ()
    shared: Sequence[Told] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.is_open or self.meeting or self.due or self.shared)
