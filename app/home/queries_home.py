"""What App Home shows of reviews, for one person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, ReviewRow
from app.home.rules_home import LISTED, Upcoming
from app.incidents.queries import may_know
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ReviewState

_STILL = timedelta(hours=1)
"""A review that began so long ago may still meet."""


def upcoming(
    session: Session, team: TeamId, viewer: UserId, *, now: datetime
) -> Sequence[Upcoming]:
    """The next ones that the viewer may know of, in one statement; one more than is shown."""
    rows = session.execute(
        select(
            IncidentRow.number,
            IncidentRow.title,
            IncidentRow.channel_id,
            ReviewRow.meets_at,
            ReviewRow.facilitator_id,
            ReviewRow.accepted_at,
        )
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .where(
            IncidentRow.team_id == team,
            ReviewRow.state == ReviewState.SCHEDULED,
            ReviewRow.meets_at >= now - _STILL,
            may_know(viewer),
        )
        .order_by(ReviewRow.meets_at, ReviewRow.id)
        .limit(LISTED + 1)
    )
    return [
        Upcoming(
            label=f"INC-{row.number}",
            title=Mrkdwn(row.title),
            channel=ChannelId(row.channel_id) if row.channel_id else None,
            meets_at=row.meets_at,
            facilitates=row.facilitator_id == viewer and row.accepted_at is not None,
            is_asked=row.facilitator_id == viewer and row.accepted_at is None,
        )
        for row in rows
    ]
