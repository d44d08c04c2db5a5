"""Entries changed by hand: what they said stays as a version, and nothing is lost."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, EntryVersionRow
from app.errors import FieldError, UserError
from app.incidents.rules import Incident
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline import queries, queries_entries, service, service_entries
from app.timeline.rules import Entry
from app.timeline.rules_entries import Draft, Editable, Seen, fingerprint
from app.timeline.rules_moments import spelled
from app.timeline.service_entries import ChangedMeanwhileError
from app.vocabulary import Confidence, EntryKind
from tests.factories import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    found,
    gesture,
    mark,
    ts,
)

LATER = NOW + timedelta(hours=1)
HOUR = timedelta(hours=1)


def kept(stored: Stored, text: str = "It lasted 45 seconds") -> Entry:
    """A kept message of Carol's in an incident."""
    incident = stored.incident()
    for person in (ALICE, BOB):
        stored.person(person)
    stored.keep(found(ts(), text))
    return the_entry(stored, incident)


def the_entry(stored: Stored, incident: Incident) -> Entry:
    (entry,) = stored.timeline(incident)
    return entry


def opened(stored: Stored, entry: Entry) -> Seen:
    """What somebody sees who begins to edit it now."""
    now: Editable | None = stored.do(queries_entries.editable, entry.id)
    assert now is not None
    return Seen(
        text=fingerprint(now.text),
        filled_in=fingerprint(plain(now.text)),
        when=spelled(now.occurred_at, None),
        at=now.occurred_at.timestamp(),
        kind=now.kind,
        confidence=now.confidence,
    )


def edit(
    stored: Stored,
    entry: Entry,
    seen: Seen,
    *,
    text: str | None = None,
    when: str = "",
    kind: EntryKind | None = None,
    confidence: Confidence | None = None,
    by: UserId = ALICE,
    key: str = "edit",
    at: datetime = LATER,
) -> None:
    """Only what is named differs from what was seen."""
    current = stored.do(queries_entries.editable, entry.id)
    assert current is not None
    draft = Draft(
        text=Mrkdwn(text) if text is not None else current.text,
        when=when,
        kind=kind or seen.kind,
        confidence=confidence or seen.confidence,
    )
    if text is None:
        seen = Seen(
            text=seen.text,
            filled_in=fingerprint(plain(current.text)),
            when=seen.when,
            at=seen.at,
            kind=seen.kind,
            confidence=seen.confidence,
        )
    change = gesture(key, by=by, at=at)
    stored.do(service_entries.edit_entry, TEAM, entry.id, draft, seen, change)


def reword(stored: Stored, entry: Entry, text: str, *, by: UserId = ALICE) -> None:
    edit(stored, entry, opened(stored, entry), text=text, by=by, key=f"reword {text} {by}")


def remove(stored: Stored, entry: Entry, *, at: datetime = LATER) -> None:
    stored.do(service_entries.remove_entry, TEAM, entry.id, gesture("remove", at=at))


def restore(stored: Stored, entry: Entry) -> None:
    stored.do(service_entries.restore_entry, TEAM, entry.id, gesture("restore", at=LATER + HOUR))


def versions(stored: Stored) -> Sequence[tuple[str, str | None]]:
    def query(session: Session) -> Sequence[tuple[str, str | None]]:
        rows = session.scalars(select(EntryVersionRow).order_by(EntryVersionRow.id))
        return [(row.text, row.replaced_by) for row in rows]

    return stored.do(query)


def texts(stored: Stored, incident_id: int) -> list[str]:
    return [entry.text for entry in stored.do(queries.timeline, incident_id)]


def the_incident(stored: Stored, entry: Entry) -> int:
    def query(session: Session) -> int:
        return session.get_one(EntryRow, entry.id).incident_id

    return stored.do(query)


def told_anew(stored: Stored) -> bool:
    return bool(stored.waiting(service.FORGET))


def test_a_reworded_entry_keeps_what_it_said(stored: Stored) -> None:
    entry = kept(stored)

    reword(stored, entry, "It lasted 43 seconds")

    assert texts(stored, the_incident(stored, entry)) == ["It lasted 43 seconds"]
    assert versions(stored) == [("It lasted 45 seconds", ALICE)]
    assert told_anew(stored)


