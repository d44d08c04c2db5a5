"""What the bar above the workspace can do that only the bot's side knows how to: the clock's leaps
and the replays.

The implementation is handed to `Sandbox`; here is what the browser may ask of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


class NotPossibleError(Exception):
    """Something that cannot be done now; its text is the sentence that the person reads."""


@dataclass(frozen=True, slots=True)
class CommandWord:
    """One word of a slash command: how it is typed, and what it does."""

    usage: str
    says: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded incident that can be replayed."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a replay is. `said` is what just happened, in one line, and `channel` the id of where
    it goes on.
    """

    name: str
    done: int
    total: int
    is_paused: bool
    is_over: bool
    said: str
    channel: str


class Controls(Protocol):
    """The bar's hands. Whatever is refused raises NotPossibleError."""

    on_progress: Callable[[Progress], None]
    """Told after every step of a replay, at each pause and at its end."""

    def command_words(self) -> Sequence[CommandWord]:
        """What the app's commands understand, for completion in the composer."""

    async def skip_to_next_due(self) -> None:
        """Move the clock to the next moment at which the bot has something to do, and let it."""

    async def advance(self, duration: timedelta) -> None:
        """Let that much time pass, with everything that is due on the way."""

    async def to_the_review(self) -> None:
        """Move the clock to the beginning of the next review meeting."""

    def recordings(self) -> Sequence[Recording]:
        """What can be replayed."""

    async def replay(self, name: str, speed: float) -> None:
        """Begin to replay a recording into this workspace, `speed` times as fast as it was."""

    def pause(self) -> None:
        """Hold the replay after the step under way."""

    def resume(self) -> None:
        """Go on."""

    async def stop(self) -> None:
        """End the replay; what it did stays."""
