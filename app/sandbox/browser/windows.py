"""All open windows, and what each is told when the workspace changes.

Messages are told by the events that tell of them. Everything else (people, channels, whispers,
modals, the home tab) is compared with what the window was last shown, so that no deed has to
remember whom to tell.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.sandbox.browser import sight
from app.sandbox.browser.faults import BadDay
from app.sandbox.browser.marks import ReadMarks
from app.sandbox.browser.window import Window
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json

Said = tuple[str, str]
"""Channel and ts of a message."""

NOW_EVERY_S = 5


@dataclass(slots=True, kw_only=True)
class Windows:
    """Keeps every window up to date. `form_errors` are what the open forms complain of, by view."""

    slack: Slack
    marks: ReadMarks
    bad_day: BadDay
    form_errors: dict[str, dict[str, str]] = field(default_factory=dict)
    _open: list[Window] = field(default_factory=list)
    _said: dict[Said, None] = field(default_factory=dict)
    _fault: str = "none"

    def __post_init__(self) -> None:
        self.slack.watchers.append(self._hear)
        self.slack.clock.on_move(lambda _now: self.tell_time())

    def add(self, window: Window) -> None:
        """From now on keep this one up to date."""
        self._open.append(window)

    def remove(self, window: Window) -> None:
        """It is closed."""
        self._open.remove(window)

    async def hang_up(self) -> None:
        """Close every window's socket."""
        await asyncio.gather(*(window.hang_up() for window in list(self._open)))

    def tell_all(self, frame: Json) -> None:
        """Send the frame to every window."""
        for window in self._open:
            window.send(frame)

    def tell_time(self) -> None:
        """Send every window the workspace's time."""
        self.tell_all({"type": "now", "now": self.slack.clock.now().isoformat()})

    async def follow(self) -> None:
        """For ever: wait for a change, tell everybody."""
        while True:
            await self.slack.changed()
            self.update()

    async def tick(self) -> None:
        """For ever: send the time every few seconds, and what changes merely by its passing."""
        while True:
            await asyncio.sleep(NOW_EVERY_S)
            self.tell_time()
            self.update()

    def update(self) -> None:
        """Tell every window what it does not show yet."""
        said, self._said = self._said, {}
        if self._fault != self.bad_day.kind:
            self._fault = self.bad_day.kind
            self.tell_all({"type": "fault", "kind": self._fault})
        if not self._open:
            return
        people = sight.people(self.slack)
        for window in self._open:
            for frame in self._news(window, said, people):
                window.send(frame)

    def show_everything(self, window: Window) -> Json:
        """The parts of a snapshot that are kept up to date from then on."""
        user, shown = window.user.id, window.shown
        shown.people = sight.people(self.slack)
        shown.channels = sight.channels(self.slack, self.marks, user)
        shown.whispers = self._whispers(user)
        shown.modals = self._modals(user)
        shown.home = self._home(user)
        return {
            "me": shown.people[user],
            "people": list(shown.people.values()),
            "channels": list(shown.channels.values()),
            "modals": shown.modals,
            "home": shown.home,
        }

    def _news(
        self, window: Window, said: dict[Said, None], people: dict[str, Json]
    ) -> Iterator[Json]:
        user, shown = window.user.id, window.shown
        if shown.people != people:
            shown.people = people
            yield {"type": "people", "people": list(people.values())}
        yield from self._channel_news(window)
        for channel_id, ts in said:
            place = self.slack.world.channels.get(channel_id)
            if place is not None and sight.is_visible(place, user):
                yield self._message_news(place, ts)
        yield from self._whisper_news(window)
        modals, home = self._modals(user), self._home(user)
        if shown.modals != modals:
            shown.modals = modals
            yield {"type": "modals", "modals": modals}
        if shown.home != home:
            shown.home = home
            yield {"type": "home", "home": home}

    def _channel_news(self, window: Window) -> Iterator[Json]:
        before = window.shown.channels
        now = sight.channels(self.slack, self.marks, window.user.id)
        window.shown.channels = now
        changed = [place for key, place in now.items() if before.get(key) != place]
        if changed:
            yield {"type": "channels", "channels": changed}
        for key in before.keys() - now.keys():
            yield {"type": "gone", "channel": key}

    def _message_news(self, place: Channel, ts: str) -> Json:
        sent = place.messages.get(ts)
        if sent is None:
            return {"type": "message_gone", "channel": place.id, "ts": ts}
        shown = sight.message(self.slack, place, sent)
        return {"type": "message", "channel": place.id, "message": shown}

    def _whisper_news(self, window: Window) -> Iterator[Json]:
        before, now = window.shown.whispers, self._whispers(window.user.id)
        window.shown.whispers = now
        for ts, heard in now.items():
            if before.get(ts) != heard:
                yield {"type": "message", "channel": heard["channel"], "message": heard}
        for ts in before.keys() - now.keys():
            yield {"type": "message_gone", "channel": before[ts]["channel"], "ts": ts}

    def _whispers(self, user: str) -> dict[str, Json]:
        return {
            heard.ts: sight.whisper(self.slack, heard)
            for heard in sight.whispers_of(self.slack, user)
        }

    def _modals(self, user: str) -> list[Json]:
        stack = self.slack.world.modals.get(user, [])
        return [sight.view(self.slack, view, self.form_errors.get(view.id)) for view in stack]

    def _home(self, user: str) -> Json | None:
        home = self.slack.world.homes.get(user)
        return sight.view(self.slack, home) if home is not None else None

    def _hear(self, event: Json, place: Channel | None) -> None:
        """Note which messages an event is about."""
        about = _ABOUT.get(str(event["type"]))
        if about is not None and place is not None:
            self._said |= {(place.id, ts): None for ts in about(event) if ts}


def _of_message(event: Json) -> list[str]:
    """A message that came, changed or went, and the parent whose thread it belongs to."""
    inner: Json = event.get("message") or event.get("previous_message") or event
    return [str(inner["ts"]), str(inner.get("thread_ts") or "")]


def _of_reaction(event: Json) -> list[str]:
    return [str(event["item"]["ts"])]


def _of_pin(event: Json) -> list[str]:
    return [str(event["item"]["message"]["ts"])]


_ABOUT: dict[str, Callable[[Json], list[str]]] = {
    "message": _of_message,
    "reaction_added": _of_reaction,
    "reaction_removed": _of_reaction,
    "pin_added": _of_pin,
    "pin_removed": _of_pin,
}
