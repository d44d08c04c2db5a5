"""Groups of people that can be mentioned together."""

from collections.abc import AsyncIterator

import pytest

from app.sandbox.world import UserGroup
from tests.unit.sandbox.workspaces import SCOPES, Workspace, manifest, refused, workspace


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    async with workspace(manifest(f"{SCOPES} usergroups:read")) as w:
        w.sandbox.slack.world.usergroups = {
            "S1": UserGroup(id="S1", handle="oncall", name="On call", users=["U1", "U2"]),
            "S2": UserGroup(id="S2", handle="old", name="Old", deleted=True),
        }
        yield w


async def test_disabled_groups_and_people_are_listed_only_when_asked_for(w: Workspace) -> None:
    (oncall,) = (await w.client.usergroups_list())["usergroups"]
    both = (await w.client.usergroups_list(include_disabled=True, include_users=True))["usergroups"]

    assert (oncall["handle"], "users" in oncall) == ("oncall", False)
    assert [group["users"] for group in both] == [["U1", "U2"], []]


async def test_the_people_of_a_group_are_listed(w: Workspace) -> None:
    assert (await w.client.usergroups_users_list(usergroup="S1"))["users"] == ["U1", "U2"]
    for unknown in ("S2", "S3"):
        async with refused("no_such_subteam"):
            await w.client.usergroups_users_list(usergroup=unknown)


async def test_a_free_workspace_has_no_groups(w: Workspace) -> None:
    w.sandbox.slack.world.plan = "free"

    async with refused("plan_upgrade_required"):
        await w.client.usergroups_list()
