"""Every SELECT about workspaces and their people."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import ForgottenRow, MuteRow, PersonRow, WorkspaceRow
from app.slack.ids import ChannelId, TeamId, UserId
from app.vocabulary import Automatic, Letter, Openness
from app.workspace.rules import Choices, Person, Workspace, zone_named
from app.workspace.rules_marks import marks_of


def workspace(session: Session, team: TeamId) -> Workspace:
    """The workspace; bootstrap has stored it before anything else happens."""
    row = session.get_one(WorkspaceRow, team)
    choices = Choices(
        announce_channel=ChannelId(row.announce_channel_id) if row.announce_channel_id else None,
        time_zone=row.time_zone,
        day_starts_at=row.day_starts_at,
        day_ends_at=row.day_ends_at,
        holiday_country=row.holiday_country,
        facilitators=tuple(map(UserId, row.facilitator_ids)),
        unrecorded=frozenset(map(Automatic, row.unrecorded)),
        keeps_files=row.keeps_files,
        facilitator_group=row.facilitator_group,
        meeting_link=row.meeting_link,
        unsent=frozenset(map(Letter, row.unsent)),
        digest_day=row.digest_day,
        digest_at=row.digest_at,
        tells_patterns=row.tells_patterns,
        guests_start=row.guests_start,
        drafts=frozenset(map(Openness, row.drafts)),
    )
    return Workspace(
        team=team,
        name=row.name,
        url=row.url,
        bot_user=UserId(row.bot_user_id),
        choices=choices,
        marks=marks_of(row.marks),
        group_members=tuple(map(UserId, row.group_member_ids)),
    )


def people(session: Session, team: TeamId, users: Collection[UserId]) -> Mapping[UserId, Person]:
    """Those of these people whose profile has been read."""
    rows = session.scalars(
        select(PersonRow).where(PersonRow.team_id == team, PersonRow.user_id.in_(users))
    )
    return {UserId(row.user_id): _person(row) for row in rows}


def all_people(session: Session, team: TeamId) -> Mapping[UserId, Person]:
    """Everybody of the workspace that the bot has met."""
    rows = session.scalars(select(PersonRow).where(PersonRow.team_id == team))
    return {UserId(row.user_id): _person(row) for row in rows}


def names(session: Session, team: TeamId) -> Mapping[UserId, tuple[str, ...]]:
    """What people are called, the name that is shown first. Bots are services: theirs stay."""
    rows = session.execute(
        select(PersonRow.user_id, PersonRow.name, PersonRow.also_called).where(
            PersonRow.team_id == team, PersonRow.is_bot.is_(False)
        )
    )
    return {
        UserId(user): tuple(each for each in (name, *others) if each) for user, name, others in rows
    }


def person(session: Session, team: TeamId, user: UserId) -> Person | None:
    """Somebody whose profile has been read."""
    return people(session, team, [user]).get(user)


def forgotten(session: Session, team: TeamId) -> Mapping[UserId, datetime]:
    """Who was forgotten, and when: what they did before is nobody's any more."""
    rows = session.execute(
        select(ForgottenRow.user_id, ForgottenRow.forgotten_at).where(ForgottenRow.team_id == team)
    )
    return {UserId(user): at for user, at in rows}


def muted(session: Session, team: TeamId, user: UserId) -> frozenset[Letter]:
    """The letters that somebody does not want."""
    rows = session.scalars(
        select(MuteRow.letter).where(MuteRow.team_id == team, MuteRow.user_id == user)
    )
    return frozenset(rows)


def is_bot(session: Session, team: TeamId, user: UserId) -> bool:
    """Whether this is our bot, or known to be another one."""
    return bool(bots(session, team, [user]))


def bots(session: Session, team: TeamId, users: Collection[UserId]) -> frozenset[UserId]:
    """Those of them that are our bot, or known to be another one."""
    known = {user for user, person in people(session, team, users).items() if person.is_bot}
    return frozenset(known | ({workspace(session, team).bot_user} & set(users)))


def profiles_read_at(
    session: Session, team: TeamId, users: Collection[UserId]
) -> Mapping[UserId, datetime]:
    """When the profile of each of these people was read, for those it was."""
    rows = session.execute(
        select(PersonRow.user_id, PersonRow.read_at).where(
            PersonRow.team_id == team, PersonRow.user_id.in_(users)
        )
    )
    return {UserId(user): read_at for user, read_at in rows}


def _person(row: PersonRow) -> Person:
    return Person(
        user=UserId(row.user_id),
        name=row.name,
        zone=zone_named(row.time_zone),
        is_bot=row.is_bot,
        is_active=row.is_active,
    )
