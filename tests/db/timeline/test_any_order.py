"""Events come late, twice and in any order, between readings of the channel: the newest wins."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryVersionRow
from app.incidents.rules import Incident
from app.slack.ids import MessageTs, UserId
from app.timeline import queries, service
from app.timeline.rules import Entry, FoundMessage, Mark, kind_of
from tests.factories import (
    ALICE,
    BOB,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    found,
    mark,
    ts,
)

LEASE = timedelta(seconds=45)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = count(1)

Change = tuple[UserId, str, bool]
"""Who, which emoji, on or off."""

changes = st.lists(
    st.tuples(st.sampled_from([ALICE, BOB]), st.sampled_from(["pushpin", "scales"]), st.booleans()),
    min_size=1,
    max_size=6,
)


def new_message() -> MessageTs:
    return ts(NOW, next(_numbers))


def entry_of(stored: Stored, incident: Incident, message: MessageTs) -> Entry | None:
    return next((each for each in stored.timeline(incident) if each.ts == message), None)


class Ticks:
    """What the worker does with the outbox, and the ✓ that people see because of it."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.shown: set[MessageTs] = set()

    def deliver(self) -> None:
        while jobs := self.stored.do(outbox.claim, worker="w", now=NOW, lease_for=LEASE, limit=50):
            for job in jobs:
                if job.effect == service.HYDRATE:
                    waiting = self.stored.do(queries.waiting_messages, TEAM, CHANNEL)
                    self.stored.fill(*[found(each.ts, "words") for each in waiting])
                if job.effect == service.TICK:
                    self._tick(job.arguments["entry"])
                self.stored.do(outbox.finish, job, now=NOW)

    def _tick(self, entry_id: int) -> None:
        tick = self.stored.do(queries.tick, entry_id)
        assert tick is not None
        if tick.is_due:
            self.shown.add(tick.ts)
        else:
            self.shown.discard(tick.ts)


@EXAMPLES
@given(history=changes, data=st.data())
def test_the_newest_event_of_each_person_and_emoji_wins_and_the_tick_follows(
    stored: Stored, history: Sequence[Change], data: st.DataObject
) -> None:
    message = new_message()
    incident = stored.incident()
    events = [
        mark(message, by=who, emoji=emoji, is_on=is_on, order=order)
        for order, (who, emoji, is_on) in enumerate(history, start=1)
    ]
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=3), label="repeated")
    arriving: list[Mark | None] = [*events, *repeated, None, None]
    ticks = Ticks(stored)

    for event in data.draw(st.permutations(arriving), label="arriving, None: work is done"):
        if event is None:
            ticks.deliver()
        else:
            stored.mark(event)
    ticks.deliver()

    newest = {(event.user, event.emoji): event for event in events}
    on = [event.meaning for event in newest.values() if event.is_on]
    entry = entry_of(stored, incident, message)
    assert (entry is not None) == bool(on)
    if entry is not None:
        assert entry.marks == {meaning: on.count(meaning) for meaning in on}
        assert (entry.kind, entry.text) == (kind_of(on), "words")
    assert (message in ticks.shown) == bool(on)


@EXAMPLES
@given(edits=st.integers(1, 3), data=st.data())
def test_readings_and_edits_in_any_order_leave_the_newest_words_and_keep_the_older_ones(
    stored: Stored, edits: int, data: st.DataObject
) -> None:
    message = new_message()
    incident = stored.incident()
    stored.mark(mark(message))
    said = [found(message, "words 0")] + [
        found(message, f"words {n}", edited_ts=ts(NOW, n)) for n in range(1, edits + 1)
    ]
    steps = st.tuples(st.sampled_from(["read", "edit"]), st.sampled_from(said))
    seen: list[FoundMessage] = []

    for how, words in data.draw(st.lists(steps, min_size=1, max_size=7), label="arriving"):
        if how == "read":
            stored.fill(words)
        else:
            stored.do(service.follow_edit, TEAM, CHANNEL, words, now=NOW)
        seen.append(words)

    entry = entry_of(stored, incident, message)
    assert entry is not None
    assert entry.text == max(seen, key=said.index).text
    assert older_words(stored, entry) == replaced(seen, said)


def older_words(stored: Stored, entry: Entry) -> list[str]:
    def query(session: Session) -> list[str]:
        versions = select(EntryVersionRow).where(EntryVersionRow.entry_id == entry.id)
        rows = session.scalars(versions.order_by(EntryVersionRow.edit_key))
        return [row.text for row in rows]

    return stored.do(query)


def replaced(seen: Sequence[FoundMessage], said: Sequence[FoundMessage]) -> list[str]:
    """The words that stood in the entry for a while, without the last."""
    stood: list[FoundMessage] = []
    for words in seen:
        if not stood or said.index(words) > said.index(stood[-1]):
            stood.append(words)
    return [words.text for words in stood[:-1]]
