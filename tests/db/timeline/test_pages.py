"""The timeline: in the order of time, numbered, in pages, with phases; at any length alike."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, MarkRow, ReviewRow
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, queries_entries, service, service_entries
from app.timeline.rules import said_at
from app.timeline.rules_entries import (
    EVERYTHING,
    KEPT_BY_HAND,
    REMOVED,
    Draft,
    Place,
    Seen,
    fingerprint,
)
from app.vocabulary import EntryKind, Meaning, Phase, ReviewState, Source, State
from tests.factories import (
    ALICE,
    BOB,
    CAROL,
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


def shown(
    stored: Stored,
    place: Place,
    *,
    by: UserId = BOB,
    at: datetime | None = None,
) -> tuple[list[str], int | None, int]:
    """What a page shows to somebody, its number, and how many there are."""
    page = stored.do(queries_entries.timeline_page, TEAM, place, by, at=at)
    return [each.entry.text for each in page.listed], page.place.page, page.pages


def test_a_timeline_opens_at_its_last_page(stored: Stored) -> None:
    incident = stored.incident()
    grow(stored, incident, 25)

    lines = [f"line {n}" for n in range(25)]
    assert shown(stored, Place(incident.id)) == (lines[20:], 3, 3)
    assert shown(stored, Place(incident.id, page=1)) == (lines[:10], 1, 3)
    for beyond, page in ((99, 3), (0, 1), (-1, 1)):
        assert shown(stored, Place(incident.id, page=beyond))[1] == page


def test_one_jumps_to_the_page_on_which_a_moment_is(stored: Stored) -> None:
    incident = stored.incident()
    for minutes in range(25):
        note_at(stored, incident, NOW + minutes * MINUTE)

    for minutes, page in ((-60, 1), (0, 1), (9, 1), (10, 2), (20, 3), (24, 3), (600, 3)):
        at = NOW + minutes * MINUTE
        assert shown(stored, Place(incident.id), at=at)[1] == page


def test_a_page_can_show_one_kind_or_what_was_kept_by_hand(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(NOW, 1), "a decision"), emoji="scales")
    stored.keep(found(ts(NOW, 2), "an observation"))
    stored.do(service_entries.add_note, incident, Mrkdwn("typed"), gesture("note"))

    def texts_of(show: str) -> list[str]:
        return shown(stored, Place(incident.id, show))[0]

    assert texts_of(EntryKind.DECISION.value) == ["a decision"]
    assert texts_of(EntryKind.OBSERVATION.value) == ["typed", "an observation"]
    assert texts_of(EntryKind.HELP.value) == []
    assert texts_of(KEPT_BY_HAND) == ["typed"]
    assert shown(stored, Place(incident.id, KEPT_BY_HAND))[1:] == (1, 1)


def test_what_was_removed_has_a_page_of_its_own(stored: Stored) -> None:
    incident = stored.incident()
    for micros in (1, 2, 3):
        stored.keep(found(ts(NOW, micros), f"line {micros}"))
    first = stored.timeline(incident)[0]
    stored.do(service_entries.remove_entry, TEAM, first.id, gesture("remove", by=ALICE))
    stored.mark(mark(ts(NOW, 2), is_on=False, order=2))
    stored.mark(mark(ts(NOW, 4), is_on=False, order=3))
    stored.do(service.follow_deletion, TEAM, place(incident), ts(NOW, 3), now=NOW)

    page = stored.do(queries_entries.timeline_page, TEAM, Place(incident.id, REMOVED), BOB)

    assert [(each.entry.text, each.removed_by) for each in page.listed] == [
        ("line 1", ALICE),
        ("line 2", None),
    ]
    assert all(each.is_removed for each in page.listed)


def test_a_deleted_message_is_seen_by_the_facilitator_alone_and_without_its_words(
    stored: Stored,
) -> None:
    incident = stored.incident()
    for micros in (1, 2, 3):
        stored.keep(found(ts(NOW, micros), f"line {micros}"))
    stored.mark(mark(ts(NOW, 3), is_on=False, order=2))
    for micros in (2, 3):
        stored.do(service.follow_deletion, TEAM, place(incident), ts(NOW, micros), now=NOW)
    facilitated_by(stored, incident, CAROL)

    assert shown(stored, Place(incident.id), by=BOB)[0] == ["line 1"]
    page = stored.do(queries_entries.timeline_page, TEAM, Place(incident.id), CAROL)
    assert [(each.entry.text, each.is_deleted) for each in page.listed] == [
        ("line 1", False),
        ("", True),
    ]


def facilitated_by(stored: Stored, incident: Incident, user: UserId) -> None:
    def schedule(session: Session) -> None:
        review = ReviewRow(
            incident_id=incident.id,
            state=ReviewState.SCHEDULED,
            facilitator_id=user,
            meets_at=NOW,
            length_minutes=60,
            calendar_uid="uid",
        )
        session.add(review)

    stored.do(schedule)


def test_two_thousand_entries_are_paged_and_jumped_through_at_the_same_cost(
    stored: Stored,
) -> None:
    incident = stored.incident()
    grow(stored, incident, 2_000)
    note_at(stored, incident, NOW + MINUTE)

    lines, page, pages = shown(stored, Place(incident.id), at=NOW + MINUTE)

    assert (lines, page, pages) == ([f"at {NOW + MINUTE}"], 201, 201)
    last = Place(incident.id)
    assert stored.count_statements(queries_entries.timeline_page, TEAM, last, BOB) <= 14


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


def shown_page(session: Session, incident: Incident) -> None:
    for show in (EVERYTHING, KEPT_BY_HAND, REMOVED, EntryKind.OBSERVATION.value):
        asked = Place(incident.id, show)
        queries_entries.timeline_page(session, TEAM, asked, BOB, at=NOW)


def edit_entry(session: Session, incident: Incident) -> None:
    row = session.scalars(select(EntryRow).where(EntryRow.incident_id == incident.id)).first()
    assert row is not None
    draft = Draft(text=Mrkdwn("other words"), when="8:15", kind=EntryKind.IMPACT)
    seen = Seen(
        text=fingerprint(row.text),
        filled_in=fingerprint(row.text),
        when="",
        at=row.occurred_at.timestamp(),
        kind=row.kind,
        confidence=row.confidence,
    )
    service_entries.edit_entry(session, TEAM, row.id, draft, seen, gesture("edit", by=BOB))


def whole_timeline(session: Session, incident: Incident) -> None:
    queries.timeline(session, incident.id)


@pytest.mark.parametrize(
    ("event", "at_most"),
    [
        (change_mark, 11),
        (new_mark, 9),
        (last_mark_off, 9),
        (follow_edit, 8),
        (follow_deletion, 11),
        (fill, 10),
        (add_note, 4),
        (page, 7),
        (shown_page, 4 * 14),
        (edit_entry, 10),
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
