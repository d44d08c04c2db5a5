"""The note below a summary that reads differently: once, and for all that changes together."""

from datetime import timedelta

from app.db.tables import OutboxRow
from app.reviews.rules import Review
from app.summaries import queries_written, service, service_notes
from app.summaries.rules_document import SectionKey
from app.summaries.rules_notes import differing, digests
from app.summaries.service_notes import NOTE_CHANGES
from tests.db.summaries.test_corrections import said, write
from tests.db.summaries.test_summaries import reviewed, tell
from tests.factories import NOW, TEAM, Stored

QUARTER = timedelta(minutes=15)


def show(stored: Stored, review: Review) -> None:
    """The summary is told and stands."""
    stored.do(service.store, TEAM, review.id, tell(stored, review), now=NOW)
    stored.do(service_notes.note_later, TEAM, review.id, now=NOW)


def waiting(stored: Stored) -> list[OutboxRow]:
    return stored.waiting(NOTE_CHANGES)


def note(stored: Stored, review: Review, number: int) -> None:
    told = tell(stored, review)
    stored.do(service_notes.noted, TEAM, review.id, number, told, now=NOW)


def test_the_first_version_and_one_that_reads_alike_have_no_note(stored: Stored) -> None:
    _, review = reviewed(stored)
    for _ in range(2):
        show(stored, review)
    assert waiting(stored) == []


def test_what_changes_within_a_quarter_of_an_hour_is_noted_together(stored: Stored) -> None:
    _, review = reviewed(stored)
    show(stored, review)
    for n in range(3):
        write(stored, review, said(f"Text {n}."), revision=n)
        show(stored, review)
    (row,) = waiting(stored)
    assert row.due_at == NOW + QUARTER
    known = stored.do(queries_written.known_to_readers, review.id, row.arguments["number"])
    assert known is not None
    assert differing(known, digests(tell(stored, review))) == [SectionKey.IN_SHORT]


def test_what_changes_after_a_note_has_one_of_its_own(stored: Stored) -> None:
    _, review = reviewed(stored)
    show(stored, review)
    write(stored, review, said("Text."))
    show(stored, review)
    note(stored, review, 1)
    stored.deliver(now=NOW + QUARTER)
    assert stored.do(queries_written.known_to_readers, review.id, 1) is None
    assert waiting(stored) == []

    write(stored, review, said("Else."), revision=1)
    show(stored, review)

    assert [row.arguments["number"] for row in waiting(stored)] == [2]


def test_what_changed_while_a_note_was_on_its_way_is_not_forgotten(stored: Stored) -> None:
    _, review = reviewed(stored)
    show(stored, review)
    write(stored, review, said("Text."))
    show(stored, review)
    told = tell(stored, review)
    write(stored, review, said("Else."), revision=1)
    show(stored, review)

    stored.do(service_notes.noted, TEAM, review.id, 1, told, now=NOW)

    assert sorted(row.arguments["number"] for row in waiting(stored)) == [1, 2]


def test_a_note_that_is_stored_twice_counts_once(stored: Stored) -> None:
    _, review = reviewed(stored)
    show(stored, review)
    write(stored, review, said("Text."))
    show(stored, review)
    for _ in range(2):
        note(stored, review, 1)
    assert stored.do(queries_written.known_to_readers, review.id, 2) is not None
