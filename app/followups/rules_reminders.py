"""When an owner is asked whether anything is in the way, and when a change that is done is looked
back at.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.workspace.rules_calendar import WorkingCalendar

LOOK_BACKS = (30, 90)
"""Days after a change was done: domain.md §3."""


class Occasion(StrEnum):
    """What somebody is written about a change's day for. Its owner hears of the first two, whoever
    facilitated its review of the last.
    """

    AHEAD = "ahead"
    PASSED = "passed"
    UNANSWERED = "unanswered"


def reminders(
    due_on: date, calendar: WorkingCalendar, *, now: datetime
) -> Mapping[Occasion, datetime]:
    """In the mornings of the third working day before the day and of the first and the third one
    after it; without those that have passed.
    """
    noon = datetime.combine(due_on, time(12), calendar.zone)
    moments = {
        Occasion.AHEAD: calendar.morning_before(noon, 3),
        Occasion.PASSED: calendar.morning_after(noon, 1),
        Occasion.UNANSWERED: calendar.morning_after(noon, 3),
    }
    return {occasion: at.astimezone(UTC) for occasion, at in moments.items() if at > now}


def look_backs(done_at: datetime, *, now: datetime) -> Mapping[int, datetime]:
    """By the days after it was done; without those that have passed."""
    moments = {days: done_at + timedelta(days=days) for days in LOOK_BACKS}
    return {days: at for days, at in moments.items() if at > now}
