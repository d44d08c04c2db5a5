"""Reviews that were shared, for somebody to read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, PostRow, ReviewRow
from app.incidents.queries import may_know
from app.posting import Post
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ReviewState
from app.workspace import queries as workspace_queries

LISTED = 5


@dataclass(frozen=True, slots=True)
class Shared:
    """A review that stands to be read at `url`."""

    label: str
    title: Mrkdwn
    url: str


def shared_lately(session: Session, team: TeamId, viewer: UserId) -> Sequence[Shared]:
    """Those that the viewer may know of, the last first, five at most."""
    url = workspace_queries.workspace(session, team).url
    summary = literal("summary:") + cast(ReviewRow.id, String)
    rows = session.execute(
        select(IncidentRow.number, IncidentRow.title, PostRow.channel_id, PostRow.message_ts)
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .join(PostRow, (PostRow.team_id == team) & (PostRow.key == summary))
        .where(
            IncidentRow.team_id == team,
            ReviewRow.state == ReviewState.SHARED,
            may_know(viewer),
        )
        .order_by(ReviewRow.shared_at.desc())
        .limit(LISTED)
    )
    return [
        Shared(f"INC-{number}", Mrkdwn(title), _address(url, channel, ts))
        for number, title, channel, ts in rows
    ]


def _address(url: str, channel: str, ts: str) -> str:
    return Post(ChannelId(channel), MessageTs(ts)).permalink(url)
