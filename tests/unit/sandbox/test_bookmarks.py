"""The links under a channel's name."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.sandbox.workspaces import SCOPES, Workspace, manifest, refused, workspace


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    async with workspace(manifest(f"{SCOPES} bookmarks:read bookmarks:write")) as w:
        yield w


async def test_a_bookmark_is_added_changed_and_removed(w: Workspace) -> None:
    added = await w.client.bookmarks_add(
        channel_id="C0GEN",
        title="Runbook",
        type="link",
        link="https://example.com",
        emoji=":book:",
    )
    bookmark_id = added["bookmark"]["id"]
    await w.client.bookmarks_edit(channel_id="C0GEN", bookmark_id=bookmark_id, title="Playbook")

    (listed,) = (await w.client.bookmarks_list(channel_id="C0GEN"))["bookmarks"]
    assert (listed["title"], listed["link"], listed["emoji"]) == (
        "Playbook",
        "https://example.com",
        ":book:",
    )
    await w.client.bookmarks_remove(channel_id="C0GEN", bookmark_id=bookmark_id)
    assert (await w.client.bookmarks_list(channel_id="C0GEN"))["bookmarks"] == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"type": "message"}, "invalid_bookmark_type"),
        ({"link": "slack://channel"}, "invalid_link"),
        ({"link": None}, "invalid_link"),
        ({"emoji": "book"}, "invalid_emoji"),
        ({"title": ""}, "invalid_arguments"),
    ],
)
async def test_a_bookmark_slack_would_not_show_is_refused(
    w: Workspace, changed: dict[str, str], error: str
) -> None:
    good = {"title": "Runbook", "type": "link", "link": "https://example.com"}

    async with refused(error):
        await w.client.bookmarks_add(channel_id="C0GEN", **{**good, **changed})
    assert w.sandbox.channel("general").bookmarks == []


async def test_a_channel_has_a_hundred_bookmarks(w: Workspace) -> None:
    w.sandbox.channel("general").bookmarks = [{"id": f"Bk{number}"} for number in range(100)]

    async with refused("too_many_bookmarks"):
        await w.client.bookmarks_add(channel_id="C0GEN", title="x", type="link", link="https://x")


async def test_a_bookmark_that_is_not_there_cannot_be_changed(w: Workspace) -> None:
    async with refused("not_found"):
        await w.client.bookmarks_edit(channel_id="C0GEN", bookmark_id="Bk1", title="x")
    async with refused("not_found"):
        await w.client.bookmarks_remove(channel_id="C0GEN", bookmark_id="Bk1")
