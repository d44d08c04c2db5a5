"""When a workspace is told what is going on. No I/O."""

from datetime import UTC, date, datetime, time, timedelta

from app.workspace.rules import Workspace, clock_time
from app.workspace.rules_calendar import calendar_of

_DAY = timedelta(days=1)
LATEST = timedelta(hours=12)
"""After downtime: what comes later than this waits for the next time."""
_LONGEST_MONTH = timedelta(days=31)
_USUAL = time(9)


def next_digest(workspace: Workspace, now: datetime) -> datetime | None:
    """The next chosen hour of the chosen day, after now; None when no day was chosen."""
    choices = workspace.choices
    if choices.digest_day is None:
        return None
    at = clock_time(choices.digest_at) or _USUAL
    today = now.astimezone(workspace.zone).date()
    day = today + timedelta(days=(choices.digest_day - today.weekday()) % 7)
    due = _moment(workspace, day, at)
    return due if due > now else _moment(workspace, day + timedelta(days=7), at)


def next_patterns(workspace: Workspace, now: datetime) -> datetime | None:
    """The same hour of the next first working day of a month, after now; None when not wanted."""
    if not workspace.choices.tells_patterns:
        return None
    first = now.astimezone(workspace.zone).date().replace(day=1)
    due = _first_working_day(workspace, first)
    return (
        due if due > now else _first_working_day(workspace, (first + _LONGEST_MONTH).replace(day=1))
    )


def _first_working_day(workspace: Workspace, first: date) -> datetime:
    """When it is the hour on the first working day from this day on."""
    at = clock_time(workspace.choices.digest_at) or _USUAL
    before = _moment(workspace, first - _DAY, at)
    day = next(calendar_of(workspace, before).working_days_after(before))
    return _moment(workspace, day, at)


def month_of(workspace: Workspace, due: datetime) -> str:
    """The calendar month in which patterns are due; they are told once in each."""
    return f"{due.astimezone(workspace.zone):%Y-%m}"


def _moment(workspace: Workspace, day: date, at: time) -> datetime:
    return datetime.combine(day, at, workspace.zone).astimezone(UTC)


def week_of(workspace: Workspace, due: datetime) -> str:
    """The calendar week in which a digest is due; there is one in each."""
    year, week, _ = due.astimezone(workspace.zone).date().isocalendar()
    return f"{year}-{week:02}"
