"""When a workspace is told what is going on. No I/O."""

from datetime import UTC, date, datetime, time, timedelta

from app.workspace.rules import Workspace, clock_time


def next_digest(workspace: Workspace, now: datetime) -> datetime | None:
    """The next chosen hour of the chosen day, after now; None when no day was chosen."""
    choices = workspace.choices
    if choices.digest_day is None:
        return None
    at = clock_time(choices.digest_at) or time(9)
    today = now.astimezone(workspace.zone).date()
    day = today + timedelta(days=(choices.digest_day - today.weekday()) % 7)
    due = _moment(workspace, day, at)
    return due if due > now else _moment(workspace, day + timedelta(days=7), at)


def _moment(workspace: Workspace, day: date, at: time) -> datetime:
    return datetime.combine(day, at, workspace.zone).astimezone(UTC)


def week_of(workspace: Workspace, due: datetime) -> str:
    """The calendar week in which a digest is due; there is one in each."""
    year, week, _ = due.astimezone(workspace.zone).date().isocalendar()
    return f"{year}-{week:02}"
