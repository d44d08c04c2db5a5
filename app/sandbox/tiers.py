"""How often a method may be called and how much an app is told, as arithmetic on a clock."""

import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.sandbox import limits
from app.sandbox.scopes import METHODS, Tier


@dataclass(frozen=True, slots=True)
class Window:
    """So many calls in any stretch of this length."""

    calls: int
    lasts_for: timedelta


_MINUTE = timedelta(minutes=1)

# Slack promises 1, 20, 50 and 100 calls a minute and tolerates bursts; a quarter more is ours.
WINDOWS: Mapping[Tier, Window] = {
    "T1": Window(2, _MINUTE),
    "T2": Window(25, _MINUTE),
    "T3": Window(62, _MINUTE),
    "T4": Window(125, _MINUTE),
    "special": Window(600, _MINUTE),
}
# One message a second and channel, ten of them at once; "several hundred" a minute and workspace.
CHANNEL_POSTS = Window(10, timedelta(seconds=10))
WORKSPACE_POSTS = Window(300, _MINUTE)
EVENTS = Window(limits.EVENTS_AN_HOUR, timedelta(hours=1))

_Key = tuple[str, ...]


class RateTiers:
    """Counts the calls of every method in every workspace."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._calls: dict[_Key, deque[datetime]] = defaultdict(deque)

    def retry_after(self, team_id: str, method: str, channel: str | None) -> int | None:
        """None when the call is allowed, and then it is counted; else whole seconds to wait."""
        now = self._now()
        windows = list(_windows(team_id, method, channel))
        waits = (_wait(self._calls[key], window, now) for key, window in windows)
        wait = max(waits, default=timedelta())
        if wait:
            return math.ceil(wait.total_seconds())
        for key, _ in windows:
            self._calls[key].append(now)
        return None


class EventQuota:
    """Counts what an app is told: 30,000 events an hour, then only that there are too many."""

    def __init__(self, now: Callable[[], datetime], window: Window = EVENTS) -> None:
        self._now = now
        self._window = window
        self._events: deque[datetime] = deque()
        self._told_minute: int | None = None

    def has_room(self) -> bool:
        """Whether one more event may be delivered, which is then counted."""
        now = self._now()
        if _wait(self._events, self._window, now):
            return False
        self._events.append(now)
        return True

    def untold_minute(self) -> int | None:
        """The Unix time of this minute; None once it was asked for, since it is told once."""
        minute = int(self._now().timestamp()) // 60 * 60
        if minute == self._told_minute:
            return None
        self._told_minute = minute
        return minute


def _wait(calls: deque[datetime], window: Window, now: datetime) -> timedelta:
    """How long until the window has room; zero when it has."""
    while calls and calls[0] + window.lasts_for <= now:
        calls.popleft()
    if len(calls) < window.calls:
        return timedelta()
    return calls[0] + window.lasts_for - now


def _windows(team_id: str, method: str, channel: str | None) -> Iterator[tuple[_Key, Window]]:
    """Every window the call has to fit into."""
    if method == "chat.postMessage":
        yield (team_id, method), WORKSPACE_POSTS
        yield (team_id, method, channel or ""), CHANNEL_POSTS
    elif method in METHODS:
        yield (team_id, method), WINDOWS[METHODS[method].tier]
