"""Every SELECT about changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from app.db.tables import (
    AnswersRow,
    FindingRow,
    FollowUpRow,
    IncidentRow,
    ReviewRow,
    SummaryRow,
)
from app.followups.rules import Board, FollowUp
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import queries_findings
from app.reviews.rules_findings import Finding
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FindingKind, FollowUpState
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of

IS_LEFT = and_(FollowUpRow.state == FollowUpState.DECIDED_NOT, FollowUpRow.reason.is_(None))
"""Not a decision, so there is no reason: a parked idea that is not offered any more."""


def followups(session: Session, review_id: int) -> Sequence[FollowUp]:
    """The review's changes in the order in which they were made, what was decided against last;
    without ideas that were left as they are.
    """
    return _followups(session, FollowUpRow.review_id == review_id, ~IS_LEFT)


def followup(session: Session, followup_id: int) -> FollowUp | None:
    """The change with this id, if there is one."""
    found = _followups(session, FollowUpRow.id == followup_id)
    return found[0] if found else None


def board(session: Session, review_id: int, *, now: datetime) -> Board:
    """Everything that a screen shows of a review's changes."""
    review = review_queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    found = followups(session, review_id)
    ideas = queries_findings.ideas(session, review_id)
    taken, left = _ideas_dealt_with(session, review_id)
    return Board(
        incident=incident,
        review=review,
        followups=found,
        factors=factors(session, review_id),
        ideas=[one for one in ideas if one.id not in taken | left],
        ideas_left=len([one for one in ideas if one.id in left]),
        away=away(session, incident.team, found),
        calendar=calendar_of(workspace_queries.workspace(session, incident.team), now),
    )


def factors(session: Session, review_id: int) -> Sequence[Finding]:
    """The review's factors, as they are told and numbered."""
    found = queries_findings.findings(session, review_id)
    return [one for one in found if one.kind is FindingKind.FACTOR]


def owned(session: Session, team: TeamId, owner: UserId) -> Sequence[tuple[str, FollowUp]]:
    """Somebody's own open changes in this workspace, the next due first, each with the label of its
    incident and no more of it. Which they declined is not among them.
    """
    labels = {
        review_id: f"INC-{number}"
        for review_id, number in session.execute(
            select(ReviewRow.id, IncidentRow.number)
            .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
            .join(FollowUpRow, FollowUpRow.review_id == ReviewRow.id)
            .where(IncidentRow.team_id == team, FollowUpRow.owner_id == owner)
        )
    }
    is_theirs = (
        FollowUpRow.owner_id == owner,
        FollowUpRow.state == FollowUpState.OPEN,
        FollowUpRow.declined_at.is_(None),
        FollowUpRow.review_id.in_(labels),
    )
    found = sorted(
        _followups(session, *is_theirs), key=lambda one: (one.due_on or date.max, one.id)
    )
    return [(labels[one.review_id], one) for one in found]


def incident_of(session: Session, found: FollowUp) -> Incident:
    """The incident that a change comes from."""
    review = review_queries.review(session, found.review_id)
    return incident_queries.incident(session, review.incident_id)


def away(session: Session, team: TeamId, found: Sequence[FollowUp]) -> frozenset[UserId]:
    """Those of their owners who left the workspace."""
    owners = {one.owner for one in found if one.owner}
    people = workspace_queries.people(session, team, owners)
    return frozenset(user for user, person in people.items() if not person.is_active)


def made_by(session: Session, review_id: int, key: str) -> FollowUp | None:
    """The change that this gesture made already, if it did."""
    found = _followups(session, FollowUpRow.review_id == review_id, FollowUpRow.key == key)
    return found[0] if found else None


def is_dealt_with(session: Session, idea_id: int) -> bool:
    """Whether a parked idea became a change, was decided against, or was left."""
    is_its = FollowUpRow.idea_id == idea_id
    return session.scalar(select(FollowUpRow.id).where(is_its).limit(1)) is not None


def has_summary(session: Session, review_id: int) -> bool:
    """Whether a summary was written, which then has to follow."""
    is_its = SummaryRow.review_id == review_id
    return session.scalar(select(SummaryRow.id).where(is_its).limit(1)) is not None


def _ideas_dealt_with(session: Session, review_id: int) -> tuple[set[int], set[int]]:
    """The parked ideas that became something, and those that were left as they are."""
    rows = session.execute(
        select(FollowUpRow.idea_id, IS_LEFT.label("is_left")).where(
            FollowUpRow.review_id == review_id, FollowUpRow.idea_id.is_not(None)
        )
    ).all()
    left = {row.idea_id for row in rows if row.is_left}
    return {row.idea_id for row in rows} - left, left


def _followups(session: Session, *conditions: ColumnElement[bool]) -> list[FollowUp]:
    is_against = case((FollowUpRow.state == FollowUpState.DECIDED_NOT, 1), else_=0)
    rows = session.scalars(
        select(FollowUpRow)
        .where(*conditions)
        .order_by(is_against, FollowUpRow.id)
        .execution_options(populate_existing=True)
    ).all()
    answered = _answered(session, [row.id for row in rows])
    return [_followup(row, answered.get(row.id, ())) for row in rows]


def _answered(session: Session, followup_ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """The findings that each answers: one that was merged is told by another now, and one that was
    removed asks for nothing any more.
    """
    rows = session.execute(
        select(AnswersRow.followup_id, AnswersRow.finding_id, FindingRow.review_id)
        .join(FindingRow, FindingRow.id == AnswersRow.finding_id)
        .where(AnswersRow.followup_id.in_(followup_ids))
        .order_by(AnswersRow.finding_id)
    ).all()
    told_by = _told_by(session, {row.review_id for row in rows})
    found: dict[int, dict[int, None]] = {}
    for row in rows:
        finding_id = told_by[row.finding_id]
        if finding_id is not None:
            found.setdefault(row.followup_id, {})[finding_id] = None
    return {followup_id: tuple(ids) for followup_id, ids in found.items()}


def _told_by(session: Session, review_ids: set[int]) -> Mapping[int, int | None]:
    """For each finding of these reviews the one that tells it now; None when it was removed."""
    rows = session.execute(
        select(FindingRow.id, FindingRow.merged_into_id, FindingRow.removed_at).where(
            FindingRow.review_id.in_(review_ids)
        )
    ).all()
    into = {row.id: row.merged_into_id for row in rows}
    removed = {row.id for row in rows if row.removed_at is not None}

    def teller(finding_id: int) -> int | None:
        seen = {finding_id}
        while (merged := into.get(finding_id)) is not None and merged not in seen:
            seen.add(finding_id := merged)
        return None if finding_id in removed else finding_id

    return {finding_id: teller(finding_id) for finding_id in into}


def _followup(row: FollowUpRow, factors: tuple[int, ...]) -> FollowUp:
    return FollowUp(
        id=row.id,
        review_id=row.review_id,
        text=Mrkdwn(row.text),
        factors=factors,
        strength=row.strength,
        owner=UserId(row.owner_id) if row.owner_id else None,
        accepted_at=row.accepted_at,
        declined_at=row.declined_at,
        due_on=row.due_on,
        ticket_url=Mrkdwn(row.ticket_url) if row.ticket_url else None,
        state=row.state,
        reason=Mrkdwn(row.reason) if row.reason else None,
        idea_id=row.idea_id,
        made_by=UserId(row.made_by),
    )
