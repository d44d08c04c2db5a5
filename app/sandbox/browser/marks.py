"""How far everybody has read, and what that leaves unread."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.sandbox.world import Channel, Message, World

SPOKEN = frozenset({None, "thread_broadcast", "file_share", "bot_message", "me_message"})
CROWD = ("<!channel", "<!here", "<!everyone")


@dataclass(frozen=True, slots=True)
class Unread:
    """New messages, and how many of them call the person."""

    messages: int
    mentions: int


class _State(NamedTuple):
    """What a count depends on: counting a long channel anew at every change would be felt."""

    last_read: str
    messages: int
    last: str


@dataclass(slots=True)
class ReadMarks:
    """The ts up to which each person has read each channel."""

    read: dict[str, dict[str, str]] = field(default_factory=dict)
    _counted: dict[tuple[str, str], tuple[_State, Unread]] = field(default_factory=dict)

    def mark(self, user: str, place: Channel) -> None:
        """They have seen everything that is there now."""
        last = _last(place)
        if last:
            self.read.setdefault(user, {})[place.id] = last

    def mark_all(self, world: World) -> None:
        """Everybody has seen everything."""
        for place in world.channels.values():
            for user in place.members:
                self.mark(user, place)

    def unread(self, user: str, place: Channel) -> Unread:
        """What others said since; direct messages all count as mentions, joins and leaves as
        nothing.
        """
        if user not in place.members:
            return Unread(0, 0)
        state = _State(self._last_read(user, place), len(place.messages), _last(place))
        known = self._counted.get((user, place.id))
        if known is not None and known[0] == state:
            return known[1]
        unread = self._count(user, place)
        self._counted[user, place.id] = state, unread
        return unread

    def _count(self, user: str, place: Channel) -> Unread:
        new = [sent for sent in self._since(user, place) if sent.user != user]
        mentions = sum(place.is_direct or _calls(sent, user) for sent in new)
        return Unread(sum(sent.is_in_history for sent in new), mentions)

    def _last_read(self, user: str, place: Channel) -> str:
        return self.read.get(user, {}).get(place.id, "")

    def _since(self, user: str, place: Channel) -> Iterator[Message]:
        last_read = self._last_read(user, place)
        for ts, sent in reversed(place.messages.items()):
            if ts <= last_read:
                return
            if sent.subtype in SPOKEN:
                yield sent


def _last(place: Channel) -> str:
    """The ts of the newest message; empty when there is none."""
    return next(reversed(place.messages), "")


def _calls(sent: Message, user: str) -> bool:
    """Whether the message names the person or everybody; the app's blocks count like its text."""
    wanted = (f"<@{user}>", f"<@{user}|", *CROWD)
    texts = [sent.text, *_texts(sent.blocks)]
    return any(word in text for text in texts for word in wanted) or _is_tagged(sent.blocks, user)


def _texts(part: object) -> Iterator[str]:
    """Every piece of markup inside."""
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield str(part["text"])
        for each in part.values():
            yield from _texts(each)


def _is_tagged(part: object, user: str) -> bool:
    """Whether a rich text inside has the person, or everybody, as an element of its own."""
    if isinstance(part, list):
        return any(_is_tagged(each, user) for each in part)
    if not isinstance(part, dict):
        return False
    if part.get("type") in {"user", "broadcast"} and part.get("user_id", user) == user:
        return True
    return any(_is_tagged(each, user) for each in part.values())
