"""How often somebody may be told something of one kind."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.slack.ids import TeamId, UserId

BETWEEN_NOTES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pauses:
    """When each person was last told, for as long as they are to be left alone after that.

    On purpose in the memory of this process only: a stored row with a person and a time would lead
    back to an answer without a name that was given then (docs/adr/0005-anonymous-answers.md). A
    restart forgets it, and each process counts for itself.
    """

    at_least: timedelta
    _told_at: dict[tuple[TeamId, UserId], datetime] = field(default_factory=dict, repr=False)

    def is_over(self, team: TeamId, user: UserId, *, now: datetime) -> bool:
        """Whether somebody may be told again."""
        told_at = self._told_at.get((team, user))
        return told_at is None or now - told_at >= self.at_least

    def begin(self, team: TeamId, user: UserId, *, now: datetime) -> None:
        """Somebody is told now. Whose pause is over is forgotten."""
        for one in [one for one in self._told_at if self.is_over(*one, now=now)]:
            del self._told_at[one]
        self._told_at[team, user] = now
