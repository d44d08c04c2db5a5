"""Canvases: one document a channel, changed a section at a time."""

from collections.abc import AsyncIterator

import pytest

from app.sandbox import documents
from app.sandbox.world import Json
from tests.unit.sandbox.workspaces import SCOPES, Workspace, manifest, refused, workspace

REVIEW = (
    "# Review\n\nWhat happened.\n\n## Changes\n\n- one\n- two\n\n```\ncode\n\n# no heading\n```"
)


def markdown(text: str) -> Json:
    return {"type": "markdown", "markdown": text}


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    async with workspace(manifest(f"{SCOPES} canvases:read canvases:write")) as w:
        yield w


async def create(w: Workspace) -> str:
    made = await w.client.conversations_canvases_create(
        channel_id="C0GEN", document_content=markdown(REVIEW)
    )
    return str(made["canvas_id"])


async def section(w: Workspace, canvas_id: str, text: str) -> str:
    found = await w.client.canvases_sections_lookup(
        canvas_id=canvas_id, criteria={"contains_text": text}
    )
    return str(found["sections"][0]["id"])


async def edit(w: Workspace, canvas_id: str, **change: object) -> None:
    await w.client.canvases_edit(canvas_id=canvas_id, changes=[change])


def test_a_document_is_cut_into_headings_paragraphs_lists_and_code() -> None:
    cut = documents.sections("F1", REVIEW)

    assert [(one.heading, one.text.splitlines()[0]) for one in cut] == [
        ("h1", "# Review"),
        (None, "What happened."),
        ("h2", "## Changes"),
        (None, "- one"),
        (None, "```"),
    ]
    assert documents.joined([one.text for one in cut]) == REVIEW


def test_equal_sections_have_different_ids() -> None:
    first, second = documents.sections("F1", "same\n\nsame")

    assert first.id != second.id


async def test_a_channel_has_one_canvas(w: Workspace) -> None:
    canvas_id = await create(w)

    assert w.sandbox.channel("general").canvas_id == canvas_id
    async with refused("channel_canvas_already_exists"):
        await create(w)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("insert_before", "# Review\n\nNEW\n\nWhat happened.\n\n## Changes"),
        ("insert_after", "# Review\n\nWhat happened.\n\nNEW\n\n## Changes"),
        ("replace", "# Review\n\nNEW\n\n## Changes"),
    ],
)
async def test_a_section_is_changed_where_it_stands(
    w: Workspace, operation: str, expected: str
) -> None:
    canvas_id = await create(w)
    at = await section(w, canvas_id, "happened")

    await edit(w, canvas_id, operation=operation, section_id=at, document_content=markdown("NEW"))

    assert w.sandbox.slack.world.canvases[canvas_id].markdown.startswith(expected)


async def test_the_channel_names_its_canvas(w: Workspace) -> None:
    before = (await w.client.conversations_info(channel="C0GEN"))["channel"]
    canvas_id = await create(w)
    after = (await w.client.conversations_info(channel="C0GEN"))["channel"]
    assert "canvas" not in before.get("properties", {})
    canvas = after["properties"]["canvas"]
    assert (canvas["file_id"], canvas["is_empty"]) == (canvas_id, False)


async def test_a_section_keeps_its_id_while_others_change(w: Workspace) -> None:
    canvas_id = await create(w)
    at = await section(w, canvas_id, "## Changes")

    await edit(w, canvas_id, operation="insert_at_start", document_content=markdown("NEW"))
    await edit(w, canvas_id, operation="delete", section_id=at)

    text = w.sandbox.slack.world.canvases[canvas_id].markdown
    assert text.startswith("NEW\n\n# Review")
    assert "## Changes" not in text


async def test_replacing_without_a_section_replaces_everything(w: Workspace) -> None:
    canvas_id = await create(w)

    await edit(w, canvas_id, operation="replace", document_content=markdown("# Anew"))

    assert w.sandbox.slack.world.canvases[canvas_id].markdown == "# Anew"


async def test_headings_are_found_by_their_level(w: Workspace) -> None:
    canvas_id = await create(w)

    async def count(**criteria: object) -> int:
        found = await w.client.canvases_sections_lookup(canvas_id=canvas_id, criteria=criteria)
        return len(found["sections"])

    assert await count(section_types=["h2"]) == 1
    assert await count(section_types=["any_header"]) == 2
    assert await count(section_types=["h1"], contains_text="changes") == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"operation": "replace", "section_id": "temp:C:no", "document_content": markdown("x")},
         "canvas_editing_failed"),
        ({"operation": "insert_at_end", "document_content": markdown("#### Too deep")},
         "canvas_editing_failed"),
        ({"operation": "delete"}, "canvas_editing_failed"),
        ({"operation": "append", "document_content": markdown("x")}, "invalid_arguments"),
        ({"operation": "insert_at_end"}, "invalid_arguments"),
    ],
)  # fmt: skip
async def test_a_change_that_cannot_be_made_is_refused(
    w: Workspace, change: Json, error: str
) -> None:
    canvas_id = await create(w)

    async with refused(error):
        await edit(w, canvas_id, **change)


async def test_one_call_makes_one_change(w: Workspace) -> None:
    canvas_id = await create(w)
    change = {"operation": "insert_at_end", "document_content": markdown("x")}

    async with refused("invalid_arguments"):
        await w.client.canvases_edit(canvas_id=canvas_id, changes=[change, change])


async def test_a_deleted_canvas_makes_room_for_another(w: Workspace) -> None:
    canvas_id = await create(w)

    await w.client.canvases_delete(canvas_id=canvas_id)

    async with refused("canvas_not_found"):
        await w.client.canvases_delete(canvas_id=canvas_id)
    assert await create(w)


async def test_a_free_workspace_allows_one_canvas_a_channel_and_none_elsewhere(
    w: Workspace,
) -> None:
    w.sandbox.slack.world.plan = "free"
    await create(w)

    async with refused("free_teams_cannot_create_non_tabbed_canvases"):
        await w.client.canvases_create(title="Alone")
    async with refused("free_team_canvas_tab_already_exists"):
        await w.client.canvases_create(title="Second", channel_id="C0GEN")


async def test_an_admin_may_forbid_canvases(w: Workspace) -> None:
    w.sandbox.faults.refuse("conversations.canvases.create", "canvas_disabled_user_team")

    async with refused("canvas_disabled_user_team"):
        await create(w)


async def test_a_canvas_of_its_own_is_shared_with_channels_or_with_people(w: Workspace) -> None:
    canvas_id = str((await w.client.canvases_create(title="Alone"))["canvas_id"])

    shared = await w.client.canvases_access_set(
        canvas_id=canvas_id, access_level="read", channel_ids=["C0GEN"]
    )

    assert shared["failed_to_update_channel_ids"] == []
    async with refused("invalid_arguments"):
        await w.client.canvases_access_set(canvas_id=canvas_id, access_level="read")
