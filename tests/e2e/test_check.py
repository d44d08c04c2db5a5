"""`python -m app check`: each thing that can be wrong is found by itself, with what to do."""

import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.checking import checked
from app.checking.findings import Finding, State
from app.clock import SystemClock
from app.config import Settings
from app.db.engine import make_engine
from app.db.tables import InstallationRow, WorkspaceRow
from app.sandbox.server import Sandbox
from app.sealing import Seal, new_key
from app.stage import Stage
from tests.e2e.machine import Machine, installed_in
from tests.product_words import product_words_avoided


@dataclass(frozen=True)
class Fast:
    """A clock that is ahead."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.by


@dataclass(frozen=True)
class Case:
    """What is changed, and the lines that are not `ok` then: how, and what they name."""

    found: dict[str, tuple[State, str]]
    settings: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    database: Callable[[Path], object] = lambda _file: None
    slack: Callable[[Sandbox], object] = lambda _slack: None
    ahead: timedelta = timedelta()
    temporary: str | None = None


def _stamp(revision: str) -> Callable[[Path], object]:
    def stamp(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            database.execute("UPDATE alembic_version SET version_num = ?", [revision])

    return stamp


def _install(token: str) -> Callable[[Path], object]:
    """A workspace that has installed the app."""

    def install(file: Path) -> None:
        engine = make_engine(f"sqlite:///{file}")
        with Session(engine) as session, session.begin():
            workspace = {"team_id": "T0ACME", "name": "Acme", "url": "u", "bot_user_id": "U0BOT"}
            app = {"team_id": "T0ACME", "bot_user_id": "U0BOT", "bot_id": "B0", "bot_token": token}
            now = SystemClock().now()
            session.execute(insert(WorkspaceRow).values(**workspace))
            session.execute(insert(InstallationRow).values(**app, installed_at=now))
        engine.dispose()

    return install


def _lessen_scopes(slack: Sandbox) -> None:
    token = slack.slack.app.tokens[slack.bot_token]
    token.scopes -= {"pins:write"}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


FREE = _free_port()


class Copied:
    """A file that can be put back as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was = path.read_bytes()

    def restore(self) -> None:
        self.path.write_bytes(self._was)


NO_SLACK = {
    "Slack": (State.WRONG, "SLACK_API_URL"),
    "clock": (State.UNTRIED, ""),
    "SLACK_BOT_TOKEN": (State.UNTRIED, ""),
    "scopes": (State.UNTRIED, ""),
    "SLACK_APP_TOKEN": (State.UNTRIED, ""),
}
NO_KEY = {"encryption key": (State.UNTRIED, "")}
NO_DATABASE = {
    "migrations": (State.UNTRIED, ""),
    "write access": (State.UNTRIED, ""),
    **NO_KEY,
}
MANY: dict[str, object] = {
    "slack_bot_token": "",
    "slack_client_id": "1.2",
    "slack_client_secret": "s",
    "encryption_key": new_key(),
    "public_url": "https://onward.example.com",
    "webhooks": False,
    "host": "127.0.0.1",
    "port": FREE,
}
NO_TOKEN = {"scopes": (State.UNTRIED, "")}
CASES = {
    "all is well": Case({}),
    "no bot token": Case(
        {"SLACK_BOT_TOKEN": (State.WRONG, "manifest.yml"), **NO_TOKEN},
        {"slack_bot_token": ""},
    ),
    "a bot token that Slack does not know": Case(
        {"SLACK_BOT_TOKEN": (State.WRONG, "invalid_auth"), **NO_TOKEN},
        {"slack_bot_token": "xoxb-other"},
    ),
    "a scope too few": Case(
        {"scopes": (State.WRONG, "lacks pins:write. Put manifest.yml")}, slack=_lessen_scopes
    ),
    "an app token that Slack does not know": Case(
        {"SLACK_APP_TOKEN": (State.WRONG, "connections:write")},
        {"slack_app_token": "xapp-other"},
    ),
    "neither way in": Case(
        {"SLACK_APP_TOKEN": (State.WRONG, "SLACK_SIGNING_SECRET")},
        {"slack_app_token": "", "host": "127.0.0.1", "port": FREE},
    ),
    "over HTTP with a strange secret": Case(
        {"SLACK_SIGNING_SECRET": (State.LOOK, "Basic Information")},
        {"slack_app_token": "", "slack_signing_secret": "s", "host": "127.0.0.1", "port": FREE},
    ),
    "no Slack": Case(NO_SLACK, {"slack_api_url": "http://127.0.0.1:9/api/"}),
    "Slack has a bad day": Case(
        NO_SLACK, slack=lambda slack: slack.faults.server_error(times=None)
    ),
    "a clock that is ahead": Case(
        {"clock": (State.WRONG, "seconds ahead of Slack's")}, ahead=timedelta(minutes=4)
    ),
    "a clock that is a little behind": Case(
        {"clock": (State.LOOK, "behind")}, ahead=-timedelta(seconds=20)
    ),
    "a database that nobody serves": Case(
        {"database": (State.WRONG, "DATABASE_URL"), **NO_DATABASE},
        {"database_url": "postgresql://somebody:secret-word@127.0.0.1:9/onward"},
    ),
    "a folder that is not there": Case(
        {"database": (State.WRONG, "no folder /nowhere"), **NO_DATABASE},
        {"database_url": "sqlite:////nowhere/onward.db"},
    ),
    "a file that is no database": Case(
        {"database": (State.WRONG, "DATABASE_URL"), **NO_DATABASE},
        database=lambda file: file.write_bytes(b"a letter, and a long one at that" * 99),
    ),
    "no database yet": Case({}, database=Path.unlink),
    "a database of a newer version": Case(
        {"migrations": (State.WRONG, "newer version"), **NO_KEY}, database=_stamp("9999")
    ),
    "a database of the version before": Case(
        {"migrations": (State.LOOK, "Make a backup"), **NO_KEY}, database=_stamp("0017")
    ),
    "many workspaces, and none yet": Case(
        {"workspaces": (State.LOOK, "open https://onward.example.com/slack/install")}, MANY
    ),
    "many workspaces, without a key": Case(
        {
            "SLACK_CLIENT_ID": (State.WRONG, "ENCRYPTION_KEY"),
            "workspaces": (State.LOOK, "open"),
        },
        MANY | {"encryption_key": ""},
    ),
    "a workspace whose token Slack refuses": Case(
        {"workspaces": (State.WRONG, "Acme (invalid_auth)")}, MANY, database=_install("xoxb-other")
    ),
    "a workspace whose token was sealed with another key": Case(
        {
            "encryption key": (State.WRONG, "ENCRYPTION_KEY"),
            "workspaces": (State.UNTRIED, "secrets"),
        },
        MANY,
        database=_install(Seal([new_key()]).seal("xoxb-other")),
    ),
    "no folder for pictures": Case(
        {"temporary folder": (State.WRONG, "TMPDIR")}, temporary="/nowhere"
    ),
    "a model without a key": Case(
        {"language model": (State.WRONG, "ANTHROPIC_API_KEY")},
        {"summary_model": "anthropic:claude"},
    ),
    "variables that cannot be read": Case(
        {
            "PORT": (State.WRONG, "It has to be a number."),
            "DATABASE_URL": (State.WRONG, "sqlite:///"),
            "database": (State.UNTRIED, "DATABASE_URL"),
            **NO_DATABASE,
        },
        problems={
            "PORT": "has to be a number.",
            "DATABASE_URL": "has to start with sqlite:///.",
        },
    ),
    "everything at once": Case(
        {
            **NO_SLACK,
            "database": (State.WRONG, ""),
            **NO_DATABASE,
            "temporary folder": (State.WRONG, ""),
            "language model": (State.WRONG, ""),
            "HOST": (State.WRONG, ""),
            "port": (State.UNTRIED, "HOST"),
        },
        {
            "slack_api_url": "http://127.0.0.1:9/api/",
            "database_url": "sqlite:////nowhere/onward.db",
            "webhooks": True,
            "summary_model": "anthropic:claude",
        },
        problems={"HOST": "has to be an address."},
        temporary="/nowhere",
    ),
}


