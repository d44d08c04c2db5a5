"""How long things are kept, and which night they go. No I/O."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zlib import crc32
from zoneinfo import ZoneInfo

from app.slack.ids import TeamId


class Kept(StrEnum):
    """What a workspace can choose to keep for a while only."""

    TEXTS = "texts"
    """What was said, decided and handed over in the timeline."""
    ANSWERS = "answers"
    """What people answered before a review."""
    INCIDENTS = "incidents"
    """Incidents with all that belongs to them."""


PERIODS: Mapping[int, str] = {90: "90 days", 365: "1 year", 730: "2 years", 1825: "5 years"}
"""In days; without one, a thing is kept until somebody deletes it."""
CHOICES: Mapping[Kept, tuple[int, ...]] = {
    Kept.TEXTS: tuple(PERIODS),
    Kept.ANSWERS: tuple(PERIODS),
    Kept.INCIDENTS: tuple(days for days in PERIODS if days >= 365),
}
"""Patterns look back a year: what they count is not deleted before."""

_NIGHT = time(3)
_SPREAD = 60
"""Minutes over which workspaces are spread."""

Keeping = Mapping[Kept, int | None]
"""For how many days."""


def next_night(
    team: TeamId,
    keeping: Keeping,
    oldest: Mapping[Kept, datetime | None],
    zone: ZoneInfo,
    now: datetime,
) -> datetime | None:
    """The night in which the next thing is due, `oldest` being when the oldest of each ended; None
    where everything is kept. What ends later than now cannot be due before the shortest time.
    """
    chosen = {kind: timedelta(days=days) for kind, days in keeping.items() if days}
    if not chosen:
        return None
    due = [now + min(chosen.values())]
    due += [ended + chosen[kind] for kind in chosen if (ended := oldest.get(kind))]
    return _night(team, zone, max(now, min(due)))


def _night(team: TeamId, zone: ZoneInfo, at: datetime) -> datetime:
    minutes = timedelta(minutes=crc32(team.encode()) % _SPREAD)
    day = at.astimezone(zone).date()
    tonight = _moment(day, zone) + minutes
    return tonight if tonight > at else _moment(day + timedelta(days=1), zone) + minutes


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _NIGHT, zone)
