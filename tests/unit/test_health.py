from datetime import timedelta

import pytest

from app.db.outbox import Backlog
from app.health import lag, lag_trouble
from tests.factories import NOW


@pytest.mark.parametrize(
    ("waits", "trouble"),
    [
        (None, None),
        (timedelta(minutes=-5), None),
        (timedelta(minutes=2), None),
        (timedelta(minutes=7), "Work has been waiting for 7 minutes: see worker.* in the log."),
    ],
)
def test_work_that_nobody_takes_is_trouble_after_two_minutes(
    waits: timedelta | None, trouble: str | None
) -> None:
    backlog = Backlog(due=1, oldest_at=NOW - waits if waits is not None else None)
    assert lag_trouble(backlog, NOW) == trouble
    assert lag(backlog, NOW) >= timedelta()


def test_of_a_database_that_does_not_answer_nobody_knows_the_lag() -> None:
    assert lag_trouble(None, NOW) is None
