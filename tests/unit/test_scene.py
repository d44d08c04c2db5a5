"""When the sandbox's story begins."""

from datetime import UTC, date, datetime

import pytest

from app.scene import begins_at, first_morning


@pytest.mark.parametrize(
    ("today", "opens_at"),
    [
        (date(2026, 3, 2), datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
        (date(2026, 3, 3), datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 3, 8, 30, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 7, 30, tzinfo=UTC)),
        (date(2027, 1, 1), datetime(2026, 12, 29, 8, 30, tzinfo=UTC)),
    ],
)
def test_it_opens_on_that_weeks_tuesday_when_the_day_has_begun(
    today: date, opens_at: datetime
) -> None:
    assert first_morning(today) == opens_at


def test_the_past_has_a_whole_week_to_happen() -> None:
    morning = first_morning(date(2026, 3, 3))
    assert (morning - begins_at(morning)).days == 8
