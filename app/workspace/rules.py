"""What a workspace can choose, and whether a choice makes sense. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.slack.ids import ChannelId, TeamId, UserId
from app.vocabulary import Automatic, Letter, Openness
from app.workspace.rules_marks import DEFAULT_MARKS, Marks

PROFILE_STALE_AFTER = timedelta(days=1)
ANNOUNCEMENT_CHANNELS = ("incidents", "incident")
"""Where incidents are announced until somebody chooses; else the workspace's general channel."""

SHORTEST_DAY_MINUTES = 120
LINK_MAX = 500
HANDLE_MAX = 80
_HANDLE = re.compile(r"\w[\w.-]*")
LETTER_LABELS = {
    Letter.FACILITATING: "Asking to facilitate",
    Letter.REFLECTION: "Questions before a review",
    Letter.CALIBRATION: "Checking the timeline",
    Letter.BRIEF: "Briefs for facilitators",
    Letter.CHANGES: "Changes that have an owner",
    Letter.WORDING: "Notes about wording",
}
_CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is edited in the settings form. Times are clock times in `time_zone`."""

    announce_channel: ChannelId | None
    time_zone: str
    day_starts_at: str
    day_ends_at: str
    holiday_country: str | None
    facilitators: Sequence[UserId]
    unrecorded: frozenset[Automatic] = frozenset()
    """What does not become an entry by itself."""
    keeps_files: bool = False
    """Whether kept messages' files are copied into the database."""
    facilitator_group: str | None = None
    """The handle of a user group whose members can facilitate, too."""
    meeting_link: str | None = None
    """Where review meetings take place."""
    unsent: frozenset[Letter] = frozenset()
    """What nobody is sent directly."""
    digest_day: int | None = None
    """On which day of the week, from 0 on Monday, what is going on is posted; None for never."""
    digest_at: str = "09:00"
    guests_start: bool = True
    """Whether guests may start incidents."""
    tells_patterns: bool = False
    """Whether what reviews have in common is posted once a month, at the same time of day."""
    drafts: frozenset[Openness] | None = None
    """Of which incidents a language model may word the summary; None where nobody was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace as stored."""

    team: TeamId
    name: str
    url: str
    bot_user: UserId
    choices: Choices
    marks: Marks = field(default_factory=lambda: DEFAULT_MARKS)
    group_members: Sequence[UserId] = ()
    """Of the facilitators' user group, when it was last read."""

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.choices.time_zone) or ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as Slack last described them."""

    user: UserId
    name: str
    zone: ZoneInfo | None
    is_bot: bool
    is_active: bool


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone with this IANA name, or None when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_stale(read_at: datetime | None, now: datetime) -> bool:
    """Whether a profile should be read (again)."""
    return read_at is None or now - read_at > PROFILE_STALE_AFTER


def clock_time(text: str) -> time | None:
    """`9:30` or `09:30` as a time of day, else None."""
    found = _CLOCK_TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def problems(choices: Choices, known_countries: frozenset[str]) -> dict[str, str]:
    """What is wrong with these choices: a sentence by field id."""
    found: dict[str, str] = {}
    if zone_named(choices.time_zone) is None:
        found["time_zone"] = "Please give a zone like Europe/Berlin or America/New_York."
    starts, ends = clock_time(choices.day_starts_at), clock_time(choices.day_ends_at)
    if starts is None:
        found["day_starts_at"] = "Please give a time of day like 09:00."
    if ends is None:
        found["day_ends_at"] = "Please give a time of day like 17:00."
    if clock_time(choices.digest_at) is None:
        found["digest_at"] = "Please give a time of day like 09:00."
    if starts and ends and _minutes(ends) - _minutes(starts) < SHORTEST_DAY_MINUTES:
        found["day_ends_at"] = "Please leave at least two hours between start and end of the day."
    if choices.holiday_country and choices.holiday_country not in known_countries:
        found["holiday_country"] = "Please give a two-letter country code like DE, US or IN."
    if choices.facilitator_group and not _HANDLE.fullmatch(choices.facilitator_group):
        found["facilitator_group"] = "Please give one handle, like @sre-facilitators."
    if choices.meeting_link and not _is_web_address(choices.meeting_link):
        found["meeting_link"] = "Please give a web address that begins with https://."
    return found


def _is_web_address(typed: str) -> bool:
    """Whether people can be led there safely, also where it stands inside of markup."""
    if len(typed) > LINK_MAX or not typed.isprintable() or set(typed) & set(" <>|"):
        return False
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "")


def _minutes(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute
