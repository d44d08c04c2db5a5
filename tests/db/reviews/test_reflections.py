"""Answers before a review: kept once, nobody's where no name was wanted, quoted with consent."""

from functools import partial
from random import SystemRandom

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries, queries_reflections, service, service_reflections
from app.reviews import service_stops as stopping
from app.reviews.rules import Review
from app.reviews.rules_reflections import Answer, Given
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Audience, Question
from tests.db.reviews.test_meeting import MEETS, resolution, resolved
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, found, gesture, ts

FACILITATOR, UNNAMED, NAMED = Audience.FACILITATOR, Audience.UNNAMED, Audience.NAMED


def answer(
    stored: Stored,
    review: Review,
    by: UserId,
    text: str | None,
    audience: Audience = FACILITATOR,
    *,
    token: str = "token",  # noqa: S107 - of a form
) -> None:
    given = {Question.SAW: Given(Mrkdwn(text) if text else None, audience)}
    stored.do(
        service_reflections.keep,
        TEAM,
        review.id,
        by,
        given,
        token=token,
        random=SystemRandom(),
        now=NOW,
    )


def answers(stored: Stored, review: Review) -> list[Answer]:
    return list(stored.do(queries_reflections.answers, review.id))


def texts(stored: Stored, review: Review) -> set[str]:
    return {one.text for one in answers(stored, review)}


def quotes(stored: Stored, stop_id: int) -> list[str]:
    found = stored.do(queries_reflections.quotes_of, [stop_id])
    return [one.text for one in found.get(stop_id, ())]


def with_stop(stored: Stored) -> tuple[Incident, Review, int]:
    incident = stored.incident()
    stored.keep(found(ts(), "The queue grows."))
    stored.do(service.resolve, incident, resolution(), gesture("resolve"))
    review = stored.do(queries.review_of, incident.id)
    assert review is not None
    rewind = stored.do(stopping.prepare, incident, review)
    return incident, review, rewind.stops[0].id


def test_a_named_answer_is_kept_once_and_edited_in_its_place(stored: Stored) -> None:
    _, review = resolved(stored)
    answer(stored, review, ALICE, "first")
    (first,) = answers(stored, review)
    answer(stored, review, ALICE, "second", NAMED)

    (second,) = answers(stored, review)
    assert (second.text, second.author, second.id) == ("second", ALICE, first.id)


def test_an_answer_without_a_name_sent_twice_is_kept_once(stored: Stored) -> None:
    _, review = resolved(stored)
    answer(stored, review, ALICE, "quiet", UNNAMED)
    answer(stored, review, ALICE, "quiet", UNNAMED)
    answer(stored, review, BOB, "quiet", UNNAMED, token="another")

    assert [(one.text, one.author) for one in answers(stored, review)] == [("quiet", None)] * 2


def test_losing_the_name_leaves_no_named_answer(stored: Stored) -> None:
    _, review = resolved(stored)
    answer(stored, review, ALICE, "aloud", NAMED)
    answer(stored, review, ALICE, "quietly", UNNAMED)

    assert texts(stored, review) == {"quietly"}
    assert "aloud" not in stored.everything()


def test_an_answer_without_a_name_arms_nothing_and_names_nobody(stored: Stored) -> None:
    _, review = resolved(stored)
    before = set(stored.everything().splitlines())
    answer(stored, review, ALICE, "quiet", UNNAMED)

    new = set(stored.everything().splitlines()) - before
    assert len(new) == 2  # the answer and the receipt
    assert not any(ALICE in line for line in new)


def test_two_who_answer_at_once_are_both_kept(stored: Stored) -> None:
    _, review = resolved(stored)

    def keep(session: Session, by: UserId) -> None:
        given = {Question.SAW: Given(Mrkdwn(f"by {by}"), UNNAMED)}
        service_reflections.keep(
            session, TEAM, review.id, by, given, token=by, random=SystemRandom(), now=NOW
        )

    done = stored.at_once([partial(keep, by=ALICE), partial(keep, by=BOB)])
    assert [each.exception() for each in done] == [None, None]
    assert texts(stored, review) == {f"by {ALICE}", f"by {BOB}"}


def test_a_closed_review_takes_no_more_answers(stored: Stored) -> None:
    _, review = resolved(stored)
    stored.do(service.close_meeting, TEAM, review.id, now=MEETS)

    with pytest.raises(UserError, match="closed"):
        answer(stored, review, ALICE, "late")


def test_a_quote_follows_what_its_author_says_now(stored: Stored) -> None:
    _, review, stop_id = with_stop(stored)
    answer(stored, review, ALICE, "first", NAMED)
    (one,) = answers(stored, review)
    for _ in range(2):
        stored.do(service_reflections.quote, TEAM, review.id, stop_id, one.id, now=NOW)
    assert quotes(stored, stop_id) == ["first"]

    answer(stored, review, ALICE, "second", NAMED)
    assert quotes(stored, stop_id) == ["second"]

    answer(stored, review, ALICE, "second", FACILITATOR)
    assert quotes(stored, stop_id) == []


def test_a_quote_without_a_name_outlives_other_answers_and_can_be_taken_back(
    stored: Stored,
) -> None:
    _, review, stop_id = with_stop(stored)
    answer(stored, review, ALICE, "quiet", UNNAMED)
    (one,) = answers(stored, review)
    stored.do(service_reflections.quote, TEAM, review.id, stop_id, one.id, now=NOW)
    answer(stored, review, BOB, "another", NAMED)
    assert quotes(stored, stop_id) == ["quiet"]

    stored.do(service_reflections.take_back_quote, TEAM, review.id, one.id, now=NOW)
    assert quotes(stored, stop_id) == []


def test_what_is_for_the_facilitator_alone_is_never_quoted(stored: Stored) -> None:
    _, review, stop_id = with_stop(stored)
    answer(stored, review, ALICE, "for you", FACILITATOR)
    (one,) = answers(stored, review)

    with pytest.raises(UserError, match="no longer be quoted"):
        stored.do(service_reflections.quote, TEAM, review.id, stop_id, one.id, now=NOW)


def test_what_judges_somebody_is_not_quoted_nor_stays_so(stored: Stored) -> None:
    _, review, stop_id = with_stop(stored)
    answer(stored, review, ALICE, "The queue grew", NAMED)
    (one,) = answers(stored, review)
    stored.do(service_reflections.quote, TEAM, review.id, stop_id, one.id, now=NOW)

    answer(stored, review, ALICE, "Bob should have checked the queue", NAMED)

    assert quotes(stored, stop_id) == []
    with pytest.raises(UserError, match="no longer be quoted"):
        stored.do(service_reflections.quote, TEAM, review.id, stop_id, one.id, now=NOW)


def test_the_form_costs_the_same_however_much_was_said(stored: Stored) -> None:
    incident, review = resolved(stored)

    def cost() -> int:
        return stored.count_statements(queries_reflections.sheet, incident, review, ALICE)

    few = cost()
    for n in range(30):
        stored.keep(found(ts(NOW, n + 1), f"line {n}", author=ALICE))
    sheet = stored.do(queries_reflections.sheet, incident, review, ALICE)
    assert len(sheet.said) == 10
    assert cost() <= few + 3
