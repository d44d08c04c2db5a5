"""When something happened, as people type it. No I/O."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.errors import UserError
from app.slack.mrkdwn import Mrkdwn

_LEADING_TIME = re.compile(r"^(\d{1,2}:\d{2})\s+(\S.*)$", re.DOTALL)


def split_note(text: Mrkdwn) -> tuple[str | None, Mrkdwn]:
    """The clock time that a note begins with, if any, and its words."""
    found = _LEADING_TIME.match(text)
    return (found[1], Mrkdwn(found[2])) if found else (None, text)


def check_clock_time(typed: str) -> time:
    """`14:05` as a time of day. Raises UserError when there is no such time."""
    hours, minutes = map(int, typed.split(":"))
    if hours > 23 or minutes > 59:
        raise UserError(
            f"{typed} is not a time of day. Write it like 14:05, or leave it out if it is now."
        )
    return time(hours, minutes)


def latest_moment(typed: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When it was last this clock time in this zone, in UTC; never in the future.

    Raises UserError when the clocks skipped that time.
    """
    clock = check_clock_time(typed)
    here = now.astimezone(zone)
    for day in (here.date(), here.date() - timedelta(days=1)):
        shown = _shown(clock, day, zone)
        past = [moment for moment in shown if moment <= now]
        if past:
            return max(past)
        if not shown and (day, clock) < (here.date(), here.time()):
            raise UserError(
                f"{typed} did not exist that day in your time zone: the clocks were put forward. "
                "Please give the time that the clocks showed."
            )
    raise AssertionError("yesterday's clock times are past")


def _shown(clock: time, day: date, zone: ZoneInfo) -> list[datetime]:
    """When the clocks of a zone showed this time that day: once, twice in autumn, or never."""
    wanted = datetime.combine(day, clock)
    moments = {wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [each for each in moments if each.astimezone(zone).replace(tzinfo=None) == wanted]
