"""The timeline: in the order of time, numbered, in pages, with phases; at any length alike."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, MarkRow
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, service, service_entries
from app.timeline.rules import said_at
from app.vocabulary import EntryKind, Meaning, Phase, Source, State
from tests.factories import (
    ALICE,
    BOB,
    NOW,
    TEAM,
    Stored,
    found,
    gesture,
    mark,
    ts,
)

MINUTE = timedelta(minutes=1)
SHORT_CHANNEL = ChannelId("C0SHORT")


def note_at(stored: Stored, incident: Incident, at: datetime) -> None:
    stored.do(service_entries.add_note, incident, Mrkdwn(f"at {at}"), gesture(f"note {at}", at=at))


def place(incident: Incident) -> ChannelId:
    assert incident.channel is not None
    return incident.channel


def grow(stored: Stored, incident: Incident, size: int) -> None:
    """Kept messages with two marks each."""

    def entry(number: int) -> EntryRow:
        message = ts(NOW, number)
        return EntryRow(
            incident_id=incident.id,
            source=Source.MESSAGE,
            source_key=f"message:{place(incident)}:{message}",
            occurred_at=said_at(message),
            kind=EntryKind.OBSERVATION,
            text=f"line {number}",
            author_id=ALICE,
            recorded_by=BOB,
            recorded_at=NOW,
            filled_at=NOW,
            files=[],
            channel_id=place(incident),
            message_ts=message,
        )

    def pushpin(entry: EntryRow, user: UserId) -> MarkRow:
        return MarkRow(
            entry_id=entry.id,
            user_id=user,
            emoji="pushpin",
            meaning=Meaning.KEEP,
            is_on=True,
            event_ts=ts(NOW),
        )

    def add(session: Session) -> None:
        entries = [entry(number) for number in range(size)]
        session.add_all(entries)
        session.flush()
        session.add_all([pushpin(each, user) for each in entries for user in (ALICE, BOB)])

    stored.do(add)


def texts(stored: Stored, incident: Incident, offset: int, limit: int) -> Sequence[str]:
    page = stored.do(queries.timeline, incident.id, offset=offset, limit=limit)
    return [f"{entry.number} {entry.text}" for entry in page]


def test_entries_stand_in_the_order_of_time_whenever_they_were_kept(stored: Stored) -> None:
    incident = stored.incident()

    for minutes in (3, 1, 2):
        note_at(stored, incident, NOW + minutes * MINUTE)

    entries = stored.timeline(incident)
    assert [entry.occurred_at for entry in entries] == [NOW + n * MINUTE for n in (1, 2, 3)]
    assert [entry.number for entry in entries] == [1, 2, 3]


def test_entries_of_the_same_moment_stand_in_the_order_they_were_kept(stored: Stored) -> None:
    incident = stored.incident()

    for words in ("first", "second", "third"):
        stored.do(service_entries.add_note, incident, Mrkdwn(words), gesture(words))

    assert [entry.text for entry in stored.timeline(incident)] == ["first", "second", "third"]


def test_pages_continue_the_numbers_and_together_are_the_whole(stored: Stored) -> None:
    incident = stored.incident()
    grow(stored, incident, 25)

    pages = [texts(stored, incident, offset, 10) for offset in (0, 10, 20, 30)]

    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert list(chain(*pages)) == [f"{n + 1} line {n}" for n in range(25)]
    assert stored.do(queries.timeline_length, incident.id) == 25


def test_what_was_let_go_takes_no_number_and_no_place(stored: Stored) -> None:
    incident = stored.incident()
    for micros in range(3):
        stored.keep(found(ts(NOW, micros), f"line {micros}"))

    stored.mark(mark(ts(NOW, 1), is_on=False, order=2))

    assert texts(stored, incident, 0, 10) == ["1 line 0", "2 line 2"]
    assert stored.do(queries.timeline_length, incident.id) == 2


def test_phases_follow_the_course_of_the_incident(stored: Stored) -> None:
    incident = stored.incident()
    for state, minutes in ((State.IDENTIFIED, 10), (State.MONITORING, 20)):
        change = gesture(state.value, at=NOW + minutes * MINUTE)
        stored.do(incident_service.change_state, incident, state, None, change)
    stored.do(
        incident_service.resolve,
        incident,
        started_at=NOW - 10 * MINUTE,
        resolved_at=NOW + 30 * MINUTE,
        impact=None,
        eased_by=None,
        gesture=gesture("resolve", at=NOW + 40 * MINUTE),
    )
    for minutes in (-15, -5, 5, 15, 25, 35):
        note_at(stored, incident, NOW + minutes * MINUTE)

    assert [entry.phase for entry in stored.timeline(incident)] == [
        Phase.BEFORE,
        Phase.DETECT,
        Phase.DIAGNOSE,
        Phase.MITIGATE,
        Phase.RECOVER,
        Phase.AFTER,
    ]


def test_a_state_taken_back_takes_the_phase_back(stored: Stored) -> None:
    incident = stored.incident()
    for state, minutes in ((State.MONITORING, 10), (State.INVESTIGATING, 20)):
        change = gesture(state.value, at=NOW + minutes * MINUTE)
        stored.do(incident_service.change_state, incident, state, None, change)

    for minutes in (15, 25):
        note_at(stored, incident, NOW + minutes * MINUTE)

    phases = [entry.phase for entry in stored.timeline(incident)]
    assert phases == [Phase.RECOVER, Phase.DIAGNOSE]


def change_mark(session: Session, incident: Incident) -> None:
    service.change_mark(
        session, TEAM, mark(ts(NOW, 1), emoji="scales", channel=place(incident)), now=NOW
    )


def new_mark(session: Session, incident: Incident) -> None:
    service.change_mark(session, TEAM, mark(ts(NOW - MINUTE), channel=place(incident)), now=NOW)


def last_mark_off(session: Session, incident: Incident) -> None:
    off = mark(ts(NOW, 1), is_on=False, order=9, channel=place(incident))
    service.change_mark(session, TEAM, off, now=NOW)


def follow_edit(session: Session, incident: Incident) -> None:
    words = found(ts(NOW, 1), "edited", edited_ts=ts(NOW + MINUTE))
    service.follow_edit(session, TEAM, place(incident), words, now=NOW)


def follow_deletion(session: Session, incident: Incident) -> None:
    service.follow_deletion(session, TEAM, place(incident), ts(NOW, 1), now=NOW)


def fill(session: Session, incident: Incident) -> None:
    service.fill(session, TEAM, place(incident), [found(ts(NOW, 1), "read")], [], now=NOW)


def add_note(session: Session, incident: Incident) -> None:
    service_entries.add_note(session, incident, Mrkdwn("08:15 restarted"), gesture("note", by=BOB))


def page(session: Session, incident: Incident) -> None:
    queries.timeline_length(session, incident.id)
    queries.timeline(session, incident.id, offset=5, limit=5)


def whole_timeline(session: Session, incident: Incident) -> None:
    queries.timeline(session, incident.id)


@pytest.mark.parametrize(
    ("event", "at_most"),
    [
        (change_mark, 9),
        (new_mark, 9),
        (last_mark_off, 9),
        (follow_edit, 5),
        (follow_deletion, 5),
        (fill, 6),
        (add_note, 4),
        (page, 7),
        (whole_timeline, 6),
    ],
)
def test_an_event_costs_the_same_few_statements_in_a_long_incident(
    stored: Stored, event: Callable[[Session, Incident], None], at_most: int
) -> None:
    stored.person(BOB)
    long = stored.incident()
    grow(stored, long, 500)
    short = stored.incident(key="short", channel=SHORT_CHANNEL)
    grow(stored, short, 10)

    in_long, in_short = (stored.count_statements(event, each) for each in (long, short))

    assert in_long == in_short
    assert in_long <= at_most
