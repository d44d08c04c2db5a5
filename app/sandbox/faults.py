"""A bad day on demand: failing calls, and events that get lost, late, doubled or mixed up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from app.sandbox.world import Json

CallFaultKind = Literal["ratelimited", "error", "hang", "reset", "lost_answer", "slow", "refused"]
EventFaultKind = Literal["drop", "duplicate", "delay", "hold"]
Hook = Callable[[], object]


@dataclass(slots=True)
class CallFault:
    """How the next `times` calls of `method` fail (`*` is any method, None is for ever).

    With `every` 2, it is every second call.
    """

    method: str
    kind: CallFaultKind
    times: int | None
    seconds: float = 0.0
    error: str = ""
    every: int = 1
    met: int = 0


@dataclass(slots=True)
class EventFault:
    """What happens to the next `times` events of `type` (`*` is any type, None is for ever)."""

    type: str
    kind: EventFaultKind
    times: int | None
    wait_for: timedelta = timedelta()


@dataclass(slots=True)
class _Hooks:
    method: str
    before: Hook | None
    after: Hook | None


@dataclass(slots=True)
class Faults:
    """The faults that are armed; each use counts down, the oldest armed one is used first."""

    _calls: list[CallFault] = field(default_factory=list)
    _events: list[EventFault] = field(default_factory=list)
    _hooks: list[_Hooks] = field(default_factory=list)
    held: list[Json] = field(default_factory=list)

    def ratelimit(
        self, method: str = "*", *, retry_after: int = 1, times: int | None = 1, every: int = 1
    ) -> CallFault:
        """Answer 429 with Retry-After."""
        return self._arm(CallFault(method, "ratelimited", times, seconds=retry_after, every=every))

    def refuse(self, method: str, error: str, *, times: int | None = 1) -> CallFault:
        """Answer `{"ok": false, "error": error}`."""
        return self._arm(CallFault(method, "refused", times, error=error))

    def server_error(self, method: str = "*", *, times: int | None = 1) -> CallFault:
        """Answer 500 without doing the work."""
        return self._arm(CallFault(method, "error", times))

    def hang(self, method: str = "*", *, times: int | None = 1) -> CallFault:
        """Never answer, never do the work."""
        return self._arm(CallFault(method, "hang", times))

    def reset(self, method: str = "*", *, times: int | None = 1) -> CallFault:
        """Reset the connection before doing the work."""
        return self._arm(CallFault(method, "reset", times))

    def lose_answer(self, method: str = "*", *, times: int | None = 1) -> CallFault:
        """Do the work, then reset the connection instead of answering."""
        return self._arm(CallFault(method, "lost_answer", times))

    def slow(self, method: str = "*", *, seconds: float, times: int | None = 1) -> CallFault:
        """Wait that many real seconds, then do the work."""
        return self._arm(CallFault(method, "slow", times, seconds=seconds))

    def drop(self, event: str = "*", *, times: int | None = 1) -> None:
        """Never deliver."""
        self._events.append(EventFault(event, "drop", times))

    def duplicate(self, event: str = "*", *, times: int | None = 1) -> None:
        """Deliver twice, with the same event_id."""
        self._events.append(EventFault(event, "duplicate", times))

    def delay(self, event: str = "*", *, wait_for: timedelta, times: int | None = 1) -> None:
        """Deliver that much later by the sandbox clock."""
        self._events.append(EventFault(event, "delay", times, wait_for))

    def hold(self, event: str = "*", *, times: int | None = None) -> None:
        """Keep events back until `Sandbox.release_events`, which may reverse their order."""
        self._events.append(EventFault(event, "hold", times))

    def on_call(
        self, method: str, *, before: Hook | None = None, after: Hook | None = None
    ) -> None:
        """Run `before` just before the next call's work, `after` when it is done but unanswered."""
        self._hooks.append(_Hooks(method, before, after))

    def is_armed(self, fault: CallFault) -> bool:
        """Whether it still has an effect to come."""
        return any(armed is fault for armed in self._calls)

    def disarm(self, fault: CallFault) -> None:
        """Take one fault back."""
        self._calls = [armed for armed in self._calls if armed is not fault]

    def clear(self) -> None:
        """A good day again. Held events stay held."""
        self._calls.clear()
        self._events.clear()
        self._hooks.clear()

    def for_call(self, method: str) -> CallFault | None:
        """The fault this call meets, counted down."""
        fault = next((f for f in self._calls if f.method in {"*", method}), None)
        if fault is None:
            return None
        fault.met += 1
        if fault.met % fault.every:
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.disarm(fault)
        return fault

    def for_event(self, event_type: str) -> EventFault | None:
        """The fault this event meets, counted down."""
        fault = next((f for f in self._events if f.type in {"*", event_type}), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._events.remove(fault)
        return fault

    def _arm(self, fault: CallFault) -> CallFault:
        self._calls.append(fault)
        return fault

    def take_hooks(self, method: str) -> tuple[Hook | None, Hook | None]:
        """The before and after of this call; each is used once."""
        hooks = next((h for h in self._hooks if h.method in {"*", method}), None)
        if hooks is None:
            return None, None
        self._hooks.remove(hooks)
        return hooks.before, hooks.after
