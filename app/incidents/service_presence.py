"""Use cases around who is in the channel of a private incident: whoever is not, knows of it no
more.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import IncidentRow, RoleRow
from app.incidents import queries
from app.incidents.service import READ_EVERY, READ_MEMBERS
from app.slack.ids import ChannelId, TeamId, UserId


def ask_who_is_there(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have the members of all private channels read: events may have been missed."""
    asked = {one: {"incident": one} for one in queries.with_private_channel(session, team)}
    outbox.again_each(session, team, READ_MEMBERS, due_at=now, arguments=asked)


def went(session: Session, team: TeamId, channel: ChannelId, user: UserId) -> None:
    """Somebody left the channel, or was removed from it."""
    row = _private(session, team, channel)
    if row is not None and user in _concerned(session, row):
        row.absent_ids = sorted({*row.absent_ids, user})


def came(session: Session, team: TeamId, channel: ChannelId, user: UserId) -> None:
    """Somebody is in the channel now."""
    row = _private(session, team, channel)
    if row is not None and user in row.absent_ids:
        row.absent_ids = [one for one in row.absent_ids if one != user]


def keep_members(
    session: Session,
    team: TeamId,
    channel: ChannelId,
    members: Collection[UserId],
    *,
    now: datetime,
) -> None:
    """What Slack says of who is there; it is asked again tomorrow."""
    row = _private(session, team, channel)
    if row is not None:
        row.absent_ids = sorted(_concerned(session, row) - set(members))
        again = now + READ_EVERY
        outbox.again(session, team, READ_MEMBERS, key=row.id, due_at=again, incident=row.id)


def _private(session: Session, team: TeamId, channel: ChannelId) -> IncidentRow | None:
    """Locked, so that of two who leave at once neither is lost."""
    return session.scalar(
        select(IncidentRow)
        .where(
            IncidentRow.team_id == team, IncidentRow.channel_id == channel, IncidentRow.is_private
        )
        .with_for_update()
    )


def _concerned(session: Session, row: IncidentRow) -> set[str]:
    """Whoever would know of it."""
    held = select(RoleRow.user_id).where(RoleRow.incident_id == row.id)
    return {row.declared_by, *session.scalars(held)}
