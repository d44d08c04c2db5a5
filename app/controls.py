"""The bar's controls of a stage that people watch in the browser: the clock's leaps and replays."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from app.bootstrap import all_listeners
from app.sandbox.browser.controls import CommandWord, NotPossibleError, Progress, Recording
from app.stage import Stage


class StageControls:
    """`sandbox.browser.controls.Controls` for a stage. One leap of the clock at a time."""

    def __init__(self, stage: Stage) -> None:
        self.on_progress: Callable[[Progress], None] = lambda _progress: None
        self._stage = stage
        self._moving = asyncio.Lock()

    def command_words(self) -> Sequence[CommandWord]:
        return [CommandWord(one.help.usage, one.help.says) for one in all_listeners() if one.help]

    async def skip_to_next_due(self) -> None:
        async with self._moving:
            due_at = await self._stage.onward.next_due_at()
            if due_at is None:
                raise NotPossibleError("Nothing is due: the bot has nothing planned.")
            await self._stage.move_to(due_at)

    async def advance(self, duration: timedelta) -> None:
        async with self._moving:
            await self._stage.move_to(self._stage.clock.now() + duration)

    async def to_the_review(self) -> None:
        async with self._moving:
            meets_at = await self._stage.onward.next_due_at()
            if meets_at is None:
                raise NotPossibleError(
                    "No review is planned: resolve an incident first, and its review is."
                )
            await self._stage.move_to(meets_at)

    def recordings(self) -> Sequence[Recording]:
        return []

    async def replay(self, name: str, speed: float) -> None:
        raise NotPossibleError(f"There is no recording “{name}” to play at {speed:g}×.")

    def pause(self) -> None:
        raise NotPossibleError("Nothing is being replayed.")

    def resume(self) -> None:
        raise NotPossibleError("Nothing is being replayed.")

    async def stop(self) -> None:
        raise NotPossibleError("Nothing is being replayed.")
