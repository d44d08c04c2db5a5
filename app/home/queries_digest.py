"""What the weekly digest tells: of public incidents only, one statement for each list."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, String, cast, literal, select
from sqlalchemy.orm import Session

from app.db.tables import FollowUpRow, IncidentRow, PostRow, ReviewRow
from app.home.rules_digest import LISTED, Digest, Told
from app.incidents.queries import is_public
from app.incidents.rules import CLOSED
from app.learning.rules_hits import told_title
from app.slack.ids import ChannelId, MessageTs, TeamId
from app.slack.links import permalink
from app.slack.mrkdwn import Mrkdwn, moment
from app.vocabulary import FollowUpState, ReviewState
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast

_WEEK = timedelta(days=7)
_S = TypeVar("_S", bound=Select[*tuple[Any, ...]])


def digest(session: Session, team: TeamId, *, now: datetime) -> Digest:
    """The week before and behind this moment, as everybody may see it."""
    workspace = workspace_queries.workspace(session, team)
    told = _Teller(session, team, workspace.url)
    today = now.astimezone(workspace.zone).date()
    return Digest(
        is_open=told.open_incidents(),
        meeting=told.meetings(now),
        due=told.changes(today + _WEEK),
        shared=told.shared(now - _WEEK),
    )


class _Teller:
    """Tells titles and changes without names, and nothing that judges."""

    def __init__(self, session: Session, team: TeamId, url: str) -> None:
        self._session = session
        self._team = team
        self._url = url
        self._cast = Cast({}, Names(workspace_queries.names(session, team)))

    def open_incidents(self) -> Sequence[Told]:
        of_open = self._public(select(*_INCIDENT)).where(IncidentRow.state.not_in(CLOSED))
        rows = self._session.execute(of_open.order_by(IncidentRow.declared_at)).all()
        return [self._told(row.number, row.channel_id, row.title) for row in rows]

    def meetings(self, now: datetime) -> Sequence[Told]:
        rows = self._session.execute(
            self._public(_of_review(select(*_INCIDENT, ReviewRow.meets_at)))
            .where(
                ReviewRow.state == ReviewState.SCHEDULED,
                ReviewRow.meets_at.between(now, now + _WEEK),
            )
            .order_by(ReviewRow.meets_at)
        ).all()
        return [
            self._told(row.number, row.channel_id, row.title, moment(row.meets_at)) for row in rows
        ]

    def changes(self, until: date) -> Sequence[Told]:
        rows = self._session.execute(
            self._public(_of_review(select(*_INCIDENT, FollowUpRow.text, FollowUpRow.due_on)))
            .join(FollowUpRow, FollowUpRow.review_id == ReviewRow.id)
            .where(FollowUpRow.state == FollowUpState.OPEN, FollowUpRow.due_on <= until)
            .order_by(FollowUpRow.due_on, FollowUpRow.id)
        ).all()
        return [
            self._told(row.number, row.channel_id, row.text, f"due {row.due_on:%-d %b}")
            for row in rows
        ]

    def shared(self, since: datetime) -> Sequence[Told]:
        summary = literal("summary:") + cast(ReviewRow.id, String)
        is_its = (PostRow.team_id == self._team) & (PostRow.key == summary)
        place = PostRow.channel_id.label("place"), PostRow.message_ts
        rows = self._session.execute(
            self._public(_of_review(select(*_INCIDENT, *place)))
            .join(PostRow, is_its)
            .where(ReviewRow.state == ReviewState.SHARED, ReviewRow.shared_at >= since)
            .order_by(ReviewRow.shared_at.desc())
        ).all()
        return [
            Told(
                f"INC-{row.number}",
                permalink(self._url, ChannelId(row.place), MessageTs(row.message_ts)),
                told_title(Mrkdwn(row.title), self._cast),
            )
            for row in rows
        ]

    def _public(self, statement: _S) -> _S:
        return statement.where(IncidentRow.team_id == self._team, is_public()).limit(LISTED + 1)

    def _told(self, number: int, channel: str | None, text: str, when: str = "") -> Told:
        url = f"{self._url.rstrip('/')}/archives/{channel}" if channel else None
        return Told(f"INC-{number}", url, told_title(Mrkdwn(text), self._cast), when)


_INCIDENT = IncidentRow.number, IncidentRow.title, IncidentRow.channel_id


def _of_review(statement: _S) -> _S:
    return statement.join(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
