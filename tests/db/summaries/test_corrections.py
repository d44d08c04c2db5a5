"""What people write in the place of sections: kept through every telling, and never lost."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import service as review_service
from app.reviews.rules import Review
from app.reviews.service import WRITE_SUMMARY
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries_corrections, queries_written, service, service_corrections
from app.summaries.rules_corrections import Correction, Version, Wording
from app.summaries.rules_document import Document, SectionKey, Statement
from app.summaries.service_corrections import SectionChangedError
from app.summaries.telling import generate
from app.timeline import service as timeline_service
from app.timeline.service import FORGET, FORGET_WORDS
from tests.db.summaries.test_summaries import reviewed, tell
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, found, gesture, mark, ts

SHORT = SectionKey.IN_SHORT
LATER = NOW + timedelta(days=3)


def said(text: str, *evidence: int) -> Statement:
    return Statement(text=Mrkdwn(text), evidence=evidence)


def wording(
    document: Document, *statements: Statement, revision: int = 0, key: SectionKey = SHORT
) -> Wording:
    return Wording(
        section=key,
        statements=statements,
        told=document.section(key).told,
        ids={source.number: source.entry_id for source in document.sources},
        revision=revision,
    )


def write(
    stored: Stored,
    review: Review,
    *statements: Statement,
    revision: int = 0,
    key: SectionKey = SHORT,
    by: Gesture | None = None,
) -> None:
    told = wording(tell(stored, review), *statements, revision=revision, key=key)
    done = by or gesture(f"write {revision}")
    stored.do(service_corrections.write_section, TEAM, review.id, told, done)


def numbers(stored: Stored, review: Review) -> dict[int, int]:
    return {each.entry_id: each.number for each in tell(stored, review).sources}


def correction(stored: Stored, review: Review, key: SectionKey = SHORT) -> Correction:
    read = queries_written.corrections
    return stored.do(read, review.id, numbers(stored, review))[key]


def versions(stored: Stored, review: Review) -> Sequence[Version]:
    read = queries_written.versions
    return stored.do(read, review.id, SHORT, numbers(stored, review))


def reads(stored: Stored, review: Review, key: SectionKey = SHORT) -> list[str]:
    return [one.text for one in tell(stored, review).section(key).statements]


def test_what_is_written_stands_however_often_it_is_told(stored: Stored) -> None:
    _, review = reviewed(stored)
    write(stored, review, said("Search was a day behind.", 1))

    stored.keep(found(ts(NOW, 9), "one more", author=CAROL))

    assert reads(stored, review) == ["Search was a day behind."]


def test_evidence_follows_the_entry_and_not_the_number(stored: Stored) -> None:
    _, review = reviewed(stored)
    write(stored, review, said("It grew.", 1))

    stored.keep(found(ts(NOW - timedelta(minutes=5)), "before all", author=CAROL))

    (statement,) = tell(stored, review).section(SHORT).statements
    assert statement.evidence == (2,)


def test_an_entry_that_is_let_go_is_evidence_no_more(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, second, _ = tell(stored, review).sources
    write(stored, review, said("It grew.", first.number, second.number))

    stored.mark(mark(ts(NOW, 0), is_on=False, order=2))

    (statement,) = tell(stored, review).section(SHORT).statements
    now_first, _ = tell(stored, review).sources
    assert now_first.entry_id == second.entry_id
    assert statement.evidence == (now_first.number,)


def test_the_same_gesture_writes_once(stored: Stored) -> None:
    _, review = reviewed(stored)
    for _ in range(2):
        write(stored, review, said("Once."))
    write(stored, review, said("Twice."), revision=1)
    write(stored, review, said("Once."))

    assert reads(stored, review) == ["Twice."]
    assert correction(stored, review).revision == 2


def test_every_earlier_text_is_a_version(stored: Stored) -> None:
    _, review = reviewed(stored)
    for n, by in enumerate((ALICE, BOB, CAROL)):
        write(stored, review, said(f"Text {n}."), revision=n, by=gesture(f"g{n}", by))

    kept = [(one.statements[0].text, one.written_by) for one in versions(stored, review)]
    assert kept == [("Text 1.", BOB), ("Text 0.", ALICE)]


def test_of_two_who_write_at_once_the_second_is_asked_again(stored: Stored) -> None:
    _, review = reviewed(stored)
    told = tell(stored, review)

    def writes(name: str) -> Callable[[Session], None]:
        def use_case(session: Session) -> None:
            one = wording(told, said(name))
            service_corrections.write_section(session, TEAM, review.id, one, gesture(name))

        return use_case

    outcomes = stored.at_once([writes("first"), writes("second")])

    failed = [one.exception() for one in outcomes if one.exception()]
    assert [type(one) for one in failed] == [SectionChangedError]
    assert len(reads(stored, review)) == 1


def test_what_is_told_can_be_taken_again_and_the_words_stay_a_version(stored: Stored) -> None:
    _, review = reviewed(stored)
    told = reads(stored, review)
    write(stored, review, said("Mine."))
    take = service_corrections.take_told

    for _ in range(2):
        stored.do(take, TEAM, review.id, SHORT, 1, gesture("take"))

    assert reads(stored, review) == told
    assert [one.statements for one in versions(stored, review)] == [(said("Mine."),)]
    write(stored, review, said("Mine again."), revision=2)
    assert reads(stored, review) == ["Mine again."]


def test_taking_what_somebody_has_changed_meanwhile_asks_again(stored: Stored) -> None:
    _, review = reviewed(stored)
    write(stored, review, said("Mine."))
    write(stored, review, said("Theirs."), revision=1)
    with pytest.raises(UserError):
        stored.do(service_corrections.take_told, TEAM, review.id, SHORT, 1, gesture("take"))
    assert reads(stored, review) == ["Theirs."]


def test_what_changes_beneath_is_known_once_it_is_told_again(stored: Stored) -> None:
    _, review = reviewed(stored)
    key = SectionKey.WHAT_HAPPENED
    write(stored, review, said("It all went by."), key=key)
    assert not correction(stored, review, key).difference
    stored.keep(found(ts(NOW, 9), "one more", author=CAROL))
    stored.mark(mark(ts(NOW, 2), is_on=False, order=2))

    stored.do(service.store, TEAM, review.id, tell(stored, review), now=NOW)

    since = correction(stored, review, key).difference
    assert [one.text for one in since.added] == ["one more"]
    assert [one.text for one in since.gone] == ["queue is empty"]


def test_once_a_summary_stands_it_follows_and_before_it_nothing_is_written(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    write(stored, review, said("Mine."))
    assert stored.waiting(WRITE_SUMMARY) == []

    stored.do(review_service.close_meeting, TEAM, review.id, now=LATER)
    stored.deliver(now=LATER)
    write(stored, review, said("Mine, too."), revision=1)
    assert len(stored.waiting(WRITE_SUMMARY)) == 1


def test_a_page_offers_people_their_own_words_that_the_summary_rests_on(stored: Stored) -> None:
    _, review = reviewed(stored)
    stored.do(service.store, TEAM, review.id, tell(stored, review), now=NOW)
    stored.keep(found(ts(NOW, 9), "said since", author=CAROL))

    page = stored.do(queries_corrections.sections_page, review.id, CAROL)

    assert [one.text for one in page.own][:1] == ["queue grew"]
    assert "said since" not in [one.text for one in page.own]
    assert not page.may_correct
    assert stored.do(queries_corrections.sections_page, review.id, ALICE).may_correct


def test_the_form_of_a_section_costs_the_same_statements_at_any_length(stored: Stored) -> None:
    _, review = reviewed(stored)
    write(stored, review, said("Mine."))
    read = queries_corrections.section_now
    before = stored.count_statements(read, review.id, SHORT)
    for micros in range(20, 40):
        stored.keep(found(ts(NOW, micros), "more"))
    assert stored.count_statements(read, review.id, SHORT) == before


def test_a_document_with_words_is_the_same_when_it_is_told_again(stored: Stored) -> None:
    _, review = reviewed(stored)
    write(stored, review, replace(said("Mine.", 1), at=NOW), key=SectionKey.WHAT_HAPPENED)
    story = stored.do(queries_corrections.section_now, review.id, SHORT).story
    assert generate(story) == tell(stored, review)


QUOTE = "We restarted the indexers by hand since the queue hung."


def delete_quoted(stored: Stored, review: Review) -> None:
    """A kept message is deleted in Slack, and what that makes due is done."""
    stored.do(timeline_service.follow_deletion, TEAM, CHANNEL, ts(NOW, 9), now=NOW)
    for row in stored.waiting(FORGET_WORDS):
        runs = row.arguments["runs"]
        stored.do(service_corrections.forget_words, TEAM, review, runs, now=NOW)


def test_nothing_that_was_written_repeats_a_deleted_message(stored: Stored) -> None:
    _, review = reviewed(stored)
    stored.keep(found(ts(NOW, 9), QUOTE, author=CAROL))
    repeating = said("At first somebody restarted the indexers by hand since the queue hung.")
    key = SectionKey.WHAT_HAPPENED
    write(stored, review, repeating, said("It grew."), key=key)
    write(stored, review, repeating, said("It grew a lot."), revision=1, key=key)
    stored.do(service.store, TEAM, review.id, tell(stored, review), now=NOW)
    assert "by hand since" in stored.everything()

    delete_quoted(stored, review)
    stored.do(service.forget, TEAM, review, tell(stored, review), now=NOW)

    assert "by hand since" not in stored.everything()
    assert reads(stored, review, key) == ["It grew a lot."]
    left = correction(stored, review, key)
    assert (left.dropped, left.revision) == (1, 3)
    assert len(stored.waiting(FORGET)) == 1


def test_words_of_ones_own_about_a_deleted_message_stay_without_its_number(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    stored.keep(found(ts(NOW, 9), QUOTE, author=CAROL))
    last = tell(stored, review).sources[-1]
    write(stored, review, said("A restart was tried.", last.number))

    delete_quoted(stored, review)

    (statement,) = tell(stored, review).section(SHORT).statements
    assert (statement.text, statement.evidence) == ("A restart was tried.", ())
    assert correction(stored, review).dropped == 0


def test_where_nothing_is_left_what_is_told_stands_again(stored: Stored) -> None:
    _, review = reviewed(stored)
    told = reads(stored, review)
    stored.keep(found(ts(NOW, 9), QUOTE, author=CAROL))
    write(stored, review, said(QUOTE))
    delete_quoted(stored, review)
    assert reads(stored, review) == told
    write(stored, review, said("Mine again."), revision=2)
    assert correction(stored, review).dropped == 0
