"""Use cases of having a shared review come back: asking for it, and taking that back."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import AnniversaryRow
from app.db.upsert import upsert
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.slack.ids import ChannelId, TeamId
from app.summaries.rules_anniversary import Anniversary, comes_back_at, may_come_back
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of

BRING_BACK = "summaries.bring_back"
NOT_SHARED = "Only a review that is shared with everybody can come back. Share it first."
_MONTH = timedelta(days=30)


def ask(
    session: Session,
    team: TeamId,
    review_id: int,
    channel: ChannelId,
    months: int,
    gesture: Gesture,
) -> datetime:
    """Have the lesson come back to this channel; when it does. Asking again moves it. Raises
    UserError when it is not shared with everybody.
    """
    if not may_come_back(*review_queries.with_incident(session, review_id)):
        raise UserError(NOT_SHARED)
    workspace = workspace_queries.workspace(session, team)
    calendar = calendar_of(workspace, gesture.at + months * _MONTH)
    today = gesture.at.astimezone(workspace.zone).date()
    due_at = comes_back_at(today, months, calendar)
    asked = {"due_at": due_at, "asked_by": gesture.by, "asked_at": gesture.at}
    upsert(
        session,
        AnniversaryRow,
        {"review_id": review_id, "channel_id": channel, **asked},
        unique=("review_id", "channel_id"),
        update=asked,
    )
    key = f"{review_id}:{channel}"
    outbox.again(
        session, team, BRING_BACK, key=key, due_at=due_at, review=review_id, channel=channel
    )
    return due_at


def take_back(session: Session, review_id: int, channel: ChannelId) -> None:
    """It shall not come back to this channel. Doing it twice changes nothing."""
    session.execute(delete(AnniversaryRow).where(*_is(review_id, channel)))


def settle(session: Session, review_id: int, asked: Anniversary) -> None:
    """It came back, or could not. One that was moved meanwhile is still to come."""
    is_it = *_is(review_id, asked.channel), AnniversaryRow.due_at == asked.due_at
    session.execute(delete(AnniversaryRow).where(*is_it))


def _is(review_id: int, channel: ChannelId) -> tuple[ColumnElement[bool], ...]:
    return AnniversaryRow.review_id == review_id, AnniversaryRow.channel_id == channel
