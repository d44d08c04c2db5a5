"""A workspace kept in a folder, and opened again."""

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.sandbox import modals
from app.sandbox.clock import SandboxClock
from app.sandbox.members import Upload
from app.sandbox.saves import (
    FolderInUseError,
    Keeper,
    SaveFolder,
    UnreadableSaveError,
    restore,
)
from app.sandbox.server import Sandbox
from app.sandbox.slack import Slack
from tests.unit.sandbox.workspaces import START, manifest

PICTURE = Upload("chart.png", b"\x89PNG", "image/png")


async def lived_in() -> Sandbox:
    """A workspace in which somebody has done a little of everything."""
    sandbox = Sandbox(manifest(), SandboxClock(START, ticking=False))
    sandbox.add_channel("general", id="C0GEN", is_general=True)
    alice = sandbox.add_person("Alice Ames", tz="Europe/Berlin", title="On call")
    bob = sandbox.add_person("Bob Byte")
    ts = await alice.say("general", "Look <b>&", files=[PICTURE])
    await bob.reply("general", ts, "I see")
    await bob.react("general", ts, "eyes")
    await bob.pin("general", ts)
    await alice.edit("general", ts, "Look again")
    await alice.create_channel("attic", private=True)
    modals.publish(sandbox.slack, alice.id, {"type": "home", "blocks": [{"type": "divider"}]})
    return sandbox


async def kept(sandbox: Sandbox, folder: Path) -> SaveFolder:
    saves = SaveFolder(folder)
    await Keeper(saves, sandbox.slack, {"U1": {"C0GEN": "1.0"}}).save()
    return saves


def opened(saves: SaveFolder) -> Sandbox:
    save = saves.load()
    sandbox = Sandbox(manifest(), SandboxClock(save.now, ticking=False))
    restore(save, sandbox.slack)
    return sandbox


async def test_an_opened_workspace_is_the_one_that_was_kept(tmp_path: Path) -> None:
    before = await lived_in()
    after = opened(await kept(before, tmp_path))
    assert after.slack.world == before.slack.world
    assert after.clock.now() == START


async def test_how_far_people_have_read_is_kept(tmp_path: Path) -> None:
    saves = await kept(await lived_in(), tmp_path)
    assert saves.load().read == {"U1": {"C0GEN": "1.0"}}


async def test_new_ids_and_times_go_on_where_they_ended(tmp_path: Path) -> None:
    before = await lived_in()
    last = before.slack.ts()
    after = opened(await kept(before, tmp_path))
    newcomer = after.add_person("Carla Cho")
    assert newcomer.id not in before.slack.world.users
    assert after.slack.ts() > last


async def test_what_was_only_open_is_not_kept(tmp_path: Path) -> None:
    before = await lived_in()
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    before.slack.world.modals["U00000001"] = [
        modals.open_modal(before.slack, "U00000001", view | {"blocks": [{"type": "divider"}]})
    ]
    after = opened(await kept(before, tmp_path))
    assert after.slack.world.modals == {}


async def test_a_later_save_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    sandbox = await lived_in()
    await kept(sandbox, tmp_path)
    sandbox.clock.advance(timedelta(hours=1))
    saves = await kept(sandbox, tmp_path)
    assert saves.load().now == START + timedelta(hours=1)


async def test_every_change_is_kept_while_the_workspace_runs(tmp_path: Path) -> None:
    sandbox = await lived_in()
    keeper, saved = Keeper(SaveFolder(tmp_path), sandbox.slack, {}), asyncio.Event()
    keeper.on_saved = saved.set
    keeping = asyncio.create_task(keeper.follow(every_s=0))
    await asyncio.wait_for(saved.wait(), 10)
    saved.clear()
    sandbox.add_channel("lobby")
    await asyncio.wait_for(saved.wait(), 10)
    keeping.cancel()
    assert opened(SaveFolder(tmp_path)).channel("lobby").name == "lobby"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version": 2}', '{"version": 1}', "\x80\x04pickle"],
)
def test_something_else_in_its_place_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "workspace.json").write_text(text, "latin-1")
    with pytest.raises(UnreadableSaveError, match="is not a workspace that this version can open"):
        SaveFolder(tmp_path).load()


async def test_a_save_cannot_name_files_outside_of_its_folder(tmp_path: Path) -> None:
    await kept(await lived_in(), tmp_path)
    file = tmp_path / "workspace.json"
    save = json.loads(file.read_text())
    (upload,) = save["world"]["files"].values()
    save["world"]["files"] = {"../../etc/passwd": upload}
    file.write_text(json.dumps(save))
    with pytest.raises(UnreadableSaveError, match="which is none"):
        SaveFolder(tmp_path).load()


async def test_a_file_whose_bytes_are_missing_is_empty(tmp_path: Path) -> None:
    saves = await kept(await lived_in(), tmp_path)
    for path in (tmp_path / "files").iterdir():
        path.unlink()
    (file,) = opened(saves).slack.world.files.values()
    assert file.content == b""


async def test_the_apps_name_is_the_manifests_of_today(tmp_path: Path) -> None:
    before = await lived_in()
    before.slack.world.users["U0BOT"].real_name = "yesterday's name"
    after: Slack = opened(await kept(before, tmp_path)).slack
    assert after.user("U0BOT").real_name == "helper"


HOLDS = """
import sys
from pathlib import Path
from app.sandbox.saves import SaveFolder
SaveFolder(Path(sys.argv[1])).hold()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_folder_has_one_process_at_a_time_and_a_killed_one_has_it_no_longer(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUseError, match="open in another sandbox"):
            SaveFolder(tmp_path).hold()
        other.kill()
        other.wait()
        SaveFolder(tmp_path).hold()


def test_a_released_folder_can_be_had_again(tmp_path: Path) -> None:
    first = SaveFolder(tmp_path)
    first.hold()
    first.release()
    SaveFolder(tmp_path).hold()