def test_an_edit_of_the_message_does_not_replace_words_given_by_hand_but_is_not_lost(
    stored: Stored,
) -> None:
    entry = kept(stored)
    reword(stored, entry, "About three quarters of a minute")

    edited = found(ts(), "It lasted 44 seconds", edited_ts=ts(LATER))
    for _ in range(2):
        stored.do(service.follow_edit, TEAM, CHANNEL, edited, now=LATER)

    assert texts(stored, the_incident(stored, entry)) == ["About three quarters of a minute"]
    assert versions(stored) == [("It lasted 45 seconds", ALICE), ("It lasted 44 seconds", None)]


def test_a_deletion_takes_words_given_by_hand_along(stored: Stored) -> None:
    entry = kept(stored)
    reword(stored, entry, "About three quarters of a minute")

    stored.do(service.follow_deletion, TEAM, CHANNEL, ts(), now=LATER)

    assert texts(stored, the_incident(stored, entry)) == []
    assert versions(stored) == []
    assert stored.do(queries_entries.editable, entry.id) is None
    with pytest.raises(UserError, match="Its author deleted this message"):
        restore(stored, entry)


def test_an_edit_delivered_twice_is_one_and_takes_back_nothing(stored: Stored) -> None:
    entry = kept(stored)
    seen = opened(stored, entry)
    edit(stored, entry, seen, text="first", key="one")
    reword(stored, entry, "second")

    edit(stored, entry, seen, text="first", key="one")

    assert texts(stored, the_incident(stored, entry)) == ["second"]
    assert [text for text, _ in versions(stored)] == ["It lasted 45 seconds", "first"]


def test_of_two_who_reword_it_at_once_the_second_is_told(stored: Stored) -> None:
    entry = kept(stored)
    seen = opened(stored, entry)
    edit(stored, entry, seen, text="Alice's words", key="alice")

    with pytest.raises(ChangedMeanwhileError):
        edit(stored, entry, seen, text="Bob's words", by=BOB, key="bob")
    assert texts(stored, the_incident(stored, entry)) == ["Alice's words"]

    edit(stored, entry, opened(stored, entry), text="Bob's words", by=BOB, key="bob again")
    assert texts(stored, the_incident(stored, entry)) == ["Bob's words"]
    assert versions(stored) == [("It lasted 45 seconds", ALICE), ("Alice's words", BOB)]


def test_two_who_change_different_things_are_not_in_each_others_way(stored: Stored) -> None:
    entry = kept(stored)
    seen = opened(stored, entry)
    edit(stored, entry, seen, text="Alice's words", key="alice")
    edit(stored, entry, seen, kind=EntryKind.IMPACT, by=BOB, key="bob")

    (changed,) = stored.do(queries.timeline, the_incident(stored, entry))
    assert (changed.text, changed.kind) == ("Alice's words", EntryKind.IMPACT)


def test_a_kind_that_somebody_chose_stays_whatever_marks_say(stored: Stored) -> None:
    entry = kept(stored)
    edit(stored, entry, opened(stored, entry), kind=EntryKind.IMPACT)

    stored.mark(mark(ts(), emoji="scales", by=ALICE))

    (changed,) = stored.do(queries.timeline, the_incident(stored, entry))
    assert changed.kind is EntryKind.IMPACT


def test_two_who_choose_another_kind_or_time_at_once_are_told(stored: Stored) -> None:
    entry = kept(stored)
    seen = opened(stored, entry)
    edit(stored, entry, seen, kind=EntryKind.IMPACT, when="8:30", key="alice")

    for change in ({"kind": EntryKind.SIGNAL}, {"when": "8:45"}):
        with pytest.raises(ChangedMeanwhileError):
            edit(stored, entry, seen, by=BOB, key=str(change), **change)


def test_a_time_given_by_hand_stays_when_the_message_is_read_again(stored: Stored) -> None:
    entry = kept(stored)
    edit(stored, entry, opened(stored, entry), when="8:30")

    stored.fill(found(ts(), "read again", edited_ts=ts(LATER)))

    (changed,) = stored.do(queries.timeline, the_incident(stored, entry))
    assert changed.occurred_at == datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


