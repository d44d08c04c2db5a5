"""Whether notes are welcome: one statement, since it is asked while somebody waits."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, MuteRow, ReviewRow, WorkspaceRow
from app.slack.ids import UserId
from app.vocabulary import Letter, State


def is_welcome(session: Session, user: UserId, incident_id: int) -> bool:
    """Whether this person and their workspace want notes about wording, and the incident is
    resolved: while it is not, people have other things to do.
    """
    return _is_welcome(session, user, IncidentRow.id == incident_id)


def is_welcome_in(session: Session, user: UserId, review_id: int) -> bool:
    """The same, of the incident of a review."""
    incident = select(ReviewRow.incident_id).where(ReviewRow.id == review_id).scalar_subquery()
    return _is_welcome(session, user, IncidentRow.id == incident)


def _is_welcome(session: Session, user: UserId, is_it: ColumnElement[bool]) -> bool:
    is_muted = and_(
        MuteRow.team_id == IncidentRow.team_id,
        MuteRow.user_id == user,
        MuteRow.letter == Letter.WORDING,
    )
    found = session.execute(
        select(WorkspaceRow.unsent, MuteRow.letter)
        .join(IncidentRow, IncidentRow.team_id == WorkspaceRow.team_id)
        .outerjoin(MuteRow, is_muted)
        .where(is_it, IncidentRow.state == State.RESOLVED)
    ).one_or_none()
    return found is not None and Letter.WORDING not in found.unsent and found.letter is None
