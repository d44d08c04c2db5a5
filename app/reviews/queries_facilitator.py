"""Every SELECT about who facilitates a review: who could, who was asked, who cannot this time."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import DeclineRow
from app.incidents.rules import Incident
from app.reviews import queries
from app.reviews.rules_facilitator import suggest_facilitator
from app.slack.ids import UserId
from app.workspace import queries as workspace_queries


def suggestion(
    session: Session,
    incident: Incident,
    responders: frozenset[UserId],
    *,
    without: Collection[UserId] = (),
) -> UserId | None:
    """Who could facilitate; none of those `without`."""
    workspace = workspace_queries.workspace(session, incident.team)
    chosen = (*workspace.choices.facilitators, *workspace.group_members)
    # Who facilitates is invited: into a private channel only somebody whom the workspace named.
    may_be_proposed = chosen or not incident.is_private
    pool = queries.candidates(session, incident.team, chosen) if may_be_proposed else ()
    free = [one for one in pool if one.user_id not in without]
    return suggest_facilitator(free, responders=responders, lead=incident.lead)


def declined(session: Session, review_id: int) -> frozenset[UserId]:
    """Who cannot facilitate this review."""
    rows = session.scalars(select(DeclineRow.user_id).where(DeclineRow.review_id == review_id))
    return frozenset(map(UserId, rows))