async def test_each_thing_that_is_wrong_is_found_and_nothing_else(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    file = Copied(Path(sqlite_url.removeprefix("sqlite:///")))
    slack = Stage(SystemClock().now(), sqlite_url).slack
    await slack.start()
    try:
        token = slack.slack.app.tokens[slack.bot_token]
        scopes = token.scopes
        for name, case in CASES.items():
            file.restore()
            token.scopes = scopes
            slack.faults.clear()
            case.database(file.path)
            case.slack(slack)
            found = await _checked(slack, sqlite_url, case)
            lines = {one.check: one for one in found}
            assert len(lines) == len(found), name
            amiss = {one.check: one for one in found if one.state is not State.OK}
            assert amiss.keys() == case.found.keys(), (name, amiss)
            for check, (state, says) in case.found.items():
                assert amiss[check].state is state, (name, amiss[check])
                assert says in amiss[check].says, (name, amiss[check])
            told = "\n".join(one.line() for one in found)
            for secret in (slack.bot_token, slack.app_token, "xoxb-other", "secret-word"):
                assert secret not in told
            assert product_words_avoided(told) == ()
            assert all(one.says.endswith(".") for one in found)
    finally:
        await slack.stop()


async def _checked(slack: Sandbox, url: str, case: Case) -> list[Finding]:
    given = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api_url,
        "database_url": url,
    }
    settings = Settings.model_validate(given | case.settings)
    folder = case.temporary or gettempdir()
    clock = Fast(case.ahead)
    return list(await checked(settings, case.problems, clock, temporary=lambda: folder))


async def test_the_command_says_so_with_its_exit_status(sqlite_url: str, tmp_path: Path) -> None:
    slack = Stage(SystemClock().now(), sqlite_url).slack
    await slack.start()
    good = installed_in(slack, sqlite_url)
    try:
        well = Machine(tmp_path, **good)
        await well.start("check")
        assert await well.ended() == 0, well.log
        assert "SLACK_BOT_TOKEN" in well.log
        (tmp_path / "other").mkdir()
        ill = Machine(tmp_path / "other", **(good | {"PORT": "http", "SLACK_BOT_TOKEN": "xapp-1"}))
        await ill.start("check", "--json")
        assert await ill.ended() == 1, ill.log
        told = json.loads(ill.log)
        assert told["ok"] is False
        wrong = {one["check"]: one["says"] for one in told["checks"] if one["state"] == "wrong"}
        assert wrong.keys() == {"PORT", "SLACK_BOT_TOKEN"}
        assert wrong["SLACK_BOT_TOKEN"].startswith("It has to start with xoxb-")
    finally:
        await slack.stop()
