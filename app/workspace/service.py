"""Use cases around a workspace and its people."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import ForgottenRow, PersonRow, WorkspaceRow
from app.db.upsert import upsert
from app.slack.gone import people_among
from app.slack.ids import ChannelId, TeamId, UserId
from app.workspace import queries
from app.workspace.rules import Choices, is_stale
from app.workspace.rules_digest import next_digest, next_patterns
from app.workspace.rules_marks import DEFAULT_MARKS, Marks
from app.workspace.service_log import logged

READ_PROFILE = "workspace.read_profile"
READ_GROUP = "workspace.read_group"
FIND_ANNOUNCEMENT_CHANNEL = "workspace.find_announcement_channel"
FOLLOW_SETTINGS = "incidents.follow_settings"
POST_DIGEST = "home.post_digest"
POST_PATTERNS = "learning.post_patterns"
TIDY = "privacy.tidy"
"""The last four are effects of features that stand above this one."""

GROUP_READ_EVERY = timedelta(days=1)
FIRST_TIDY = timedelta(days=30)
"""Nothing is too old before."""


def register(
    session: Session, team: TeamId, *, name: str, url: str, bot_user: UserId, now: datetime
) -> None:
    """Store the workspace, or what Slack now calls it; what it chose is kept."""
    described = {"name": name, "url": url, "bot_user_id": bot_user}
    upsert(
        session,
        WorkspaceRow,
        {"team_id": team, **described},
        unique=("team_id",),
        update=described,
    )
    outbox.once(session, team, FIND_ANNOUNCEMENT_CHANNEL, key=team, due_at=now)
    outbox.once(session, team, TIDY, key=team, due_at=now + FIRST_TIDY)


def meet(session: Session, team: TeamId, users: Collection[UserId], *, now: datetime) -> None:
    """Have the profiles of these people read if they are unknown or a day old. Whoever was
    forgotten takes part again, and is known again from now on.
    """
    people = people_among(users)
    read_at = queries.profiles_read_at(session, team, people)
    stale = {user: {"user": user} for user in people if is_stale(read_at.get(user), now)}
    if stale:
        _welcome_back(session, team, list(stale), now=now)
    outbox.again_each(session, team, READ_PROFILE, due_at=now, arguments=stale)


def _welcome_back(
    session: Session, team: TeamId, users: Sequence[UserId], *, now: datetime
) -> None:
    session.execute(
        update(ForgottenRow)
        .where(
            ForgottenRow.team_id == team,
            ForgottenRow.user_id.in_(users),
            ForgottenRow.finished_at.is_not(None),
            ForgottenRow.returned_at.is_(None),
        )
        .values(returned_at=now)
    )


def save_profile(
    session: Session,
    team: TeamId,
    user: UserId,
    *,
    names: Sequence[str],
    time_zone: str | None,
    is_bot: bool,
    is_active: bool,
    now: datetime,
) -> None:
    """Keep what Slack says of a person, unless they were forgotten meanwhile. The first of their
    names is shown.
    """
    gone = session.get(ForgottenRow, (team, user))
    if gone is not None and gone.returned_at is None:
        return
    profile = {
        "name": next(iter(names), ""),
        "also_called": list(names[1:]),
        "time_zone": time_zone,
        "is_bot": is_bot,
        "is_active": is_active,
        "read_at": now,
    }
    upsert(
        session,
        PersonRow,
        {"team_id": team, "user_id": user, **profile},
        unique=("team_id", "user_id"),
        update=profile,
    )


def propose_announcement_channel(
    session: Session, team: TeamId, channel: ChannelId, *, now: datetime
) -> None:
    """Announce in this channel unless the workspace has chosen one."""
    taken = session.scalar(
        update(WorkspaceRow)
        .where(WorkspaceRow.team_id == team, WorkspaceRow.announce_channel_id.is_(None))
        .values(announce_channel_id=channel)
        .returning(WorkspaceRow.team_id)
    )
    if taken is not None:
        _follow_settings(session, team, now=now)


def change_choices(
    session: Session, team: TeamId, choices: Choices, *, now: datetime, by: UserId | None = None
) -> None:
    """Keep what was chosen in the settings form, and as it was what that did not ask."""
    row = session.get_one(WorkspaceRow, team)
    if row.announce_channel_id != choices.announce_channel:
        _follow_settings(session, team, now=now)
    if row.facilitator_group != choices.facilitator_group:
        row.group_member_ids = []
        outbox.again(session, team, READ_GROUP, key=team, due_at=now)
    with logged(session, row, by=by, now=now):
        _set(row, choices)
    meet(session, team, choices.facilitators, now=now)
    plan_digest(session, team, now=now)
    plan_patterns(session, team, now=now)


def _set(row: WorkspaceRow, choices: Choices) -> None:
    row.facilitator_group = choices.facilitator_group
    row.announce_channel_id = choices.announce_channel
    row.digest_day, row.digest_at = choices.digest_day, choices.digest_at
    row.tells_patterns = choices.tells_patterns
    row.guests_start = choices.guests_start
    row.time_zone = choices.time_zone
    row.day_starts_at = choices.day_starts_at
    row.day_ends_at = choices.day_ends_at
    row.holiday_country = choices.holiday_country
    row.facilitator_ids = list(choices.facilitators)
    row.unrecorded = sorted(choices.unrecorded)
    row.keeps_files = choices.keeps_files
    row.meeting_link = choices.meeting_link
    row.unsent = sorted(choices.unsent)
    if choices.drafts is not None:
        row.drafts = sorted(choices.drafts)


def plan_digest(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have the next digest posted when it is due, in the place of the one that was planned."""
    session.flush()
    due_at = next_digest(queries.workspace(session, team), now)
    if due_at is not None:
        outbox.again(session, team, POST_DIGEST, key=team, due_at=due_at, due=due_at.isoformat())


