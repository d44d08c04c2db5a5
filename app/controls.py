"""The bar's controls of a stage that people watch in the browser: the clock's leaps and replays."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.bootstrap import all_listeners
from app.incidents.service import READ_MEMBERS
from app.retelling import Event, Retelling, recorded_at
from app.reviews.service import OPEN_MEETING
from app.sandbox.browser.controls import CommandWord, NotPossibleError, Progress, Recording
from app.sandbox.errors import SlackError
from app.sandbox.interactions import NoAnswerError
from app.stage import Stage
from app.workspace.service import READ_GROUP, TIDY

CHORES = frozenset({READ_GROUP, READ_MEMBERS, TIDY})
"""Work that nobody sees: no reason to move the clock."""

SCENARIOS = Path(__file__).parent / "scenarios"
LONGEST_SILENCE_S = 3.0
"""However long nothing happened in the recording, people who watch wait no longer."""

FASTEST = 1_000_000


class StageControls:
    """`sandbox.browser.controls.Controls` for a stage. One leap of the clock at a time."""

    def __init__(self, stage: Stage) -> None:
        self.on_progress: Callable[[Progress], None] = lambda _progress: None
        self._stage = stage
        self._moving = asyncio.Lock()
        self._show: Show | None = None

    def command_words(self) -> Sequence[CommandWord]:
        return [CommandWord(one.help.usage, one.help.says) for one in all_listeners() if one.help]

    async def skip_to_next_due(self) -> None:
        async with self._leap():
            due_at = await self._stage.onward.next_due_at(without=CHORES)
            if due_at is None:
                raise NotPossibleError("Nothing is due: the bot has nothing planned.")
            await self._stage.move_to(due_at)

    async def advance(self, duration: timedelta) -> None:
        async with self._leap():
            await self._stage.move_to(self._stage.clock.now() + duration)

    async def to_the_review(self) -> None:
        async with self._leap():
            meets_at = await self._stage.onward.next_due_at(OPEN_MEETING)
            if meets_at is None:
                raise NotPossibleError(
                    "No review is planned. Resolve an incident, and its review is."
                )
            await self._stage.move_to(meets_at)

    def recordings(self) -> Sequence[Recording]:
        return [Recording(file.stem, _read(file)["title"]) for file in _files()]

    async def replay(self, name: str, speed: float) -> None:
        if self._show is not None and not self._show.is_over:
            raise NotPossibleError("A replay is under way already. Stop it first.")
        if not 1 <= speed <= FASTEST:
            raise NotPossibleError("A replay runs at the speed of life, which is 1, or faster.")
        file = next((file for file in _files() if file.stem == name), None)
        if file is None:
            raise NotPossibleError(f"There is no recording “{name}”.")
        self._show = Show(name, _read(file), self._stage, self._moving, self._tell)
        await self._show.begin(speed)

    def pause(self) -> None:
        self._running().pause()

    def resume(self) -> None:
        self._running().resume()

    async def stop(self) -> None:
        await self._running().stop()

    async def close(self) -> None:
        """End a replay that is still under way."""
        if self._show is not None:
            await self._show.stop()

    def _tell(self, progress: Progress) -> None:
        self.on_progress(progress)

    def _running(self) -> "Show":
        if self._show is None or self._show.is_over:
            raise NotPossibleError("Nothing is being replayed.")
        return self._show

    @asynccontextmanager
    async def _leap(self) -> AsyncIterator[None]:
        async with self._moving:
            try:
                yield
            except TimeoutError:
                raise NotPossibleError(
                    "The bot is still busy with what happened so far. Try again in a moment."
                ) from None


class Show:
    """A recording as it is replayed before the audience of the browser."""

    def __init__(
        self,
        name: str,
        recording: Event,
        stage: Stage,
        moving: asyncio.Lock,
        tell: Callable[[Progress], None],
    ) -> None:
        now = stage.clock.now()
        later_by = now - recorded_at(recording["events"][0])
        self._retelling = Retelling(recording, stage, later_by=later_by)
        self._name, self._stage, self._moving, self._tell = name, stage, moving, tell
        self._done = 0
        self._said = recording["title"]
        self._going = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        return self._task is None or self._task.done()

    async def begin(self, speed: float) -> None:
        """Let the recorded people in, and go on by itself from there."""
        self._retelling.move_in()
        self._going.set()
        self._task = asyncio.create_task(self._run(speed), name=f"replay of {self._name}")
        self._report()

    def pause(self) -> None:
        """Hold before the next event."""
        self._going.clear()
        self._report()

    def resume(self) -> None:
        self._going.set()
        self._report()

    async def stop(self) -> None:
        """End after the event under way."""
        self._stopping.set()
        self._going.set()
        if self._task is not None:
            await self._task

    async def _run(self, speed: float) -> None:
        try:
            await self._attempt(self._retelling.choose_facilitator())
            for event in self._retelling.events:
                if not await self._reaches(event, speed):
                    break
                await self._perform(event)
        finally:
            self._report(is_over=True)

    async def _reaches(self, event: Event, speed: float) -> bool:
        """Wait until the event's turn has come; False when the replay is stopped before."""
        now = self._stage.clock.now()
        silence = (self._retelling.due_at(event, now) - now).total_seconds() / speed
        try:
            await asyncio.wait_for(self._stopping.wait(), min(silence, LONGEST_SILENCE_S))
        except TimeoutError:
            await self._going.wait()
        return not self._stopping.is_set()

    async def _perform(self, event: Event) -> None:
        self._said = await self._attempt(self._at_its_time(event))
        self._done += 1
        self._report()

    async def _at_its_time(self, event: Event) -> str:
        await self._retelling.pass_time(self._retelling.due_at(event, self._stage.clock.now()))
        return await self._retelling.tell(event)

    async def _attempt(self, deed: Awaitable[str]) -> str:
        """What happened, or why it could not."""
        async with self._moving:
            try:
                return await deed
            except (SlackError, LookupError, NoAnswerError, TimeoutError) as problem:
                # Somebody has archived the channel, or has made Slack fail: the show goes on.
                return f"Left out, because it was not possible: {problem}"

    def _report(self, *, is_over: bool = False) -> None:
        self._tell(
            Progress(
                name=self._name,
                done=self._done,
                total=len(self._retelling.events),
                is_paused=not self._going.is_set(),
                is_over=is_over,
                said=self._said,
                channel=self._retelling.place.id,
            )
        )


def _files() -> Sequence[Path]:
    return sorted(SCENARIOS.glob("*.json"))


def _read(file: Path) -> dict[str, Any]:
    recording: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return recording
