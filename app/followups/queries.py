"""Every SELECT about changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from app.db.tables import (
    AnswersRow,
    FindingRow,
    FollowUpRow,
    FollowUpStepRow,
    LookBackRow,
    SummaryRow,
)
from app.followups.rules import Board, FollowUp, LookBack
from app.followups.rules_history import Step
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


def history(session: Session, followup_id: int) -> Sequence[Step]:
    """What became of a change on its way, in order."""
    rows = session.scalars(
        select(FollowUpStepRow)
        .where(FollowUpStepRow.followup_id == followup_id)
        .order_by(FollowUpStepRow.id)
    )
    return [
        Step(
            step=row.step,
            at=row.at,
            note=Mrkdwn(row.note) if row.note else None,
            due_on=row.due_on,
        )
        for row in rows
    ]


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
    return told(session, rows)


def told(session: Session, rows: Sequence[FollowUpRow]) -> list[FollowUp]:
    """These rows with what they answer and how they held. A bounded number of statements."""
    ids = [row.id for row in rows]
    answered, looked = _answered(session, ids), _looked(session, ids)
    return [told_by_itself(row, answered.get(row.id, ()), looked.get(row.id, ())) for row in rows]


def _looked(session: Session, followup_ids: Sequence[int]) -> Mapping[int, tuple[LookBack, ...]]:
    """How each of them held, the first answer first."""
    rows = session.scalars(
        select(LookBackRow)
        .where(LookBackRow.followup_id.in_(followup_ids))
        .order_by(LookBackRow.done_at, LookBackRow.days)
        .execution_options(populate_existing=True)
    )
    found: dict[int, tuple[LookBack, ...]] = {}
    for row in rows:
        note = Mrkdwn(row.note) if row.note else None
        one = LookBack(
            done_at=row.done_at,
            days=row.days,
            holds=row.holds,
            note=note,
            answered_at=row.answered_at,
        )
        found[row.followup_id] = (*found.get(row.followup_id, ()), one)
    return found


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


def told_by_itself(
    row: FollowUpRow, factors: tuple[int, ...] = (), looked: tuple[LookBack, ...] = ()
) -> FollowUp:
    """What a row says; what it answers and how it held are in other tables."""
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
        closed_at=row.closed_at,
        how=Mrkdwn(row.how) if row.how else None,
        handed_to=UserId(row.handed_to_id) if row.handed_to_id else None,
        revision=row.revision,
        looked=looked,
    )
