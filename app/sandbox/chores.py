"""Background tasks that the sandbox owns, so that none outlives it and none fails unseen."""

import asyncio
from collections.abc import Coroutine


class Chores:
    """Starts tasks, keeps them alive, cancels what is left."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None], name: str) -> None:
        """Run `work` in the background."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def names(self) -> list[str]:
        """What is under way, for people who wait."""
        return sorted(task.get_name() for task in self._tasks)

    async def done(self) -> None:
        """Return once nothing is under way, including what was started meanwhile."""
        while self._tasks:
            finished, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                task.result()

    async def cancel(self) -> None:
        """Stop everything and wait until it has stopped."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
