"""What an incident's card says of earlier ones like it, as it stands now: nothing of a private one,
nobody's name, and no words that judge.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, literal, select
from sqlalchemy.orm import Session

from app.db.tables import (
    FindingRow,
    FollowUpRow,
    IncidentRow,
    PostRow,
    ReviewRow,
    SimilarRow,
    WorkspaceRow,
)
from app.incidents.queries import is_public
from app.incidents.rules import Incident, SeenBefore
from app.posting import Post
from app.slack.ids import ChannelId, MessageTs
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FindingKind, FollowUpState
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

SHOWN = 3
_HELPED = FindingKind.HELPED, FindingKind.LUCK


def earlier(session: Session, incident: Incident) -> Sequence[SeenBefore]:
    """Up to three reviewed ones that it is like, the most alike first; none once it is closed."""
    rows = _similar(session, incident) if incident.is_open else ()
    if not rows:
        return ()
    reviews = [row.review_id for row in rows]
    helped, changed = _helped(session, reviews), _changed(session, reviews)
    told = Cast({}, Names(workspace_queries.names(session, incident.team)))
    return [
        SeenBefore(
            label=f"INC-{row.number}",
            title=quotable(Mrkdwn(row.title), told),
            url=url_of_review(row.url, row.channel_id, row.posted_in, row.message_ts),
            helped=_first(told, row.eased_by, *helped.get(row.review_id, ())),
            changed=_first(told, *changed.get(row.review_id, ())),
        )
        for row in rows
    ]


def summary_stands() -> ColumnElement[bool]:
    """For joining the message of a review's summary, if it is posted."""
    key = literal("summary:") + cast(ReviewRow.id, String)
    return (PostRow.team_id == IncidentRow.team_id) & (PostRow.key == key)


def url_of_review(
    workspace_url: str, channel: str | None, posted_in: str | None, ts: str | None
) -> str | None:
    """Where its summary stands, else the incident's channel."""
    if posted_in and ts:
        return Post(ChannelId(posted_in), MessageTs(ts)).permalink(workspace_url)
    return f"{workspace_url.rstrip('/')}/archives/{channel}" if channel else None


def _similar(session: Session, incident: Incident) -> Sequence[Any]:
    return session.execute(
        select(
            IncidentRow.number,
            IncidentRow.title,
            IncidentRow.eased_by,
            IncidentRow.channel_id,
            ReviewRow.id.label("review_id"),
            PostRow.channel_id.label("posted_in"),
            PostRow.message_ts,
            WorkspaceRow.url,
        )
        .join_from(SimilarRow, IncidentRow, IncidentRow.id == SimilarRow.earlier_id)
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .outerjoin(PostRow, summary_stands())
        .where(SimilarRow.incident_id == incident.id, is_public())
        .order_by(SimilarRow.rank)
        .limit(SHOWN)
    ).all()


def _helped(session: Session, reviews: Collection[int]) -> Mapping[int, list[str]]:
    """What helped, or was luck."""
    is_told = FindingRow.removed_at.is_(None), FindingRow.merged_into_id.is_(None)
    rows = session.execute(
        select(FindingRow.review_id, FindingRow.text)
        .where(FindingRow.review_id.in_(reviews), FindingRow.kind.in_(_HELPED), *is_told)
        .order_by(FindingRow.kind, FindingRow.id)
    )
    return _by_review(rows)


def _changed(session: Session, reviews: Collection[int]) -> Mapping[int, list[str]]:
    """What was changed since."""
    is_done: ColumnElement[bool] = FollowUpRow.state == FollowUpState.DONE
    rows = session.execute(
        select(FollowUpRow.review_id, FollowUpRow.text)
        .where(FollowUpRow.review_id.in_(reviews), is_done)
        .order_by(FollowUpRow.id)
    )
    return _by_review(rows)


def _by_review(rows: Iterable[Row[int, str]]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for review_id, text in rows:
        found.setdefault(review_id, []).append(text)
    return found


def _first(told: Cast, *texts: str | None) -> Mrkdwn | None:
    """The first that may be told."""
    may_be = (quotable(Mrkdwn(text), told) for text in texts if text)
    return next((text for text in may_be if text), None)
