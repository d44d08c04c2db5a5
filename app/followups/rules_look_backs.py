"""Looking back at a change: which of its look-backs a question is about, and its answer."""

from dataclasses import dataclass
from datetime import datetime

from app.followups.rules import FollowUp, LookBack


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a change that was done then holds, so many days later."""

    followup_id: int
    done_at: datetime
    days: int

    def dump(self) -> str:
        return f"{self.followup_id} {self.days} {self.done_at.isoformat()}"

    @classmethod
    def load(cls, dumped: str) -> "Asking":
        followup_id, days, done_at = dumped.split(" ")
        return cls(int(followup_id), datetime.fromisoformat(done_at), int(days))

    def answer_in(self, found: FollowUp) -> LookBack | None:
        """What was answered to it, if it was."""
        mine = self.done_at, self.days
        return next((one for one in found.looked if (one.done_at, one.days) == mine), None)
