"""What went between app and Slack, call by call, for people to read. Bounded; oldest forgotten."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from app.sandbox.api import RecordedCall
from app.sandbox.delivery import Attempt
from app.sandbox.world import Json, World

KEPT = 1000
SUMMARY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One call of the app to Slack, or one delivery of Slack to the app, with its answer."""

    n: int
    at: datetime
    direction: Literal["to_slack", "to_app"]
    name: str
    summary: str
    request: Json
    answer: Json
    ok: bool
    ms: int

    def shown(self) -> Json:
        """A Call of the protocol."""
        return {**asdict(self), "at": self.at.isoformat()}


class Traffic:
    """The log. `on_passed` hears each entry as it is made."""

    def __init__(self, world: World) -> None:
        self.on_passed: Callable[[Passed], None] = lambda _passed: None
        self._world = world
        self._passed: deque[Passed] = deque(maxlen=KEPT)
        self._n = 0

    def after(self, n: int) -> list[Passed]:
        """The entries later than number `n`, newest last."""
        return [passed for passed in self._passed if passed.n > n]

    def called(self, call: RecordedCall) -> None:
        """The app called a method, and it was answered or not."""
        answer = dict(call.answer or {})
        problem = _problem(call)
        self._keep(
            Passed(
                n=self._next(),
                at=call.at,
                direction="to_slack",
                name=call.method,
                summary=_joined(self._place(call.args), _words(call.args), problem),
                request=dict(call.args),
                answer=answer,
                ok=not problem,
                ms=round(call.took_s * 1000),
            )
        )

    def delivered(self, attempt: Attempt) -> None:
        """Slack handed something to the app, or could not."""
        ack, payload = attempt.ack, attempt.parcel.payload
        inner = payload.get("event", payload)
        again = f"attempt {attempt.number + 1}" if attempt.number else ""
        self._keep(
            Passed(
                n=self._next(),
                at=attempt.at,
                direction="to_app",
                name=attempt.parcel.name,
                summary=_joined(
                    self._who(inner), self._place(inner), _words(inner), again, ack.reason
                ),
                request=dict(payload),
                answer=dict(ack.body),
                ok=ack.is_ok,
                ms=round(attempt.took_s * 1000),
            )
        )

    def _next(self) -> int:
        self._n += 1
        return self._n

    def _keep(self, passed: Passed) -> None:
        self._passed.append(passed)
        self.on_passed(passed)

    def _place(self, said: Json) -> str:
        """The channel that a call or a payload is about."""
        named = said.get("channel") or said.get("channel_id") or said.get("item")
        if isinstance(named, dict):
            named = named.get("id") or named.get("channel")
        place = self._world.channels.get(str(named))
        return f"#{place.name}" if place is not None and place.name else ""

    def _who(self, said: Json) -> str:
        """The person whose deed a payload tells of."""
        named = said.get("user") or said.get("user_id")
        if isinstance(named, dict):
            named = named.get("id")
        known = self._world.users.get(str(named))
        return known.real_name if known else ""


def _words(said: Json) -> str:
    """The most telling piece of it: the form, the button, the emoji, the name, the text."""
    for action in said.get("actions") or ():
        return str(action.get("action_id", ""))
    view = said.get("view")
    if isinstance(view, dict):
        return str(view.get("callback_id") or view.get("type") or "")
    for key in ("callback_id", "reaction", "name", "filename", "topic", "text", "timestamp"):
        if isinstance(said.get(key), str) and said[key]:
            return _clipped(said[key])
    return ""


def _problem(call: RecordedCall) -> str:
    """Why the app did not get what it wanted; empty when it did."""
    if call.is_lost:
        return "done, but the answer was lost"
    if call.answer is None:
        return f"status {call.status}" if call.status else "never answered"
    return "" if call.answer.get("ok") else str(call.answer.get("error"))


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY else line[: SUMMARY - 1] + "…"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
