"""Every SELECT about what is stuck, and about which incident it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.tables import (
    EntryRow,
    FollowUpRow,
    IncidentRow,
    OutboxRow,
    ReviewRow,
    TransitionRow,
)
from app.doctor.rules import (
    GIVEN_UP_WITHIN,
    LOOKED_AT,
    TRIED_OFTEN,
    WAITS_LONG,
    Report,
    Stuck,
    can_be_tried,
    why,
)
from app.doctor.rules_names import WITHOUT_ARGUMENTS, name_of
from app.incidents.queries import may_know
from app.slack.ids import TeamId, UserId

ABOUT = ("incident", "review", "followup", "transition", "entry", "channel")
"""The arguments of effects that lead to an incident; of several, the first that is there."""
_COLUMNS = (
    OutboxRow.id,
    OutboxRow.effect,
    OutboxRow.arguments,
    OutboxRow.due_at,
    OutboxRow.finished_at,
    OutboxRow.trouble,
)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What leads to an incident."""

    kind: str
    value: object


def report(session: Session, team: TeamId, viewer: UserId, *, now: datetime) -> Report:
    """What is stuck of what the viewer may know of, the latest first, and how much else is."""
    rows = _stuck_rows(session, team, now=now)
    subjects = {row.id: _subject(row.arguments) for row in rows}
    incidents = _incidents(session, team, {one for one in subjects.values() if one})
    labels = _labels(session, viewer, set(incidents.values()))
    stuck, hidden = [], 0
    for row in rows:
        subject = subjects[row.id]
        about = labels.get(incidents.get(subject, 0)) if subject else None
        if about is None and (subject is not None or not _is_known(row)):
            hidden += 1
        else:
            stuck.append(_stuck(row, about))
    return Report(stuck=stuck, hidden=hidden)


def how_many_stuck(session: Session, team: TeamId, *, now: datetime) -> int:
    """Of everything, private or not: for a number that names nothing. What was tried once or twice
    does not count yet.
    """
    is_over = or_(OutboxRow.finished_at.is_not(None), OutboxRow.attempts >= TRIED_OFTEN)
    return sum(
        session.scalar(select(func.count(OutboxRow.id)).where(*condition)) or 0
        for condition in ((*_troubled(team, now), is_over), _overdue(team, now))
    )


def may_try(session: Session, team: TeamId, viewer: UserId, row_id: int) -> bool:
    """Whether it is stuck still, another attempt makes sense, and the viewer may know of it."""
    is_it = OutboxRow.id == row_id, OutboxRow.team_id == team, OutboxRow.trouble.is_not(None)
    row = session.execute(select(*_COLUMNS).where(*is_it)).one_or_none()
    if row is None or not _stuck(row, None).can_be_tried:
        return False
    subject = _subject(row.arguments)
    found = set(_incidents(session, team, {subject}).values()) if subject else set()
    return subject is None or bool(_labels(session, viewer, found))


def _stuck_rows(session: Session, team: TeamId, *, now: datetime) -> Sequence[Row[Any]]:
    newest = OutboxRow.id.desc()
    return [
        row
        for condition in (_troubled(team, now), _overdue(team, now))
        for row in session.execute(
            select(*_COLUMNS).where(*condition).order_by(newest).limit(LOOKED_AT)
        )
    ]


def _troubled(team: TeamId, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Given up lately, or tried in vain."""
    is_recent = or_(OutboxRow.finished_at.is_(None), OutboxRow.finished_at >= now - GIVEN_UP_WITHIN)
    return OutboxRow.team_id == team, OutboxRow.trouble.is_not(None), is_recent


def _overdue(team: TeamId, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Due for long, and nobody has come to it."""
    return (
        OutboxRow.team_id == team,
        OutboxRow.finished_at.is_(None),
        OutboxRow.trouble.is_(None),
        OutboxRow.due_at <= now - WAITS_LONG,
        or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now),
    )


def _subject(arguments: Mapping[str, Any]) -> _Subject | None:
    kind = next((kind for kind in ABOUT if kind in arguments), None)
    return _Subject(kind, arguments[kind]) if kind else None


def _is_known(row: Row[Any]) -> bool:
    """Else what it was about is not stored any more, and may have been private."""
    return bool(row.arguments) or row.effect in WITHOUT_ARGUMENTS


def _incidents(
    session: Session, team: TeamId, subjects: Collection[_Subject]
) -> Mapping[_Subject, int]:
    """The incident of each, a statement for each kind there is."""
    return {
        _Subject(kind, value): incident
        for kind in ABOUT
        if (values := {one.value for one in subjects if one.kind == kind})
        for value, incident in _led_to(session, team, kind, values)
    }


def _led_to(
    session: Session, team: TeamId, kind: str, values: set[object]
) -> Sequence[Row[Any, int]]:
    column, statement = _WAYS[kind]
    is_one = column.in_(values), IncidentRow.team_id == team
    return session.execute(statement.where(*is_one)).all()


def _labels(session: Session, viewer: UserId, incidents: set[int]) -> Mapping[int, str]:
    """Of those that the viewer may know of."""
    if not incidents:
        return {}
    is_one = IncidentRow.id.in_(incidents), may_know(viewer)
    rows = session.execute(select(IncidentRow.id, IncidentRow.number).where(*is_one))
    return {incident: f"INC-{number}" for incident, number in rows}


def _stuck(row: Row[Any], about: str | None) -> Stuck:
    because, error = why(row.trouble)
    is_given_up = row.finished_at is not None
    return Stuck(
        id=row.id,
        what=name_of(row.effect),
        about=about,
        why=because,
        error=error,
        at=row.finished_at or row.due_at,
        is_given_up=is_given_up,
        can_be_tried=can_be_tried(because, is_given_up=is_given_up, is_known=_is_known(row)),
    )


def _through(column: InstrumentedAttribute[Any], owner: Any, through: Any = None) -> Any:  # noqa: ANN401
    statement = select(column, IncidentRow.id)
    if through is not None:
        statement = statement.join(through, through.id == owner)
        owner = through.incident_id
    return column, statement.join(IncidentRow, IncidentRow.id == owner)


_WAYS: Mapping[str, Any] = {
    "incident": (IncidentRow.id, select(IncidentRow.id.label("asked"), IncidentRow.id)),
    "review": _through(ReviewRow.id, ReviewRow.incident_id),
    "followup": _through(FollowUpRow.id, FollowUpRow.review_id, ReviewRow),
    "transition": _through(TransitionRow.id, TransitionRow.incident_id),
    "entry": _through(EntryRow.id, EntryRow.incident_id),
    "channel": (IncidentRow.channel_id, select(IncidentRow.channel_id, IncidentRow.id)),
}
