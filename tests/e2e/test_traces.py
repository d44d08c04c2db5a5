"""What stays of people's words and files: whose they are, copies only where they are wanted, and no
trace of what was deleted, in the database or in Slack.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.tables import FileCopyRow, Table
from app.sandbox import messages
from app.sandbox.members import Upload
from app.sandbox.messages import Draft
from app.sandbox.world import Channel
from tests.e2e.office import Office, words

SECRET = "hunter2-xyzzy"
GRAPH = Upload("graph.png", b"\x89PNG " * 100, "image/png")


def _everything(engine: Engine) -> str:
    """All that the database says, of every column of every table."""
    with Session(engine) as session:
        rows = (
            row for each in Table.metadata.sorted_tables for row in session.execute(select(each))
        )
        return "\n".join(repr(tuple(row)) for row in rows)


def _copies(engine: Engine) -> list[bytes]:
    with Session(engine) as session:
        return list(session.scalars(select(FileCopyRow.content)))


def _in_slack(office: Office) -> str:
    """What every message and file says now."""
    world = office.stage.slack.slack.world
    said = [
        f"{one.text} {words(one.blocks)} {one.attachments}"
        for place in world.channels.values()
        for one in place.in_order()
    ]
    files = [f"{one.name} {one.content.decode(errors='replace')}" for one in world.files.values()]
    return "\n".join([*said, *files])


async def _keep_copies(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"keeps_files": ["keeps_files"]}) == {}
    await office.stage.settled()


async def _keep_file(office: Office, channel: Channel, upload: Upload, text: str = "Look") -> str:
    ts = await office.alice.say(channel.id, text, files=[upload])
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    return ts


async def _app_says(office: Office, channel: Channel, **message: Any) -> str:  # noqa: ANN401
    """Another app writes into the channel; its message's ts."""
    slack = office.stage.slack.slack
    extra = {"bot_id": "B0OTHER", **message.pop("extra", {})}
    draft = Draft(user="U0OTHER", subtype="bot_message", extra=extra, **message)
    ts = messages.post(slack, channel, draft).ts
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    return ts


@pytest.fixture
def engine(sqlite_url: str) -> Any:  # noqa: ANN401 - a fixture that yields
    made = make_engine(sqlite_url)
    yield made
    made.dispose()


async def test_nothing_of_a_deleted_message_stays_anywhere(office: Office, engine: Engine) -> None:
    await _keep_copies(office)
    channel = await office.declare()
    await office.keep(channel, office.alice, "The queue was full")
    secret = Upload(f"{SECRET}.txt", SECRET.encode())
    ts = await _keep_file(office, channel, secret, f"Tried {SECRET} on the database")
    await office.alice.react(channel.id, ts, "scales")
    await office.alice.edit(channel.id, ts, f"Tried {SECRET} on the replica")
    await office.resolve(channel)
    await office.pass_time(timedelta(days=7))
    await office.alice.edit(channel.id, ts, f"Tried {SECRET} on both")
    await office.post_summary(channel)
    await office.pass_time(timedelta(minutes=20))  # it stands for a while
    versions = [one for one in office.files(channel) if one.name.endswith(".md")]
    assert [SECRET in one.content.decode() for one in versions] == [True, True]
    assert SECRET in _everything(engine)

    await office.alice.delete(channel.id, ts)
    for file in office.stage.slack.slack.world.files.values():
        if file.name.startswith(SECRET):
            await office.alice.delete_file(file.id)
    await office.stage.settled()

    assert SECRET not in _everything(engine)
    theirs = [one for one in office.stage.slack.slack.world.files.values() if SECRET in one.name]
    for one in theirs:
        one.name = "theirs"
    assert SECRET not in _in_slack(office)
    await office.pass_time(timedelta(minutes=20))
    left = [one for one in office.files(channel) if one.name.endswith(".md") and not one.deleted]
    assert len(left) == 1
    assert "The queue was full" in left[0].content.decode()
    assert not [one for one in office.bob.whispers(channel.id) if "delete" in one.text]


