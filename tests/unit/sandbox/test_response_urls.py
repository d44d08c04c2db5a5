"""response_url: five answers in thirty minutes."""

from datetime import timedelta

from aiohttp import ClientSession

from app.sandbox import response_urls
from tests.unit.sandbox.workspaces import Workspace


async def say(url: str, **answer: object) -> int:
    async with ClientSession() as session, session.post(url, json=answer) as response:
        return response.status


def issue(w: Workspace, message_ts: str | None = None) -> str:
    return response_urls.issue(w.sandbox.slack, "commands", "C0GEN", "U0ALICE", message_ts)


async def test_an_answer_is_a_whisper_unless_it_is_for_the_channel(w: Workspace) -> None:
    url = issue(w)
    await say(url, text="psst")
    await say(url, text="all", response_type="in_channel")
    assert [heard.text for heard in w.alice.whispers("general")] == ["psst"]
    assert [message.text for message in w.bob.sees("general")] == ["all"]


async def test_it_takes_five_answers(w: Workspace) -> None:
    url = issue(w)
    assert [await say(url, text="hi") for _ in range(6)] == [200] * 5 + [404]


async def test_it_lives_thirty_minutes(w: Workspace) -> None:
    url = issue(w)
    w.sandbox.clock.advance(timedelta(minutes=31))
    assert await say(url, text="hi") == 404


async def test_the_original_is_replaced_or_deleted(w: Workspace) -> None:
    ts = (await w.client.chat_postMessage(channel="C0GEN", text="old"))["ts"]
    url = issue(w, ts)
    await say(url, text="new", replace_original=True)
    assert w.alice.sees("general")[0].text == "new"
    await say(url, delete_original=True)
    assert w.alice.sees("general") == []


async def test_attachments_are_checked_as_in_a_message(w: Workspace) -> None:
    bad = {"blocks": [{"type": "no_such_block"}]}
    await say(issue(w), text="hi", attachments=[bad])
    assert w.alice.whispers("general") == []
