"""Wrong or missing configuration: one sentence on standard error, exit status 2, nothing
started.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.sandbox.server import Sandbox
from app.stage import Stage
from tests.e2e.machine import Machine, installed_in

ABSENT = "absent"
WRONG = {
    "no bot token": ({"SLACK_BOT_TOKEN": ABSENT}, "SLACK_BOT_TOKEN"),
    "an app token as bot token": ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
    "no app token": ({"SLACK_APP_TOKEN": ABSENT}, "SLACK_APP_TOKEN"),
    "a bot token as app token": ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    "a strange database": ({"DATABASE_URL": "mysql://localhost/onward"}, "DATABASE_URL"),
    "a port that is none": ({"PORT": "http"}, "PORT"),
    "a port too high": ({"PORT": "70000"}, "PORT"),
    "an address without a slash": ({"SLACK_API_URL": "http://127.0.0.1/api"}, "SLACK_API_URL"),
    "nobody at the address": ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "SLACK_API_URL"),
    "a token nobody issued": ({"SLACK_BOT_TOKEN": "xoxb-other"}, "SLACK_BOT_TOKEN"),
    "an app token nobody issued": ({"SLACK_APP_TOKEN": "xapp-other"}, "SLACK_APP_TOKEN"),
    "a folder that is not there": ({"DATABASE_URL": "sqlite:////nowhere/x.db"}, "DATABASE_URL"),
    "a database nobody serves": (
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/onward"},
        "DATABASE_URL",
    ),
    "a model without its provider": ({"SUMMARY_MODEL": "gpt-5-mini"}, "SUMMARY_MODEL"),
    "a model without a key": (
        {"SUMMARY_MODEL": "anthropic:claude", "ANTHROPIC_API_KEY": ""},
        "ANTHROPIC_API_KEY",
    ),
    "a database without a driver": ({"DATABASE_URL": "postgresql://["}, "DATABASE_URL"),
}


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    stage = Stage(SystemClock().now(), "sqlite://")
    await stage.slack.start()
    stage.slack.add_channel("general", is_general=True)
    yield stage.slack
    await stage.slack.stop()


@pytest.mark.parametrize(("changes", "variable"), WRONG.values(), ids=WRONG)
async def test_a_wrong_setting_is_one_sentence_that_names_it(
    slack: Sandbox, tmp_path: Path, changes: dict[str, str], variable: str
) -> None:
    good = installed_in(slack, f"sqlite:///{tmp_path}/onward.db")
    environment = {k: v for k, v in (good | changes).items() if v != ABSENT}
    said = await _refused(tmp_path, environment)
    assert variable in said
    for secret in ("xoxb-other", "xapp-other", slack.bot_token, slack.app_token):
        assert secret not in said


async def test_a_revoked_token_is_named(slack: Sandbox, tmp_path: Path) -> None:
    environment = installed_in(slack, f"sqlite:///{tmp_path}/onward.db")
    slack.uninstall()
    assert "SLACK_BOT_TOKEN" in await _refused(tmp_path, environment)


async def test_a_file_that_is_no_database_is_named(slack: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "onward.db").write_bytes(b"not a database, but long enough to look like one" * 99)
    environment = installed_in(slack, f"sqlite:///{tmp_path}/onward.db")
    assert "DATABASE_URL" in await _refused(tmp_path, environment)


async def test_a_port_that_is_taken_is_named(slack: Sandbox, tmp_path: Path) -> None:
    port = slack.api_url.rsplit(":", 1)[1].split("/")[0]
    environment = installed_in(
        slack,
        f"sqlite:///{tmp_path}/onward.db",
        SLACK_SIGNING_SECRET="s",
        PORT=port,
        HOST="127.0.0.1",
    )
    del environment["SLACK_APP_TOKEN"]
    assert "PORT" in await _refused(tmp_path, environment)


async def _refused(folder: Path, environment: dict[str, str]) -> str:
    """What the process says instead of starting: one sentence, a line or two on a terminal."""
    here = folder / "elsewhere"
    here.mkdir()
    machine = Machine(here, **environment)
    await machine.start()
    assert await machine.ended() == 2, machine.log
    said = machine.log
    assert "Traceback" not in said
    assert said.strip().endswith(".")
    assert len(said.strip().split("\n")) <= 4
    return said.replace("\n", " ")
