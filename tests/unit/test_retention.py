"""In which night something is due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.privacy.rules_retention import Keeping, Kept, next_night
from app.slack.ids import TeamId

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("keeping", "oldest", "after"),
    [
        ({Kept.TEXTS: None}, {Kept.TEXTS: NOW - 900 * DAY}, None),
        ({Kept.TEXTS: 365}, {Kept.TEXTS: NOW - 900 * DAY}, 0),
        ({Kept.TEXTS: 365}, {Kept.TEXTS: NOW - 360 * DAY}, 5),
        ({Kept.TEXTS: 365}, {Kept.TEXTS: None}, 365),
        ({Kept.TEXTS: 365, Kept.ANSWERS: 90}, {Kept.TEXTS: NOW}, 90),
    ],
    ids=["for ever", "too old", "soon", "nothing yet", "the shortest"],
)
def test_the_next_night_is_the_one_in_which_the_oldest_is_due(
    keeping: Keeping, oldest: dict[Kept, datetime | None], after: int | None
) -> None:
    night = next_night(TeamId("T0ACME"), keeping, oldest, ZONE, NOW)

    if after is None:
        assert night is None
        return
    assert night is not None
    assert night.astimezone(ZONE).hour == 3
    assert after * DAY < night - NOW <= (after + 1) * DAY
