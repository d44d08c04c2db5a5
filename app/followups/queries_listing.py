"""Every SELECT behind lists of changes: those of an incident, of somebody, of the workspace."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.db.tables import FindingRow, FollowUpRow, IncidentRow, ReviewRow
from app.followups import queries
from app.followups.rules import FollowUp
from app.followups.rules_listing import (
    OWNED_AT_MOST,
    PAGE_SIZE,
    Asked,
    Listed,
    Listing,
    Owned,
    Scope,
)
from app.incidents.queries import may_know
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState

_S = TypeVar("_S", bound=Select[*tuple[Any, ...]])


def listing(
    session: Session,
    team: TeamId,
    reader: UserId,
    asked: Asked,
    *,
    today: date,
    review_id: int | None = None,
) -> Listing:
    """A page of changes. Of an incident, which the reader was let see, all of them; else those that
    are open, of incidents that the reader may know of, and the reader's own.
    """
    is_asked = and_(*_conditions(team, reader, asked, today, review_id))
    total = session.scalar(_joined(select(func.count(FollowUpRow.id))).where(is_asked)) or 0
    knows = literal(value=True) if review_id is not None else may_know(reader)
    last_page = max(0, (total - 1) // PAGE_SIZE)
    shown = asked.turned_to(min(asked.page, last_page))
    rows = session.execute(
        _joined(select(FollowUpRow, IncidentRow.number, knows))
        .where(is_asked)
        .order_by(*(_AS_MADE if review_id is not None else _BY_DAY))
        .limit(PAGE_SIZE)
        .offset(shown.page * PAGE_SIZE)
    ).all()
    found = queries.told(session, [row for row, _, _ in rows])
    words = _words(session, {factor for one in found for factor in one.factors})
    return Listing(
        asked=shown,
        reader=reader,
        lines=[
            _listed(one, number, words, is_known=bool(is_known))
            for one, (_, number, is_known) in zip(found, rows, strict=True)
        ],
        total=total,
        today=today,
        away=queries.away(session, team, found),
        review_id=review_id,
    )


def owned_by(session: Session, team: TeamId, user: UserId) -> Owned:
    """Somebody's own open changes, in one statement: without what they answer."""
    rows = session.execute(
        _joined(select(FollowUpRow, IncidentRow.number, may_know(user)))
        .where(IncidentRow.team_id == team, _is_theirs(user))
        .order_by(*_BY_DAY)
        .limit(OWNED_AT_MOST + 1)
    ).all()
    lines = [
        _listed(queries.told_by_itself(row), number, {}, is_known=bool(is_known))
        for row, number, is_known in rows
    ]
    return Owned(lines[:OWNED_AT_MOST], has_more=len(lines) > OWNED_AT_MOST)


_NO_DAY_LAST = case((FollowUpRow.due_on.is_(None), 1), else_=0)
_AGAINST_LAST = case((FollowUpRow.state == FollowUpState.DECIDED_NOT, 1), else_=0)
_BY_DAY = (_NO_DAY_LAST, FollowUpRow.due_on, FollowUpRow.id)
_AS_MADE = (_AGAINST_LAST, FollowUpRow.id)
"""As the incident's board has them."""


def _joined(statement: _S) -> _S:
    """With the incident that a change comes from."""
    return statement.join(ReviewRow, ReviewRow.id == FollowUpRow.review_id).join(
        IncidentRow, IncidentRow.id == ReviewRow.incident_id
    )


def _conditions(
    team: TeamId, reader: UserId, asked: Asked, today: date, review_id: int | None
) -> Sequence[ColumnElement[bool]]:
    if review_id is not None:
        return FollowUpRow.review_id == review_id, ~queries.IS_LEFT
    is_here, is_open = IncidentRow.team_id == team, FollowUpRow.state == FollowUpState.OPEN
    if asked.scope is Scope.MINE:
        return is_here, _is_theirs(reader)
    is_seen = or_(may_know(reader), _is_theirs(reader))
    if asked.scope is Scope.OVERDUE:
        return is_here, is_open, is_seen, FollowUpRow.due_on < today
    return is_here, is_open, is_seen


def _is_theirs(user: UserId) -> ColumnElement[bool]:
    """Open, and they own it or are asked to; not what they said no to."""
    is_owned = and_(FollowUpRow.owner_id == user, FollowUpRow.declined_at.is_(None))
    is_open = FollowUpRow.state == FollowUpState.OPEN
    return and_(is_open, or_(is_owned, FollowUpRow.handed_to_id == user))


def _words(session: Session, finding_ids: set[int]) -> Mapping[int, Mrkdwn]:
    rows = session.execute(
        select(FindingRow.id, FindingRow.text).where(FindingRow.id.in_(finding_ids))
    )
    return {finding_id: Mrkdwn(text) for finding_id, text in rows}


def _listed(found: FollowUp, number: int, words: Mapping[int, Mrkdwn], *, is_known: bool) -> Listed:
    told = [words[one] for one in found.factors if one in words] if is_known else []
    return Listed(followup=found, label=f"INC-{number}", is_known=is_known, factors=told)
