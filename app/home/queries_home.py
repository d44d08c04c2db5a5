"""What App Home shows, for one person: one statement for each of its lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, PostRow, ReviewRow, WorkspaceRow
from app.followups.queries_listing import owned_by
from app.home.queries_steps import own_steps
from app.home.rules_home import Cut, Home, OwnStep, Page, Shelf, Turn, Upcoming, page_of
from app.incidents.queries import may_know, open_incidents
from app.incidents.queries_earlier import url_of_review
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.queries_shared import shared_lately
from app.summaries.rules_shared import Shared
from app.vocabulary import ReviewState

_STILL = timedelta(hours=1)
"""A review that began so long ago may still meet."""


def home(session: Session, team: TeamId, viewer: UserId, *, now: datetime) -> Home:
    """The first lines of each list."""
    cut = Cut()
    return Home(
        incidents=_open(session, team, viewer, cut),
        steps=_steps(session, team, viewer, cut),
        coming=_coming(session, team, viewer, cut, now=now),
        shared=_shared(session, team, viewer, cut),
        owned=owned_by(session, team, viewer),
    )


def shelf(
    session: Session, team: TeamId, viewer: UserId, turn: Turn, *, now: datetime
) -> Page[Any]:
    """A page of one of them, of whatever is on it."""
    cut = Cut.of(turn)
    if turn.shelf is Shelf.COMING:
        return _coming(session, team, viewer, cut, now=now)
    return _READ[turn.shelf](session, team, viewer, cut)


def upcoming(
    session: Session, team: TeamId, viewer: UserId, cut: Cut, *, now: datetime
) -> Sequence[Upcoming]:
    """The next ones that the viewer may know of; one more than is shown."""
    says_when = literal("review:") + cast(ReviewRow.id, String)
    rows = session.execute(
        select(
            IncidentRow.number,
            IncidentRow.title,
            IncidentRow.channel_id,
            ReviewRow.meets_at,
            ReviewRow.facilitator_id,
            ReviewRow.accepted_at,
            PostRow.channel_id.label("posted_in"),
            PostRow.message_ts,
            WorkspaceRow.url,
        )
        .join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .outerjoin(PostRow, (PostRow.team_id == team) & (PostRow.key == says_when))
        .where(
            IncidentRow.team_id == team,
            ReviewRow.state == ReviewState.SCHEDULED,
            ReviewRow.meets_at >= now - _STILL,
            may_know(viewer),
        )
        .order_by(ReviewRow.meets_at, ReviewRow.id)
        .limit(cut.size + 1)
        .offset(cut.after)
    )
    return [
        Upcoming(
            label=f"INC-{row.number}",
            title=Mrkdwn(row.title),
            channel=ChannelId(row.channel_id) if row.channel_id else None,
            meets_at=row.meets_at,
            url=url_of_review(row.url, row.channel_id, row.posted_in, row.message_ts),
            facilitates=row.facilitator_id == viewer and row.accepted_at is not None,
            is_asked=row.facilitator_id == viewer and row.accepted_at is None,
        )
        for row in rows
    ]


def _open(session: Session, team: TeamId, viewer: UserId, cut: Cut) -> Page[Incident]:
    found = open_incidents(session, team, viewer, limit=cut.size + 1, offset=cut.after)
    return page_of(found, cut)


def _steps(session: Session, team: TeamId, viewer: UserId, cut: Cut) -> Page[OwnStep]:
    return page_of(own_steps(session, team, viewer, cut), cut)


def _coming(
    session: Session, team: TeamId, viewer: UserId, cut: Cut, *, now: datetime
) -> Page[Upcoming]:
    return page_of(upcoming(session, team, viewer, cut, now=now), cut)


def _shared(session: Session, team: TeamId, viewer: UserId, cut: Cut) -> Page[Shared]:
    found = shared_lately(session, team, viewer, limit=cut.size + 1, offset=cut.after)
    return page_of(found, cut)


_READ: Mapping[Shelf, Callable[[Session, TeamId, UserId, Cut], Page[Any]]] = {
    Shelf.OPEN: _open,
    Shelf.STEPS: _steps,
    Shelf.SHARED: _shared,
}
