"""Use cases of letters: direct messages that come unasked. They are sent within the receiver's
working hours only, and not at all where the workspace or the receiver has switched them off.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import MuteRow
from app.db.upsert import insert_all_once
from app.posting import posted
from app.slack.ids import TeamId, UserId
from app.vocabulary import Letter
from app.workspace import queries, service
from app.workspace.rules_calendar import WorkingCalendar, calendar_of


def plan(
    session: Session,
    /,
    team: TeamId,
    effect: str,
    user: UserId,
    *,
    key: str,
    due_at: datetime,
    now: datetime,
    **arguments: object,
) -> None:
    """Have a letter go to somebody once, within their working hours from `due_at` on. Until it has
    been posted, a further call moves it, or has it tried again where it was not to be sent when it
    came due; afterwards one is nothing. `key` names the occasion; a second letter about the same
    needs a key of its own, and there is no third.
    """
    plan_each(session, team, effect, {user: due_at}, key=key, now=now, **arguments)


def plan_each(
    session: Session,
    team: TeamId,
    effect: str,
    due_at: Mapping[UserId, datetime],
    *,
    key: str,
    now: datetime,
    **arguments: object,
) -> None:
    """The same for many people, each from their time on. A bounded number of statements."""
    keys = {user: f"{effect}:{key}:{user}" for user in due_at}
    gone = posted(session, team, keys.values())
    waiting = {user: at for user, at in due_at.items() if keys[user] not in gone}
    keep_each(session, team, effect, waiting, key=key, now=now, **arguments)


def keep_each(
    session: Session,
    team: TeamId,
    effect: str,
    due_at: Mapping[UserId, datetime],
    *,
    key: object,
    now: datetime,
    **arguments: object,
) -> None:
    """Have a letter go to each of these people within their working hours from their time on, or
    one that has gone be looked at again: the effect posts it once and keeps it current. A bounded
    number of statements.
    """
    service.meet(session, team, due_at, now=now)
    calendars = calendars_for(session, team, due_at, now=now)
    moments = {
        f"{key}:{user}": each.next_moment(max(due_at[user], now))
        for user, each in calendars.items()
    }
    letters = {f"{key}:{user}": {"user": user, **arguments} for user in due_at}
    outbox.again_at_each(session, team, effect, due_at=moments, arguments=letters)


def calendars_for(
    session: Session, team: TeamId, users: Collection[UserId], *, now: datetime
) -> Mapping[UserId, WorkingCalendar]:
    """The working days and hours of each of these people."""
    people = queries.people(session, team, users)
    workspace = queries.workspace(session, team)
    zones = {user: people[user].zone if user in people else None for user in users}
    calendars = {zone: calendar_of(workspace, now, zone) for zone in set(zones.values())}
    return {user: calendars[zone] for user, zone in zones.items()}


def calendar_for(session: Session, team: TeamId, user: UserId, *, now: datetime) -> WorkingCalendar:
    """Somebody's working days and hours, in their own zone as far as it is known."""
    person = queries.person(session, team, user)
    return calendar_of(queries.workspace(session, team), now, person.zone if person else None)


def is_wanted(session: Session, team: TeamId, user: UserId, letter: Letter) -> bool:
    """Whether somebody can be reached and wants this kind of letter; bots want none."""
    person = queries.person(session, team, user)
    if person is not None and (person.is_bot or not person.is_active):
        return False
    unwanted = queries.workspace(session, team).choices.unsent | queries.muted(session, team, user)
    return letter not in unwanted


def mute(session: Session, team: TeamId, user: UserId, letter: Letter) -> None:
    """Send somebody no more letters of this kind."""
    values = {"team_id": team, "user_id": user, "letter": letter}
    unique = ("team_id", "user_id", "letter")
    insert_all_once(session, MuteRow, [values], unique=unique)


def unmute(session: Session, team: TeamId, user: UserId, letter: Letter) -> None:
    """Send somebody letters of this kind again."""
    is_it = MuteRow.team_id == team, MuteRow.user_id == user, MuteRow.letter == letter
    session.execute(delete(MuteRow).where(*is_it))


def choose(session: Session, team: TeamId, user: UserId, wanted: Mapping[Letter, bool]) -> None:
    """Send somebody the letters of these kinds that they want; other kinds stay as they were."""
    for letter, is_wanted_now in wanted.items():
        (unmute if is_wanted_now else mute)(session, team, user, letter)
