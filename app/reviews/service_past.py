"""Use cases of a review of something that has passed without an incident."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Declaration
from app.incidents.service import Gesture
from app.reviews import queries, service
from app.reviews.rules_facilitator import suggest_facilitator
from app.reviews.rules_proposal import Proposal, Resolution
from app.reviews.rules_slots import first_slots
from app.slack.ids import TeamId, UserId
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of


def propose_for_past(session: Session, team: TeamId, asker: UserId, *, now: datetime) -> Proposal:
    """A first slot, for a review that so far only the asker knows of; and to facilitate, only
    somebody whom the workspace named, since it may become a private one.
    """
    workspace = workspace_queries.workspace(session, team)
    person = workspace_queries.person(session, team, asker)
    slots = first_slots(
        resolved_at=now,
        now=now,
        zones=[person.zone] if person and person.zone else [],
        calendar=calendar_of(workspace, now),
    )
    chosen = (*workspace.choices.facilitators, *workspace.group_members)
    pool = queries.candidates(session, team, chosen)
    suggested = suggest_facilitator(pool, responders=frozenset({asker}), lead=asker)
    facilitator = suggested if chosen else None
    return Proposal(now, slots[0], facilitator, [asker])


def open_past(
    session: Session,
    team: TeamId,
    declaration: Declaration,
    resolution: Resolution,
    gesture: Gesture,
    *,
    answer_to: str = "",
) -> None:
    """Store it as an incident that is over, have a channel opened and schedule its review, all or
    nothing; the same gesture does so once.
    """
    incident_id = incident_service.declare(session, team, declaration, gesture, answer_to=answer_to)
    incident = incident_queries.incident(session, incident_id)
    if incident.is_open:
        ended = replace(gesture, key=f"{gesture.key}:resolved")
        service.resolve(session, incident, resolution, ended)
