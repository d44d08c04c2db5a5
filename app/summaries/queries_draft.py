"""Every SELECT about what a language model drafted."""

from sqlalchemy.orm import Session

from app.db.tables import DraftRow
from app.incidents.rules import Incident
from app.summaries.rules_draft import AskedFor, ModelDraft, lines_from
from app.vocabulary import Openness
from app.workspace import queries as workspace_queries


def is_allowed(session: Session, incident: Incident) -> bool:
    """Whether the workspace lets a language model word the summary of an incident like this."""
    sight = Openness.PRIVATE if incident.is_private else Openness.OPEN
    choices = workspace_queries.workspace(session, incident.team).choices
    return sight in (choices.drafts or ())


def draft(session: Session, review_id: int) -> ModelDraft | None:
    """What is kept of the answers so far; None before the first question."""
    row = session.get(DraftRow, review_id)
    if row is None:
        return None
    return ModelDraft(lines_from(row.lines), frozenset(row.read), row.read_by, row.read_at)


def asked_for(session: Session, review_id: int) -> AskedFor | None:
    """The last question."""
    row = session.get(DraftRow, review_id)
    return AskedFor(row.asked_for, row.asked_at, row.tries, row.is_answered) if row else None
