from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from app.bootstrap import all_listeners
from app.db.engine import Database, make_engine
from app.deps import Deps
from app.home.handlers import UNKNOWN, WORD_MAX, help_listeners
from app.slack.ids import ChannelId, TeamId, TriggerId, UserId
from app.slack.listeners import Command, Help, Kind, Listener, Whisper, on_command
from app.slack.mrkdwn import Mrkdwn
from app.workspace import service as workspace_service
from tests.factories import NOW

TEAM = TeamId("T1")


@pytest.fixture
async def deps(sqlite_url: str) -> AsyncIterator[Deps]:
    """With a database that has the workspace in it; help needs nothing else."""
    db = Database(make_engine(sqlite_url))
    await db.commit(
        workspace_service.register,
        TEAM,
        name="Acme",
        url="https://acme.slack.com/",
        bot_user=UserId("U0BOT"),
        now=NOW,
    )
    yield Deps(db, cast("Any", None), cast("Any", None), cast("Any", None))
    db.close()


async def nothing(_deps: Deps, _command: Command) -> None:
    return None


async def answered(deps: Deps, listeners: list[Listener[Deps]], key: str, text: str = "") -> str:
    """What somebody reads who typed a command."""
    [listener] = [one for one in listeners if (one.kind, one.key) == (Kind.COMMAND, key)]
    command = Command(
        team=TEAM,
        user=UserId("U1"),
        channel=ChannelId("C1"),
        text=Mrkdwn(text),
        trigger=TriggerId("1.2"),
        key="command:1.2",
    )
    reply = await listener.handle(deps, command)
    assert isinstance(reply, Whisper)
    return "\n".join(str(block.to_dict()) for block in reply.message.blocks)


async def test_help_lists_what_the_features_say_in_their_order(deps: Deps) -> None:
    features = [
        on_command("start", nothing, help_line=Help("start [title]", "open a channel")),
        on_command("secret", nothing),
        on_command("note", nothing, help_line=Help("note text", "add a line")),
    ]
    text = await answered(deps, [*help_listeners(features)], "help")
    lines = ["start [title]`: open a channel", "note text`: add a line", "help`: show this page"]
    assert [text.index(line) for line in lines] == sorted(text.index(line) for line in lines)
    assert "secret" not in text


async def test_an_unknown_word_is_repeated_without_calling_anybody(deps: Deps) -> None:
    text = await answered(deps, all_listeners(), UNKNOWN, "<!channel> please")
    assert "I don't know `/incident @channel please` yet." in text
    assert "`/incident start" in text


@pytest.mark.parametrize("typed", ["x" * 500, "&amp;" * 100])
async def test_a_long_unknown_word_is_shortened(deps: Deps, typed: str) -> None:
    text = await answered(deps, all_listeners(), UNKNOWN, typed)
    [repeated] = [piece for piece in text.split("`") if piece.endswith("…")]
    assert len(repeated.removeprefix("/incident ")) <= WORD_MAX
