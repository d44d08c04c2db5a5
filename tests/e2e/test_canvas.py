"""The summary as the canvas of the incident's channel, where the plan allows one."""

from datetime import timedelta

import pytest

from app.sandbox.world import Canvas, Channel
from tests.e2e.office import Office, words

SECRET = "The index queue grew without an alert."


def canvas_of(office: Office, channel: Channel) -> Canvas | None:
    return office.stage.slack.slack.world.canvases.get(channel.canvas_id or "")


async def _reviewed(office: Office) -> Channel:
    channel = await office.declare("Search shows yesterday's prices")
    await office.keep(channel, office.bob, SECRET)
    await office.pass_time(timedelta(minutes=40))
    await office.keep(channel, office.bob, "Restarted the indexers.")
    await office.resolve(channel)
    await office.pass_time(timedelta(days=8))
    return channel


async def test_the_channel_gets_a_canvas_that_follows(office: Office) -> None:
    channel = await _reviewed(office)
    first = canvas_of(office, channel)
    assert first is not None
    assert first.title == "Review of INC-1"
    assert SECRET in first.markdown
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    await office.post_summary(channel)
    await office.pass_time(timedelta(minutes=20))  # it stands for a while
    second = canvas_of(office, channel)
    assert second is not None
    assert second.id == first.id
    assert "The alert measured the wrong queue." in second.markdown


async def test_what_was_deleted_is_not_kept_among_a_canvas_earlier_versions(
    office: Office,
) -> None:
    channel = await _reviewed(office)
    before = canvas_of(office, channel)
    (ts,) = [one.ts for one in channel.in_order() if one.text == SECRET]
    await office.bob.delete(channel.id, ts)
    await office.stage.settled()
    after = canvas_of(office, channel)
    assert before is not None
    assert after is not None
    assert after.id != before.id
    assert SECRET not in after.markdown


@pytest.mark.parametrize(
    "error",
    ["team_tier_cannot_create_channel_canvases", "canvas_disabled_user_team", "missing_scope"],
)
async def test_where_there_can_be_none_the_summary_stands_as_ever(
    office: Office, error: str
) -> None:
    office.stage.slack.faults.refuse("conversations.canvases.create", error, times=None)
    channel = await _reviewed(office)
    assert canvas_of(office, channel) is None
    assert [one for one in office.said(channel) if "*In short*" in words(one.blocks)]
    assert await office.stage.onward.next_due_at("summaries.show_canvas") is None


async def test_somebody_elses_canvas_is_left_alone(office: Office) -> None:
    channel = await office.declare("Search shows yesterday's prices")
    world = office.stage.slack.slack.world
    theirs = Canvas(
        id="F0THEIRS", title="Runbook", markdown="Ours", user=office.bob.id, created=1,
        channel_id=channel.id,
    )  # fmt: skip
    world.canvases[theirs.id], channel.canvas_id = theirs, theirs.id
    await office.keep(channel, office.bob, SECRET)
    await office.resolve(channel)
    await office.pass_time(timedelta(days=8))
    assert canvas_of(office, channel) is theirs
    assert theirs.markdown == "Ours"


async def test_an_answer_that_is_lost_leaves_one_canvas(office: Office) -> None:
    office.stage.slack.faults.lose_answer("conversations.canvases.create")
    channel = await _reviewed(office)
    canvas = canvas_of(office, channel)
    assert canvas is not None
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    await office.post_summary(channel)
    await office.pass_time(timedelta(minutes=30))
    assert "The alert measured the wrong queue." in canvas.markdown


async def test_a_canvas_that_somebody_removed_comes_anew(office: Office) -> None:
    channel = await _reviewed(office)
    world = office.stage.slack.slack.world
    del world.canvases[channel.canvas_id or ""]
    channel.canvas_id = None
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    await office.post_summary(channel)
    await office.pass_time(timedelta(minutes=30))
    canvas = canvas_of(office, channel)
    assert canvas is not None
    assert "The alert measured the wrong queue." in canvas.markdown
