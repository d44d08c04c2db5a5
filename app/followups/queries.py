"""Every SELECT about changes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from app.db.tables import AnswersRow, FindingRow, FollowUpRow
from app.followups.rules import FollowUp
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState


def followups(session: Session, review_id: int) -> Sequence[FollowUp]:
    """The review's changes in the order in which they were made, what was decided against last."""
    return _followups(session, FollowUpRow.review_id == review_id)


def followup(session: Session, followup_id: int) -> FollowUp | None:
    """The change with this id, if there is one."""
    found = _followups(session, FollowUpRow.id == followup_id)
    return found[0] if found else None


def _followups(session: Session, *conditions: ColumnElement[bool]) -> list[FollowUp]:
    is_against = case((FollowUpRow.state == FollowUpState.DECIDED_NOT, 1), else_=0)
    rows = session.scalars(
        select(FollowUpRow).where(*conditions).order_by(is_against, FollowUpRow.id)
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
