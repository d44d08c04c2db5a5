"""Every SELECT about the questions before a review and their answers."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, HandoffRow, QuoteRow, ReflectionRow, ReviewRow, StopRow
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries
from app.reviews.rules import Review
from app.reviews.rules_reflections import (
    Answer,
    Parts,
    Sheet,
    how_many_are_asked,
    is_quotable,
    questions_for,
)
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry
from app.vocabulary import Question, Role, Source

_AIDS = 10
"""Own entries that the form shows as a memory aid."""


def sheet(
    session: Session, incident: Incident, review: Review, user: UserId, *, asks_all: bool = False
) -> Sheet:
    """What somebody's form shows; their answers without a name are nobody's and not among it. It
    `asks_all` questions, or those of their part and what they have answered besides.
    """
    parts = _parts(session, incident)
    taking_part = queries.participants(session, incident, review)
    own = select(ReflectionRow).where(
        ReflectionRow.review_id == review.id, ReflectionRow.author_id == user
    )
    given = {row.question: _answer(row) for row in session.scalars(own)}
    asked = questions_for(user, parts)
    others = [each for each in Question if each not in asked and (asks_all or each in given)]
    return Sheet(
        review=review,
        title=incident.title,
        questions=(*asked, *others),
        given=given,
        said=_said_by(session, incident, user),
        asked=how_many_are_asked(taking_part | {user}, parts),
    )


def answers(session: Session, review_id: int) -> Sequence[Answer]:
    """All of them, in the order of their random ids: it stays the same and tells nothing."""
    rows = session.scalars(
        select(ReflectionRow)
        .where(ReflectionRow.review_id == review_id)
        .order_by(ReflectionRow.id)
        .execution_options(populate_existing=True)
    )
    return [_answer(row) for row in rows]


def how_many(session: Session, review_id: int) -> int:
    """How many answers were given, also those that are kept no longer; from whom is not told."""
    there = select(func.count()).where(ReflectionRow.review_id == review_id).scalar_subquery()
    given = select(there + ReviewRow.answers_removed).where(ReviewRow.id == review_id)
    return session.scalar(given) or 0


def quoted_at(session: Session, review_id: int) -> Mapping[int, Sequence[int]]:
    """The places of the stops at which an answer is shown, by the answer's id."""
    rows = session.execute(
        select(QuoteRow.reflection_id, StopRow.place)
        .join(StopRow, StopRow.id == QuoteRow.stop_id)
        .where(StopRow.review_id == review_id)
        .order_by(StopRow.place)
    )
    found: dict[int, list[int]] = {}
    for reflection_id, place in rows:
        found.setdefault(reflection_id, []).append(place)
    return found


def quotes_of(session: Session, stop_ids: Collection[int]) -> Mapping[int, Sequence[Answer]]:
    """The answers that are shown at these stops, as far as their authors agree to it now."""
    rows = session.execute(
        select(QuoteRow.stop_id, ReflectionRow)
        .join(ReflectionRow, ReflectionRow.id == QuoteRow.reflection_id)
        .where(QuoteRow.stop_id.in_(stop_ids))
        .order_by(ReflectionRow.id)
    )
    found: dict[int, list[Answer]] = {}
    for stop_id, row in rows:
        if is_quotable(answer := _answer(row)):
            found.setdefault(stop_id, []).append(answer)
    return found


def _parts(session: Session, incident: Incident) -> Parts:
    held = incident_queries.roles_held(session, incident.id)
    ends = session.execute(
        select(HandoffRow.giver_id, HandoffRow.receiver_id)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .where(
            EntryRow.incident_id == incident.id,
            EntryRow.removed_at.is_(None),
            HandoffRow.role.is_(None),
        )
    )
    return Parts(
        leads=frozenset(one.user for one in held if one.role is Role.LEAD),
        owners=frozenset(UserId(user) for pair in ends for user in pair if user),
        responders=queries.responders(session, incident),
    )


def _said_by(session: Session, incident: Incident, user: UserId) -> Sequence[Entry]:
    ids = session.scalars(
        select(EntryRow.id)
        .where(
            EntryRow.incident_id == incident.id,
            EntryRow.author_id == user,
            EntryRow.source != Source.SYSTEM,
            EntryRow.removed_at.is_(None),
            EntryRow.filled_at.is_not(None),
        )
        .order_by(EntryRow.occurred_at, EntryRow.id)
        .limit(_AIDS)
    ).all()
    found = timeline_queries.entries(session, incident.id, ids)
    return [found[each] for each in ids]


def _answer(row: ReflectionRow) -> Answer:
    return Answer(
        id=row.id,
        question=row.question,
        text=Mrkdwn(row.text),
        audience=row.audience,
        author=UserId(row.author_id) if row.author_id else None,
    )
