"""Plays a recorded incident through a local Slack of its own, and prints its channel."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from app.retelling import Event, Retelling, recorded_at
from app.sandbox.world import Channel, File
from app.stage import Stage

SETTLING_IN = timedelta(minutes=10)
"""How long before the first event people and bot are there."""

AFTERWARDS = timedelta(hours=1)


class Replay:
    """One run of one recording. `left_out` says what could not be done, with the reason."""

    def __init__(self, recording: Event, database_url: str) -> None:
        self.recording = recording
        self.stage = Stage(recorded_at(recording["events"][0]) - SETTLING_IN, database_url)
        self._retelling = Retelling(recording, self.stage)

    async def run(self) -> None:
        """Everything from the first event to an hour after the last one."""
        await self._set_the_scene()
        for event in self._retelling.events:
            await self._retelling.pass_time(recorded_at(event))
            await self._retelling.tell(event)
        await self._retelling.pass_time(recorded_at(self._retelling.events[-1]) + AFTERWARDS)

    @property
    def left_out(self) -> list[str]:
        return self._retelling.left_out

    @property
    def incident_channel(self) -> Channel:
        """The incident's channel; LookupError before there is one."""
        return self._retelling.incident_channel

    def transcript(self) -> str:
        """The incident's channel as everybody sees it."""
        return self.stage.slack.transcript(self.incident_channel.id)

    def files(self) -> list[File]:
        """What was uploaded to the incident's channel and stands there, oldest first."""
        world = self.stage.slack.slack.world
        place = self.incident_channel.id
        files = (file for file in world.files.values() if place in file.channels)
        return [file for file in files if not file.deleted]

    async def _set_the_scene(self) -> None:
        slack = self.stage.slack
        await slack.start()
        slack.add_channel("general", is_general=True)
        slack.add_channel("incidents")
        self._retelling.move_in()
        await self.stage.start_bot()
        await self.stage.settled()
        await self._retelling.choose_facilitator()


def play(recording: Event, out: Path | None) -> None:
    """Run a recording, print its channel, and leave the files of the review in `out`."""
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(recording, f"sqlite:///{folder}/replay.db")
        asyncio.run(_run_and_close(replay))
    console.print(replay.transcript(), markup=False, emoji=False)
    _tell_left_out(console, replay)
    if out is not None:
        _leave_files(console, replay, out)


async def _run_and_close(replay: Replay) -> None:
    try:
        await replay.run()
    finally:
        await replay.stage.close()


def _tell_left_out(console: Console, replay: Replay) -> None:
    if replay.left_out:
        console.print("Left out, because Onward has no gesture for it yet:", style="bold")
        for line in replay.left_out:
            console.print(f"  {line}", markup=False, emoji=False)


_ONE_OF_MANY = {".md": "summary.md", ".png": "timeline.png"}


def _leave_files(console: Console, replay: Replay, out: Path) -> None:
    """The channel as text, and the files as people got them in Slack; of versions, the newest."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "channel.txt").write_text(replay.transcript() + "\n", "utf-8")
    for file in replay.files():
        name = _ONE_OF_MANY.get(Path(file.name).suffix, file.name)
        (out / name).write_bytes(file.content)
    console.print(f"Left in {out}: " + ", ".join(sorted(path.name for path in out.iterdir())))
