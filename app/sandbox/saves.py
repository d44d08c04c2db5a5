"""A workspace kept in a folder: `workspace.json`, and the bytes of its files beside it. One process
at a time has it.

Plain JSON of the dataclasses with a version; a save comes from anywhere, so nothing in it is run
and nothing outside the folder is read. Not kept: open modals, what is half typed, scheduled
messages, and deliveries that were under way.
"""

import asyncio
import fcntl
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from app.sandbox.methods.files import PendingFile
from app.sandbox.slack import Slack
from app.sandbox.tokens import ResponseTicket
from app.sandbox.world import World

FILE_ID = re.compile(r"F[0-9A-Z]+")
EVERY_S = 1.0
"""The pause between two saves, however much happens."""

ReadUpTo = dict[str, dict[str, str]]
"""How far somebody has read a channel: person, channel, ts."""


class UnreadableSaveError(Exception):
    """The folder holds something else; the text is one sentence for whoever started the sandbox."""


class FolderInUseError(Exception):
    """Another process has the folder; the text is one sentence for whoever started this one."""


@dataclass(slots=True, kw_only=True)
class Save:
    """Everything that makes a workspace go on where it ended."""

    version: Literal[1] = 1
    now: datetime
    last_ts: int
    ids: dict[str, int]
    world: World
    responses: dict[str, ResponseTicket] = field(default_factory=dict)
    read: ReadUpTo = field(default_factory=dict)


_FORMAT = TypeAdapter(Save)


class SaveFolder:
    """Where a workspace is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "workspace.json"
        self._contents = folder / "files"
        self._writing = Lock()
        self._held: int | None = None

    def hold(self) -> None:
        """Keep every other process out until `release` or the end of this one, even by a kill;
        FolderInUseError when another was here before.
        """
        held = os.open(self._folder / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            raise FolderInUseError(
                f"{self._folder} is open in another sandbox. Close that one first, or choose "
                "another folder."
            ) from None
        self._held = held

    def release(self) -> None:
        """Let others in."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    @property
    def is_empty(self) -> bool:
        """Whether no workspace was kept here yet."""
        return not self._file.exists()

    def load(self) -> Save:
        """What was kept last; UnreadableSaveError when it is not ours or of another version."""
        try:
            save = _FORMAT.validate_json(self._file.read_bytes())
        except (OSError, ValidationError) as error:
            raise UnreadableSaveError(
                f"{self._file} is not a workspace that this version can open; choose another "
                "folder, or remove it to begin anew."
            ) from error
        for file_id, file in save.world.files.items():
            if not FILE_ID.fullmatch(file_id):
                raise UnreadableSaveError(f"{self._file} names a file {file_id!r}, which is none.")
            path = self._contents / file_id
            file.content = path.read_bytes() if path.is_file() else b""
        return save

    def write(self, text: bytes, contents: dict[str, bytes]) -> None:
        """Keep it; whoever reads meanwhile, or after a crash, sees the one before or this one."""
        with self._writing:
            self._contents.mkdir(parents=True, exist_ok=True)
            for file_id, content in contents.items():
                if not (self._contents / file_id).exists():
                    _write_atomically(self._contents / file_id, content)
            _write_atomically(self._file, text)


class Keeper:
    """Saves a workspace while it changes, and once more at its end."""

    def __init__(self, folder: SaveFolder, slack: Slack, read: ReadUpTo) -> None:
        self._folder = folder
        self._slack = slack
        self._read = read
        self.on_saved: Callable[[], None] = lambda: None

    async def follow(self, every_s: float = EVERY_S) -> None:
        """For ever: save, and wait for a change. What changes during a save is in the next one."""
        while True:
            saved = self._slack.changes
            await self.save()
            await asyncio.sleep(every_s)
            while self._slack.changes == saved:
                await self._slack.changed()

    async def save(self) -> None:
        """Save what is there now; the disk is waited for in a thread."""
        text = _FORMAT.dump_json(taken(self._slack, self._read), indent=1)
        files = self._slack.world.files.values()
        contents = {file.id: file.content for file in files if file.content}
        await asyncio.to_thread(self._folder.write, text, contents)
        self.on_saved()


def taken(slack: Slack, read: ReadUpTo) -> Save:
    """The workspace as it is to be kept; shares its parts with the living one."""
    world = slack.world
    files = {
        file.id: replace(file, content=b"")
        for file in world.files.values()
        if not isinstance(file, PendingFile)
    }
    homes = {user: replace(home, entries={}) for user, home in world.homes.items()}
    return Save(
        now=slack.clock.now(),
        last_ts=slack.timestamps.last,
        ids=dict(slack.ids.used),
        world=replace(world, files=files, homes=homes, modals={}),
        responses=slack.responses,
        read=read,
    )


def restore(save: Save, slack: Slack) -> None:
    """Make a fresh workspace, whose clock was started at `save.now`, the one that was kept."""
    bot = slack.world.users[slack.app.bot_user]
    for part in fields(World):
        setattr(slack.world, part.name, getattr(save.world, part.name))
    slack.world.users[bot.id] = bot  # the manifest may have changed its name
    slack.timestamps.last = save.last_ts
    slack.ids.used.update(save.ids)
    slack.responses.update(save.responses)
    slack.notice()


def _write_atomically(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
