"""What an operator does with a workspace's data on the command line, without Slack."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import SystemClock
from app.db.engine import Database, make_engine
from app.db.search import forget_words
from app.db.tables import WorkspaceRow
from app.errors import ConfigurationError
from app.privacy import service, service_forgetting
from app.privacy.copying import Whose, copy_workspace
from app.slack.ids import TeamId, UserId


def chosen_workspace(session: Session, team: str | None) -> TeamId:
    """The workspace that is named, or the only one. Raises ConfigurationError if there is none."""
    known = session.scalars(select(WorkspaceRow.team_id).order_by(WorkspaceRow.team_id)).all()
    if team is None and len(known) == 1:
        return TeamId(known[0])
    if not known:
        raise ConfigurationError(
            "There is no workspace in this database yet. Is DATABASE_URL the bot's?"
        )
    if team is None:
        raise ConfigurationError(f"Name the workspace with --team: {', '.join(known)}.")
    if team not in known:
        raise ConfigurationError(
            f"There is no workspace {team} here. Name another one, with --team: {', '.join(known)}."
        )
    return TeamId(team)


async def deleted(database_url: str, named: str) -> None:
    """Delete everything of a workspace, and its installation. What was cut off goes on when it is
    started again.
    """
    async with _open(database_url) as db:
        team = await db.read(chosen_workspace, named)
        while await db.commit(service.delete_some, team):
            pass
        now = SystemClock().now()
        await db.commit(service.end_deletion, team, is_installed=False, now=now)
        await db.commit(forget_words)
        await db.forget_replaced()


async def forgotten(database_url: str, user: str, named: str | None) -> Mapping[str, int]:
    """Forget a person; what was done, by kind. What is to be drawn anew waits for the bot."""
    async with _open(database_url) as db:
        team, who = await db.read(chosen_workspace, named), UserId(user)
        now = SystemClock().now()
        await db.commit(service_forgetting.ask_forgetting, team, who, now=now)
        while await db.commit(
            service_forgetting.forget_some, team, token=secrets.token_hex(6), now=now
        ):
            pass
        await db.commit(forget_words)
        await db.forget_replaced()
        return await db.read(service_forgetting.counts_of, team, who)


async def copied(database_url: str, named: str, folder: Path) -> Mapping[str, int]:
    """Write everything of a workspace into files; how many lines each has. Raises
    ConfigurationError when the folder holds something already.
    """
    _make(folder)
    async with _open(database_url) as db:
        team = await db.read(chosen_workspace, named)
        return await db.read(copy_workspace, Whose(team), folder)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ConfigurationError(f"{folder} is not empty. Name a new folder with --out.")


@asynccontextmanager
async def _open(database_url: str) -> AsyncIterator[Database]:
    database = Database(make_engine(database_url))
    try:
        yield database
    finally:
        database.close()