def plan_patterns(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have next month's patterns posted when they are due, in the place of what was planned."""
    session.flush()
    due_at = next_patterns(queries.workspace(session, team), now)
    if due_at is not None:
        outbox.again(session, team, POST_PATTERNS, key=team, due_at=due_at, due=due_at.isoformat())


def read_group_again(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have the facilitators' user group read now, if one was chosen."""
    if queries.workspace(session, team).choices.facilitator_group is not None:
        outbox.again(session, team, READ_GROUP, key=team, due_at=now)


def keep_group(
    session: Session, team: TeamId, handle: str, members: Collection[UserId], *, now: datetime
) -> None:
    """Keep who is in the facilitators' user group, and have it read again in a day; nothing when
    another one was chosen meanwhile.
    """
    forgotten = queries.forgotten(session, team).keys()
    kept = session.scalar(
        update(WorkspaceRow)
        .where(WorkspaceRow.team_id == team, WorkspaceRow.facilitator_group == handle)
        .values(group_member_ids=sorted(set(members) - forgotten))
        .returning(WorkspaceRow.team_id)
    )
    if kept is not None:
        meet(session, team, set(members) - forgotten, now=now)
        outbox.again(session, team, READ_GROUP, key=team, due_at=now + GROUP_READ_EVERY)


def change_marks(
    session: Session, team: TeamId, marks: Marks, *, now: datetime, by: UserId | None = None
) -> None:
    """Keep which emoji carry which meaning. What was marked before keeps its meaning."""
    row = session.get_one(WorkspaceRow, team)
    with logged(session, row, by=by, now=now):
        row.marks = {
            meaning: list(names)
            for meaning, names in marks.items()
            if tuple(names) != tuple(DEFAULT_MARKS[meaning])
        }
    _follow_settings(session, team, now=now)


def _follow_settings(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have open incidents show what the workspace chose."""
    outbox.again(session, team, FOLLOW_SETTINGS, key=team, due_at=now)
