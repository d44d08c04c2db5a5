"""Reviews that come back: to which channels, and what they say then."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import AnniversaryRow, FollowUpRow, LookBackRow
from app.posting import find_post
from app.reviews import queries as review_queries
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries
from app.summaries.rules_anniversary import Anniversary, Became, Lesson, may_come_back
from app.vocabulary import FollowUpState, Holds
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

_SOUGHT = Mrkdwn("A change that waits to be worded")


def anniversaries(session: Session, review_id: int) -> Sequence[Anniversary]:
    """Those that are still to come, the next first."""
    is_its = AnniversaryRow.review_id == review_id
    in_order = AnniversaryRow.due_at, AnniversaryRow.channel_id
    rows = session.scalars(select(AnniversaryRow).where(is_its).order_by(*in_order))
    return [_anniversary(row) for row in rows]


def anniversary(session: Session, review_id: int, channel: ChannelId) -> Anniversary | None:
    """The one of this channel, unless it was taken back."""
    row = session.get(AnniversaryRow, (review_id, channel))
    return None if row is None else _anniversary(row)


def lesson(session: Session, team: TeamId, review_id: int) -> Lesson | None:
    """What comes back of it now; None when it is not shared with everybody any more."""
    incident, review = review_queries.with_incident(session, review_id)
    summary = queries.newest_summary(session, review_id)
    if summary is None or review.shared_at is None or not may_come_back(incident, review):
        return None
    post = find_post(session, team, f"summary:{review_id}")
    workspace = workspace_queries.workspace(session, team)
    return Lesson(
        label=incident.label,
        review=review_id,
        document=summary.document,
        url=post.permalink(workspace.url) if post else None,
        shared_at=review.shared_at,
        changes=_changes(session, team, review_id),
    )


def _changes(session: Session, team: TeamId, review_id: int) -> Sequence[Became]:
    """What was decided to be done, without names."""
    is_its = FollowUpRow.review_id == review_id
    is_wanted = FollowUpRow.state != FollowUpState.DECIDED_NOT
    rows = session.scalars(select(FollowUpRow).where(is_its, is_wanted).order_by(FollowUpRow.id))
    cast = Cast({}, Names(workspace_queries.names(session, team)))
    holds = _holds(session, review_id)
    return [
        Became(
            text=quotable(Mrkdwn(row.text), cast) or _SOUGHT,
            state=row.state,
            holds=holds.get(row.id),
        )
        for row in rows
    ]


def _holds(session: Session, review_id: int) -> dict[int, Holds]:
    """What the last look back at each change said since it was last done."""
    rows = session.execute(
        select(LookBackRow.followup_id, LookBackRow.holds)
        .join(FollowUpRow, FollowUpRow.id == LookBackRow.followup_id)
        .where(
            FollowUpRow.review_id == review_id,
            LookBackRow.done_at == FollowUpRow.closed_at,
        )
        .order_by(LookBackRow.days)
    )
    return {row.followup_id: row.holds for row in rows}


def _anniversary(row: AnniversaryRow) -> Anniversary:
    return Anniversary(
        channel=ChannelId(row.channel_id),
        due_at=row.due_at,
        asked_by=UserId(row.asked_by),
    )