def test_an_impossible_time_is_about_its_field_and_changes_nothing(stored: Stored) -> None:
    entry = kept(stored)
    with pytest.raises(FieldError, match="25:00") as asked:
        edit(stored, entry, opened(stored, entry), text="other", when="25:00")
    assert asked.value.field == "when"
    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]


def test_a_time_by_somebody_unknown_waits_for_their_zone_unless_another_is_given(
    stored: Stored,
) -> None:
    entry = kept(stored)
    edit(stored, entry, opened(stored, entry), when="8:30", by=CAROL, key="carol")
    (waiting,) = stored.waiting(service_entries.PLACE_ENTRY)
    (unmoved,) = stored.do(queries.timeline, the_incident(stored, entry))
    assert unmoved.occurred_at == NOW

    edit(stored, entry, opened(stored, entry), when="8:45", key="alice")
    stored.person(CAROL, "Asia/Kathmandu")
    typed = waiting.arguments["typed"]
    stored.do(service_entries.place_entry, TEAM, entry.id, CAROL, typed, asked_at=LATER, waits=True)

    (moved,) = stored.do(queries.timeline, the_incident(stored, entry))
    assert moved.occurred_at == datetime(2026, 3, 3, 8, 45, tzinfo=UTC)


def test_a_removed_entry_is_off_the_timeline_and_its_tick_is_seen_to(stored: Stored) -> None:
    entry = kept(stored)
    remove(stored, entry)

    assert texts(stored, the_incident(stored, entry)) == []
    tick = stored.do(queries.tick, entry.id)
    assert tick is not None
    assert not tick.is_due
    assert [row.arguments for row in stored.waiting(service.TICK)] == [{"entry": entry.id}]
    assert told_anew(stored)


def test_a_restored_entry_is_back_and_ticked(stored: Stored) -> None:
    entry = kept(stored)
    remove(stored, entry)
    restore(stored, entry)

    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]
    tick = stored.do(queries.tick, entry.id)
    assert tick is not None
    assert tick.is_due


def test_only_a_mark_put_on_after_the_removal_brings_an_entry_back(stored: Stored) -> None:
    entry = kept(stored)
    remove(stored, entry, at=NOW + 2 * HOUR)

    stored.mark(mark(ts(), by=BOB))
    stored.mark(mark(ts(), by=CAROL, order=3))
    assert texts(stored, the_incident(stored, entry)) == []

    remove_before_marks = NOW
    restore(stored, entry)
    remove(stored, entry, at=remove_before_marks)
    stored.mark(mark(ts(), by=ALICE, order=5))
    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]


def test_an_entry_that_was_let_go_and_brought_back_by_hand_needs_no_reaction(
    stored: Stored,
) -> None:
    entry = kept(stored)
    stored.mark(mark(ts(), is_on=False, order=2))
    restore(stored, entry)
    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]

    stored.mark(mark(ts(), order=3))
    stored.mark(mark(ts(), is_on=False, order=4))
    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]


def test_a_note_can_be_removed_and_brought_back(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service_entries.add_note, incident, Mrkdwn("typed"), gesture("note"))
    entry = the_entry(stored, incident)

    remove(stored, entry)
    assert texts(stored, incident.id) == []
    restore(stored, entry)
    assert texts(stored, incident.id) == ["typed"]


def test_removing_or_restoring_twice_is_doing_it_once(stored: Stored) -> None:
    entry = kept(stored)
    for _ in range(2):
        remove(stored, entry)
    for _ in range(2):
        restore(stored, entry)
    assert texts(stored, the_incident(stored, entry)) == ["It lasted 45 seconds"]


def test_two_who_reword_it_in_the_same_moment_lose_nothing(stored: Stored) -> None:
    entry = kept(stored)
    seen = opened(stored, entry)

    def reword_by(user: UserId, words: str) -> Callable[[Session], None]:
        draft, change = Draft(text=Mrkdwn(words)), gesture(words, by=user, at=LATER)
        return lambda session: service_entries.edit_entry(
            session, TEAM, entry.id, draft, seen, change
        )

    outcomes = stored.at_once([reword_by(ALICE, "Alice's"), reword_by(BOB, "Bob's")])

    refused = [one for one in outcomes if isinstance(one.exception(), ChangedMeanwhileError)]
    assert len(refused) == 1
    assert [text for text, _ in versions(stored)] == ["It lasted 45 seconds"]
