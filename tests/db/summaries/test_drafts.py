"""What a language model was asked and what is kept of its answer, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import DraftRow
from app.drafting.answer import Answer, Said
from app.errors import UserError
from app.reviews.rules import Review
from app.reviews.service import WRITE_SUMMARY
from app.summaries import queries, queries_draft, service, service_draft
from app.summaries.rules_document import Document, SectionKey
from app.summaries.rules_draft import AskedFor, DraftLine
from app.summaries.rules_draft_facts import Facts, facts_of
from app.summaries.rules_drafting import accepted
from app.summaries.service_draft import DRAFT
from app.summaries.telling import generate, told_by_rules
from app.vocabulary import Openness
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from tests.db.summaries.test_summaries import SECRET, delete_second, reviewed, story
from tests.factories import NOW, TEAM, Stored

LATER = NOW + timedelta(minutes=20)


def allow(stored: Stored, *sights: Openness) -> None:
    choices = replace(
        stored.do(workspace_queries.workspace, TEAM).choices, drafts=frozenset(sights)
    )
    stored.do(workspace_service.change_choices, TEAM, choices, now=NOW)


def allowed(stored: Stored) -> Review:
    allow(stored, Openness.OPEN)
    _, review = reviewed(stored)
    return review


def facts(stored: Stored, review: Review) -> Facts:
    told = story(stored, review)
    return facts_of(told_by_rules(told), told.cast().names)


def lines(stored: Stored, review: Review) -> tuple[DraftLine, ...]:
    """The words of each entry, as if a model had said nothing else."""
    known = facts(stored, review)
    answer = Answer(
        what_happened=[
            Said(text=f"The {known.by_id[each].texts[0]}.", facts=[each])
            for each in known.lines[SectionKey.WHAT_HAPPENED]
        ]
    )
    return accepted(answer, known, story(stored, review)).lines


def ask(stored: Stored, review: Review, digest: str = "d") -> None:
    stored.do(service_draft.asked, review.id, digest, now=NOW)


def answer(stored: Stored, review: Review, *said: DraftLine) -> None:
    document = told_by_rules(story(stored, review))
    stored.do(service_draft.answered, TEAM, review.id, said, document, now=NOW)


def drafted(stored: Stored) -> Review:
    review = allowed(stored)
    ask(stored, review)
    answer(stored, review, *lines(stored, review))
    return review


def told(stored: Stored, review: Review) -> Document:
    return generate(story(stored, review))


def row(stored: Stored) -> DraftRow:
    def query(session: Session) -> DraftRow:
        return session.scalars(select(DraftRow)).one()

    return stored.do(query)


def test_a_question_is_kept_before_its_answer(stored: Stored) -> None:
    review = allowed(stored)
    assert stored.do(queries_draft.asked_for, review.id) is None
    ask(stored, review)
    ask(stored, review)
    last = stored.do(queries_draft.asked_for, review.id)
    assert last == AskedFor("d", NOW, 2, is_answered=False)
    ask(stored, review, "e")
    last = stored.do(queries_draft.asked_for, review.id)
    assert last == AskedFor("e", NOW, 1, is_answered=False)
    answer(stored, review)
    last = stored.do(queries_draft.asked_for, review.id)
    assert last == AskedFor("e", NOW, 1, is_answered=True)
    assert stored.waiting(WRITE_SUMMARY) == []


def test_an_answer_is_told_with_the_next_summary(stored: Stored) -> None:
    review = drafted(stored)
    assert len(stored.waiting(WRITE_SUMMARY)) == 1
    document = told(stored, review)
    assert document.is_drafted
    assert "The queue grew." in str(document)
    ask(stored, review, "e")
    answer(stored, review)
    assert told(stored, review) == document


def test_where_it_is_not_allowed_any_more_it_is_not_told(stored: Stored) -> None:
    review = drafted(stored)
    allow(stored, Openness.PRIVATE)
    assert not told(stored, review).is_drafted
    allow(stored, Openness.OPEN)
    assert told(stored, review).is_drafted


def test_settings_that_do_not_ask_leave_it_as_it_was(stored: Stored) -> None:
    allow(stored, Openness.PRIVATE)
    choices = stored.do(workspace_queries.workspace, TEAM).choices
    stored.do(workspace_service.change_choices, TEAM, replace(choices, drafts=None), now=NOW)
    assert stored.do(workspace_queries.workspace, TEAM).choices == choices


def test_a_model_is_asked_only_where_there_is_one(stored: Stored) -> None:
    review = allowed(stored)
    document = told(stored, review)
    stored.do(service.store, TEAM, review.id, document, now=NOW)
    assert stored.waiting(DRAFT) == []
    stored.do(service.store, TEAM, review.id, document, now=NOW, asks_model=True)
    assert len(stored.waiting(DRAFT)) == 1


def test_reading_it_is_kept_by_role(stored: Stored) -> None:
    review = drafted(stored)
    document = told(stored, review)
    stored.do(service.store, TEAM, review.id, document, now=NOW)
    seen = document.drafted_digest()
    with pytest.raises(UserError):
        stored.do(service_draft.read, TEAM, review.id, "other", "lead", now=LATER)
    assert told(stored, review).read_at is None

    stored.do(service_draft.read, TEAM, review.id, seen, "lead", now=LATER)

    document = told(stored, review)
    assert document.read_at == LATER
    assert "read by the lead" in str(document.section(SectionKey.TITLE).note)
    stored.do(service.store, TEAM, review.id, document, now=LATER)
    newest = stored.do(queries.newest_summary, review.id)
    assert newest is not None
    assert newest.document == document


def test_a_deleted_message_leaves_nothing_in_a_draft(stored: Stored) -> None:
    review = drafted(stored)
    stored.do(service.store, TEAM, review.id, told(stored, review), now=NOW)
    stored.do(
        service_draft.read,
        TEAM,
        review.id,
        told(stored, review).drafted_digest(),
        "lead",
        now=NOW,
    )
    assert SECRET in str(row(stored).lines)

    delete_second(stored)
    stored.do(service.forget, TEAM, review, told(stored, review), now=NOW)

    assert SECRET not in str(row(stored).lines)
    assert len(row(stored).lines) == len(row(stored).read) == 2
    assert told(stored, review).read_at == NOW


def test_what_was_deleted_while_the_model_wrote_is_not_kept(stored: Stored) -> None:
    review = allowed(stored)
    ask(stored, review)
    said, document = lines(stored, review), told_by_rules(story(stored, review))
    delete_second(stored)
    stored.do(service_draft.answered, TEAM, review.id, said, document, now=NOW)
    assert row(stored).lines == []
    assert row(stored).is_answered
