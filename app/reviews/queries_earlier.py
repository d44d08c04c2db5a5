"""What earlier reviews asked for and is not done yet, for a review that touches it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from app.db.tables import (
    AnswersRow,
    FindingRow,
    FollowUpRow,
    IncidentRow,
    PostRow,
    ReviewRow,
    SimilarRow,
    WorkspaceRow,
)
from app.incidents.queries import is_public
from app.incidents.queries_earlier import summary_stands, url_of_review
from app.incidents.rules import Incident
from app.reviews.rules_agenda import StillOpen
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

SHOWN = 5
_READ = 20
"""Some wait to be reworded."""


def still_open(session: Session, incident: Incident, review_id: int) -> Sequence[StillOpen]:
    """Up to five open changes of incidents like this one, and of those with a factor of a kind that
    this review has found too; the next due first. None of a private incident, and nobody's name.
    """
    rows = session.execute(
        select(
            FollowUpRow.text,
            FollowUpRow.due_on,
            IncidentRow.number,
            IncidentRow.channel_id,
            PostRow.channel_id.label("posted_in"),
            PostRow.message_ts,
            WorkspaceRow.url,
        )
        .join(ReviewRow, ReviewRow.id == FollowUpRow.review_id)
        .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .outerjoin(PostRow, summary_stands())
        .where(
            IncidentRow.team_id == incident.team,
            IncidentRow.id != incident.id,
            is_public(),
            FollowUpRow.state == FollowUpState.OPEN,
            or_(_is_alike(incident.id), _shares_factor(review_id)),
        )
        .order_by(FollowUpRow.due_on.is_(None), FollowUpRow.due_on, FollowUpRow.id)
        .limit(_READ)
    ).all()
    if not rows:
        return ()
    told = Cast({}, Names(workspace_queries.names(session, incident.team)))

    def worded() -> Iterator[StillOpen]:
        for row in rows:
            text = quotable(Mrkdwn(row.text), told)
            if text:
                url = url_of_review(row.url, row.channel_id, row.posted_in, row.message_ts)
                yield StillOpen(f"INC-{row.number}", text, url, row.due_on)

    return tuple(islice(worded(), SHOWN))


def _is_alike(incident_id: int) -> ColumnElement[bool]:
    is_its = SimilarRow.incident_id == incident_id, SimilarRow.earlier_id == IncidentRow.id
    return select(SimilarRow.rank).where(*is_its).correlate(IncidentRow).exists()


def _shares_factor(review_id: int) -> ColumnElement[bool]:
    found = aliased(FindingRow)
    here = select(found.category).where(
        found.review_id == review_id, found.removed_at.is_(None), found.category.is_not(None)
    )
    return (
        select(AnswersRow.finding_id)
        .join(FindingRow, FindingRow.id == AnswersRow.finding_id)
        .where(
            AnswersRow.followup_id == FollowUpRow.id,
            FindingRow.removed_at.is_(None),
            FindingRow.category.in_(here),
        )
        .correlate(FollowUpRow)
        .exists()
    )
