"""What a reading of a channel shows, and where to read on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.timeline.rules import FoundMessage, found_message, is_tombstone
from app.workspace.rules_marks import base_emoji

REACHES_BACK = timedelta(days=7)
"""Before an incident began: a channel that was there before may hold years."""

READING_LAG = timedelta(seconds=5)
"""Slack may not show yet what was done seconds ago, and its clock is not exactly ours. Taken too
small, a reading could take off a mark that somebody has just put on; taken too large, it only
leaves the newest marks to the next reading.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """A message as a reading shows it."""

    found: FoundMessage
    users: Mapping[EmojiName, frozenset[UserId]]
    """Who reacted, whatever the skin tone."""
    unsure: frozenset[EmojiName]
    """Of these Slack named only some of the people."""
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Part of a channel, or of one of its threads, as Slack showed it when it was asked `asked_at`.

    It shows every message after `after`, up to `until`; None: without a bound. Nothing is known of
    what is older than the oldest message shown, also where the channel ends (`is_last`): plans and
    rules of retention hide what nobody deleted.
    """

    channel: ChannelId
    messages: Sequence[ReadMessage]
    asked_at: datetime
    heads: Sequence[MessageTs] = ()
    """Messages with replies; also deleted ones, below which replies go on."""
    thread: MessageTs | None = None
    after: MessageTs | None = None
    until: MessageTs | None = None
    is_last: bool = False

    @property
    def event_ts(self) -> str:
        """The event that this reading counts as."""
        return ts_at(self.asked_at - READING_LAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come: first the channel, newest first, then its threads, then the pins.

    `position` is the oldest message read so far. The first thread may have been read in part: then
    its head is followed by the last reply that was read and Slack's cursor.
    """

    incident_id: int
    position: MessageTs | None = None
    threads: Sequence[str] = ()

    def is_in_channel(self, floor: MessageTs) -> bool:
        return self.position is None or self.position > floor


@dataclass(frozen=True, slots=True)
class ThreadPosition:
    """A thread to be read, from the beginning or from a reply on."""

    head: MessageTs
    reached: MessageTs | None = None
    cursor: str | None = None

    def dump(self) -> str:
        return " ".join(part for part in (self.head, self.reached, self.cursor) if part)

    @classmethod
    def load(cls, dumped: str) -> "ThreadPosition":
        head, reached, cursor = [*dumped.split(" "), None, None][:3]
        return cls(MessageTs(head or ""), MessageTs(reached) if reached else None, cursor)


def ts_at(moment: datetime) -> MessageTs:
    """A moment in Slack's spelling."""
    return MessageTs(f"{int(moment.timestamp())}.{moment.microsecond:06d}")


def floor_of(began_at: datetime) -> MessageTs:
    """The oldest message that is read of the channel of an incident that began then."""
    return ts_at(began_at - REACHES_BACK)


def read_messages(payloads: Sequence[Mapping[str, Any]], bot: UserId) -> Sequence[ReadMessage]:
    """Messages as Slack sends them; what stands in for a deleted one is none."""
    return [_read(payload, bot) for payload in payloads if not is_tombstone(payload)]


def heads_in(payloads: Sequence[Mapping[str, Any]]) -> Sequence[MessageTs]:
    """The messages that have replies, whatever has become of themselves."""
    return [MessageTs(payload["ts"]) for payload in payloads if payload.get("reply_count")]


def channel_read(
    progress: Progress, reading: Reading, heads: Sequence[MessageTs], floor: MessageTs
) -> Progress:
    """After another page of the channel. `heads` are threads that are known without it."""
    reached = floor if reading.is_last or reading.after is None else reading.after
    threads = dict.fromkeys([*progress.threads, *reading.heads])
    if reached <= floor:
        threads |= dict.fromkeys(head for head in heads if head > (reading.after or floor))
    return replace(progress, position=reached, threads=tuple(threads))


def thread_read(progress: Progress, at: ThreadPosition, last: MessageTs, cursor: str) -> Progress:
    """After another page of the first thread; `cursor` is empty at its end."""
    rest = tuple(progress.threads[1:])
    more = (ThreadPosition(at.head, last, cursor).dump(),) if cursor else ()
    return replace(progress, threads=(*more, *rest))


def _read(payload: Mapping[str, Any], bot: UserId) -> ReadMessage:
    users: dict[EmojiName, frozenset[UserId]] = {}
    unsure: set[EmojiName] = set()
    for reaction in payload.get("reactions") or ():
        emoji = base_emoji(reaction["name"])
        named = frozenset(map(UserId, reaction.get("users") or ()))
        users[emoji] = users.get(emoji, frozenset()) | named
        if reaction.get("count", 0) > len(named):
            unsure.add(emoji)
    return ReadMessage(
        found=found_message(payload),
        users=users,
        unsure=frozenset(unsure),
        is_ours=payload.get("user") == bot,
    )
