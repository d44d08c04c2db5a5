"""Use cases of a review arm what waits in the outbox in one order, so that no two of them can hold
each other up for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any

from sqlalchemy import Insert, event

from app.db.tables import OutboxRow
from app.reviews import (
    service,
    service_contributions,
    service_facilitator,
    service_participants,
    service_rewind,
    service_schedule,
)
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import service_checklist
from app.summaries.rules_checklist import Item
from tests.db.reviews.test_meeting import MEETS
from tests.db.reviews.test_rewind import begun, reviewed, rewind_of
from tests.factories import BOB, CAROL, NOW, TEAM, Stored, gesture

DANA, ERIN = UserId("U0DANA"), UserId("U0ERIN")


class Orders:
    """In which order each use case came to its rows."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._came: list[list[str]] = []

    def note(self, use_case: Callable[..., Any], *args: object, **kwargs: object) -> None:
        with self._listening() as keys:
            self._stored.do(use_case, *args, **kwargs)
        self._came.append(list(dict.fromkeys(keys)))

    def check(self) -> None:
        """Raises CycleError when two rows are come to in either order."""
        sorter = TopologicalSorter[str]()
        for keys in self._came:
            for earlier, later in pairwise(keys):
                sorter.add(later, earlier)
        sorter.prepare()

    @contextmanager
    def _listening(self) -> Iterator[list[str]]:
        engine, keys = self._stored.engine, list[str]()

        def note(_connection: object, clause: Any, many: Any, one: Any, _options: object) -> None:  # noqa: ANN401
            if isinstance(clause, Insert) and clause.table.name == OutboxRow.__tablename__:
                inline = clause.compile(dialect=engine.dialect).params
                keys.extend(row["key"] for row in many or [{**inline, **(one or {})}])

        event.listen(engine, "before_execute", note)
        yield keys
        event.remove(engine, "before_execute", note)


def test_before_the_meeting(stored: Stored) -> None:
    incident, review = reviewed(stored)
    orders = Orders(stored)
    change, name = service_participants.change, service_facilitator.name

    orders.note(change, incident, review.id, added={BOB, ERIN}, removed=(), now=NOW)
    orders.note(service_participants.decline, incident, review.id, BOB, now=NOW)
    orders.note(service_participants.come_back, incident, review.id, BOB, now=NOW)
    orders.note(service.change_meeting, incident, review.id, MEETS, review.length, now=NOW)
    orders.note(name, incident, review.id, DANA, None, gesture("named"))
    orders.note(service_facilitator.pass_on, incident, review.id, DANA, now=NOW)
    orders.note(service.channel_opened, TEAM, review.id, now=NOW)
    orders.note(service_schedule.call_off, incident, review.id, gesture("off"))
    orders.note(service_schedule.bring_back, incident, review.id, gesture("back"))
    orders.note(service.open_meeting, TEAM, review.id, now=MEETS)

    orders.check()


def test_from_the_rewind_on(stored: Stored) -> None:
    incident, review = begun(stored)
    orders, entry_id = Orders(stored), rewind_of(stored, review).stops[0].entry_id
    add, at = service_contributions.add_account, gesture("other", by=BOB)

    orders.note(service_facilitator.name, incident, review.id, DANA, None, gesture("late"))
    orders.note(service_rewind.move, TEAM, review.id, 0, 1, now=MEETS)
    orders.note(service_rewind.move, TEAM, review.id, 1, 1, now=MEETS)
    orders.note(service_rewind.move, TEAM, review.id, 2, 1, now=MEETS)
    orders.note(service_rewind.finish, TEAM, review.id, 3, now=MEETS)
    orders.note(add, TEAM, entry_id, Mrkdwn("I saw an alert."), at)
    orders.note(service_rewind.reopen, TEAM, review.id, now=MEETS)
    orders.note(service_rewind.move, TEAM, review.id, 2, 1, now=MEETS)
    orders.note(service_rewind.finish, TEAM, review.id, 3, now=MEETS)
    waive = service_checklist.waive
    orders.note(waive, TEAM, review.id, Item.REFLECTIONS, Mrkdwn("Away."), gesture("waive"))
    orders.note(service_checklist.share, incident, review, gesture("share", by=CAROL))
    orders.note(service_checklist.take_back, incident, review, now=MEETS)
    orders.note(service.close_meeting, TEAM, review.id, now=MEETS)

    orders.check()
