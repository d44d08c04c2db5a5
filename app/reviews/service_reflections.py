"""Use cases of the answers before a review: keeping them, so that nothing leads back from one
without a name; opening them; quoting them at stops. docs/adr/0005-anonymous-answers.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.db.tables import QuoteRow, ReceiptRow, ReflectionRow, ReviewRow, StopRow
from app.db.upsert import AGAINST_CHANGES, insert_all_once
from app.errors import UserError
from app.reviews import queries, queries_reflections
from app.reviews.rules_reflections import (
    Answer,
    Given,
    is_quotable,
    receipt_for,
    rewritten,
    takes_answers,
)
from app.reviews.service_stops import show_again
from app.slack.ids import TeamId, UserId
from app.vocabulary import Audience, Question

_ID_BITS = 62


def keep(
    session: Session,
    team: TeamId,
    review_id: int,
    author: UserId,
    given: Mapping[Question, Given],
    *,
    token: str,
    random: Random,
    now: datetime,
) -> None:
    """Keep somebody's form. Sent twice, with the same token, it is kept once.

    All answers of the review are written anew in a random order, and nothing else is written that
    names the author. Raises UserError once the review is closed or skipped.
    """
    # Of two who answer at once, one waits: each writes all answers anew.
    session.get_one(ReviewRow, review_id, with_for_update=AGAINST_CHANGES)
    if not takes_answers(queries.review(session, review_id)):
        raise UserError(
            "The review is closed, so its questions are, too. `/incident note` still adds to the "
            "timeline."
        )
    if _is_nameless(given) and not _receipt(session, review_id, token):
        return
    before = queries_reflections.answers(session, review_id)
    new_ids = [random.getrandbits(_ID_BITS) + 1 for _ in given]
    after = rewritten(before, given, author, new_ids)
    _rewrite(session, review_id, after, random)
    _follow_quotes(session, team, review_id, before, after, now=now)


def open_reflections(session: Session, review_id: int, *, now: datetime) -> None:
    """Note when the facilitator first read them."""
    first = func.coalesce(ReviewRow.reflections_opened_at, now)
    session.execute(
        update(ReviewRow).where(ReviewRow.id == review_id).values(reflections_opened_at=first)
    )


def quote(
    session: Session, team: TeamId, review_id: int, stop_id: int, answer_id: int, *, now: datetime
) -> None:
    """Show an answer at a stop of its review. Raises UserError when its author wants that no
    longer.
    """
    known = {one.id: one for one in queries_reflections.answers(session, review_id)}
    answer = known.get(answer_id)
    if answer is None or not is_quotable(answer):
        raise UserError("This answer can no longer be quoted. Please choose another one.")
    is_there = select(StopRow.id).where(StopRow.id == stop_id, StopRow.review_id == review_id)
    if session.scalar(is_there) is None:
        raise UserError("This stop is no longer part of the rewind. Please choose another one.")
    values = {"stop_id": stop_id, "reflection_id": answer_id}
    insert_all_once(session, QuoteRow, [values], unique=("stop_id", "reflection_id"))
    show_again(session, team, [review_id], now=now)


def take_back_quote(
    session: Session, team: TeamId, review_id: int, answer_id: int, *, now: datetime
) -> None:
    """Show an answer at no stop any more."""
    _unquote(session, review_id, [answer_id])
    show_again(session, team, [review_id], now=now)


def _is_nameless(given: Mapping[Question, Given]) -> bool:
    return any(one.text and one.audience is Audience.UNNAMED for one in given.values())


def _receipt(session: Session, review_id: int, token: str) -> bool:
    """Whether this form comes for the first time."""
    values = {"digest": receipt_for(token), "review_id": review_id}
    return bool(insert_all_once(session, ReceiptRow, [values], unique=("digest",)))


def _rewrite(session: Session, review_id: int, answers: Sequence[Answer], random: Random) -> None:
    """So that neither where a row lies nor which transaction wrote it tells one from another."""
    session.execute(delete(ReflectionRow).where(ReflectionRow.review_id == review_id))
    rows = [
        {
            "id": one.id,
            "review_id": review_id,
            "question": one.question,
            "text": one.text,
            "audience": one.audience,
            "author_id": one.author,
        }
        for one in answers
    ]
    random.shuffle(rows)
    if rows:
        session.execute(insert(ReflectionRow), rows)


def _follow_quotes(
    session: Session,
    team: TeamId,
    review_id: int,
    before: Sequence[Answer],
    after: Sequence[Answer],
    *,
    now: datetime,
) -> None:
    """A quote says what its author says now, or goes. Only a named answer ever changes."""
    quoted = queries_reflections.quoted_at(session, review_id)
    stay = {one.id: one for one in after}
    changed = [one for one in before if one.id in quoted and stay.get(one.id) != one]
    if changed:
        gone = [one.id for one in changed if one.id not in stay or not is_quotable(stay[one.id])]
        _unquote(session, review_id, gone)
        show_again(session, team, [review_id], now=now)


def _unquote(session: Session, review_id: int, answer_ids: Sequence[int]) -> None:
    stops = select(StopRow.id).where(StopRow.review_id == review_id)
    session.execute(
        delete(QuoteRow).where(QuoteRow.stop_id.in_(stops), QuoteRow.reflection_id.in_(answer_ids))
    )
