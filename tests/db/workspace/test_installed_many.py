"""Which token a process uses: what it read a minute ago at most, or what it has renewed itself."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from app.config import Settings
from app.db.engine import Database, make_engine
from app.installed_many import TRUSTED_FOR, ManyWorkspaces
from app.slack.retry import SlackFailure
from app.workspace import service_installation
from tests.db.workspace.test_installations import FOUND, KEY, install
from tests.factories import NOW, TEAM, Stored


class MovedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database(make_engine(sqlite_url))
    yield opened
    opened.close()


def nobody(_token: object) -> object:
    raise AssertionError("nothing is asked of Slack")


async def test_another_process_notices_the_end_within_a_minute(database: Database) -> None:
    stored, clock = Stored(database.engine), MovedClock()
    workspaces = ManyWorkspaces(
        database,
        clock,
        Settings.model_validate({"encryption_key": KEY}),
        client=nobody,  # type: ignore[arg-type]
        team_client=nobody,  # type: ignore[arg-type]
    )
    assert await workspaces.authorized(TEAM) is None
    install(stored)
    assert await workspaces.token(TEAM) == FOUND.token  # that there was none is not remembered
    found = await workspaces.authorized(TEAM)
    assert found is not None
    assert (found.team_id, found.bot_token) == (TEAM, FOUND.token)
    stored.do(service_installation.leave, TEAM, happened_at=NOW, now=NOW)
    clock.time = NOW + TRUSTED_FOR - timedelta(seconds=1)
    assert await workspaces.token(TEAM) == FOUND.token
    clock.time = NOW + TRUSTED_FOR
    with pytest.raises(SlackFailure, match="not_installed"):
        await workspaces.token(TEAM)
    assert await workspaces.authorized(TEAM) is None
    assert await workspaces.authorized(None) is None