async def test_a_copy_of_a_file_is_kept_only_where_the_workspace_wants_it(
    office: Office, engine: Engine
) -> None:
    channel = await office.declare()
    await _keep_file(office, channel, GRAPH)
    assert _copies(engine) == []
    await _keep_copies(office)
    ts = await _keep_file(office, channel, Upload("log.txt", b"all is well"))
    assert _copies(engine) == [b"all is well"]
    called = office.calls()
    assert "files.sharedPublicURL" not in called

    await office.alice.delete(channel.id, ts)
    await office.stage.settled()

    assert _copies(engine) == []


async def test_a_page_and_a_file_that_is_too_large_are_no_copy(
    office: Office, engine: Engine
) -> None:
    await _keep_copies(office)
    channel = await office.declare()
    await _keep_file(office, channel, Upload("huge.bin", bytes(10 * 1024 * 1024 + 1)))
    assert _copies(engine) == []
    assert "huge.bin" in await office.timeline(channel)


async def test_a_file_that_was_deleted_is_named_no_more(office: Office, engine: Engine) -> None:
    await _keep_copies(office)
    channel = await office.declare()
    await _keep_file(office, channel, GRAPH, "See the graph")
    assert "graph.png" in await office.timeline(channel)
    (file,) = [one for one in office.files(channel) if one.name == "graph.png"]
    await office.alice.delete_file(file.id)
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "See the graph" in page
    assert "graph.png" not in page
    assert _copies(engine) == []


@pytest.mark.parametrize(
    ("message", "says", "by"),
    [
        ({"text": "Disk full", "extra": {"username": "Alertbot"}}, "Disk full", "Alertbot"),
        (
            {
                "attachments": [{"fallback": "f", "title": "High load", "text": "on db-1"}],
                "extra": {"bot_profile": {"name": "Grafana"}},
            },
            "High load\non db-1",
            "Grafana",
        ),
        (
            {
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Deploy & more"}},
                    {"type": "section", "text": {"type": "mrkdwn", "text": "*web* 2.14"}},
                ],
                "extra": {"username": "Deploys"},
            },
            "Deploy &amp; more\n*web* 2.14",
            "Deploys",
        ),
    ],
)
async def test_what_an_app_says_is_kept_in_readable_words_under_its_name(
    office: Office, message: Mapping[str, Any], says: str, by: str
) -> None:
    channel = await office.declare()
    await _app_says(office, channel, **message)
    page = await office.timeline(channel)
    assert says in page
    assert by in page


async def test_an_edit_of_an_apps_message_is_followed(office: Office) -> None:
    channel = await office.declare()
    ts = await _app_says(office, channel, text="Firing", extra={"username": "Alertbot"})
    slack = office.stage.slack.slack
    messages.edit(slack, channel, channel.messages[ts], "U0OTHER", {"text": "Back to normal"})
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "Back to normal" in page
    assert "Firing" not in page
    assert "Alertbot" in page


async def test_an_edit_of_a_reply_is_followed(office: Office) -> None:
    channel = await office.declare()
    parent = await office.alice.say(channel.id, "What do we know?")
    reply = await office.alice.reply(channel.id, parent, "The disk is full", broadcast=True)
    await office.alice.react(channel.id, reply, "pushpin")
    await office.stage.settled()
    await office.alice.edit(channel.id, reply, "The disk was full")
    await office.stage.settled()
    assert "The disk was full" in await office.timeline(channel)


async def test_what_somebody_says_of_themselves_is_kept_as_theirs(office: Office) -> None:
    """`/me restarts the indexers`."""
    channel = await office.declare()
    slack = office.stage.slack.slack
    draft = Draft(user=office.bob.id, text="restarts the indexers", subtype="me_message")
    ts = messages.post(slack, channel, draft).ts
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    page = await office.timeline(channel)
    assert "restarts the indexers" in page
    assert f"<@{office.bob.id}>" in page
