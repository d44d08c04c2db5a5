"""When a lesson comes back, and what it says of its changes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_anniversary import Became, Lesson, after_months, comes_back_at
from app.summaries.telling import generate
from app.summaries.views_anniversary import lesson_post
from app.vocabulary import FollowUpState, Holds
from app.workspace.rules_calendar import WorkingCalendar, WorkingHours
from tests.factories import NOW
from tests.unit.summaries.renderings import texts_of
from tests.unit.summaries.stories import story

BERLIN = WorkingCalendar(zone=ZoneInfo("Europe/Berlin"), hours=WorkingHours(start=time(9)))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 3), 3, date(2026, 6, 3)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_it_is_the_same_day_of_a_later_month(day: date, months: int, then: date) -> None:
    assert after_months(day, months) == then


def test_it_comes_in_the_morning_of_a_working_day() -> None:
    wednesday = comes_back_at(date(2026, 3, 3), 3, BERLIN)
    assert wednesday.astimezone(UTC) == datetime(2026, 6, 3, 7, tzinfo=UTC)
    after_a_weekend = comes_back_at(date(2026, 3, 6), 3, BERLIN)  # 6 June is a Saturday
    assert after_a_weekend.astimezone(UTC) == datetime(2026, 6, 8, 7, tzinfo=UTC)


def test_it_says_of_each_change_whether_it_held() -> None:
    changes = [
        Became(text=Mrkdwn("Add a limit"), state=FollowUpState.DONE, holds=Holds.PARTLY),
        Became(text=Mrkdwn("Watch the queue"), state=FollowUpState.DONE),
        Became(text=Mrkdwn("Split the index"), state=FollowUpState.OPEN),
    ]
    lesson = Lesson(
        label="INC-7",
        review=1,
        document=generate(story()),
        url=None,
        shared_at=NOW,
        changes=changes,
    )
    said = "\n".join(texts_of(lesson_post(lesson)))
    assert "Add a limit: it held in part" in said
    assert "Watch the queue: done; nobody has said yet whether it holds" in said
    assert "Split the index: still open" in said
