"""Reviews that were shared, for somebody to read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, PostRow, ReviewRow, WorkspaceRow
from app.incidents.queries import may_know
from app.incidents.queries_earlier import summary_stands
from app.posting import Post
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_shared import Shared
from app.vocabulary import ReviewState


def shared_lately(
    session: Session, team: TeamId, viewer: UserId, *, limit: int, offset: int = 0
) -> Sequence[Shared]:
    """Those that the viewer may know of, the last first."""
    rows = session.execute(
        select(
            IncidentRow.number,
            IncidentRow.title,
            PostRow.channel_id,
            PostRow.message_ts,
            WorkspaceRow.url,
        )
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .join(PostRow, summary_stands())
        .where(
            IncidentRow.team_id == team,
            ReviewRow.state == ReviewState.SHARED,
            may_know(viewer),
        )
        .order_by(ReviewRow.shared_at.desc(), ReviewRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Shared(f"INC-{number}", Mrkdwn(title), _address(url, channel, ts))
        for number, title, channel, ts, url in rows
    ]


def _address(url: str, channel: str, ts: str) -> str:
    return Post(ChannelId(channel), MessageTs(ts)).permalink(url)
