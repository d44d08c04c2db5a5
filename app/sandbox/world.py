"""The state of one workspace: plain dataclasses, looked up by id. No rules, no Slack JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im", "mpim"]

SLACKBOT = "USLACKBOT"


@dataclass(slots=True, kw_only=True)
class User:
    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    email: str | None = None
    title: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_away: bool = False
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0


@dataclass(slots=True)
class Reaction:
    """One emoji under a message; `users` in the order in which they reacted."""

    name: str
    users: list[str]


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of a channel. `extra` holds the keys only its subtype has (topic, inviter …)."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited: tuple[str, str] | None = None
    is_pinned: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_tombstone(self) -> bool:
        """What is left of a deleted message while its thread goes on."""
        return self.subtype == "tombstone"

    @property
    def is_in_history(self) -> bool:
        """Replies live in their thread alone unless broadcast."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass(slots=True, kw_only=True)
class Whisper:
    """An ephemeral message: `viewer` alone sees it, no history holds it."""

    ts: str
    channel: str
    viewer: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None


@dataclass(slots=True)
class Pin:
    """What is pinned, by whom, when (Unix seconds); the message knows it by `is_pinned`."""

    ts: str
    by: str
    at: int


@dataclass(slots=True)
class Label:
    """A topic or purpose: what, by whom, when (Unix seconds)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True, kw_only=True)
class Channel:
    id: str
    name: str
    creator: str
    created: int
    kind: ChannelKind = "public"
    members: list[str] = field(default_factory=list)
    topic: Label = field(default_factory=Label)
    purpose: Label = field(default_factory=Label)
    previous_names: list[str] = field(default_factory=list)
    is_general: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    canvas_id: str | None = None

    @property
    def is_private(self) -> bool:
        return self.kind != "public"

    @property
    def is_direct(self) -> bool:
        return self.kind in {"im", "mpim"}

    @property
    def event_prefix(self) -> str:
        """How events and system messages about it begin: `group_…` for private channels."""
        return "group" if self.kind == "private" else "channel"

    def in_order(self) -> list[Message]:
        """Every message, oldest first."""
        return list(self.messages.values())

    def replies(self, thread_ts: str) -> list[Message]:
        """The replies of a thread, oldest first, without its parent."""
        return [self.messages[ts] for ts in self.threads.get(thread_ts, ())]

    def add(self, message: Message) -> None:
        """Append; ts only ever grow, so the order of adding is the order of reading."""
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts is not None:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, message: Message) -> None:
        """Take the message out of channel and thread."""
        del self.messages[message.ts]
        if message.is_reply and message.thread_ts is not None:
            self.threads[message.thread_ts].remove(message.ts)


@dataclass(slots=True, kw_only=True)
class File:
    id: str
    name: str
    title: str
    mimetype: str
    user: str
    created: int
    content: bytes
    filetype: str = ""
    alt_txt: str = ""
    channels: list[str] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Canvas:
    id: str
    title: str
    markdown: str
    user: str
    created: int
    channel_id: str | None = None


@dataclass(slots=True, kw_only=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or home tab as the app gave it, with what the person has entered so far.

    `entries` maps (block_id, action_id) to the element's state as it appears in `state.values`.
    """

    id: str
    user: str
    hash: str
    given: Json
    root_id: str
    previous_id: str | None = None
    entries: dict[tuple[str, str], Json] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.given["blocks"]
        return blocks


@dataclass(slots=True, kw_only=True)
class World:
    """Everything the workspace knows."""

    team_id: str
    team_name: str
    domain: str
    plan: Literal["free", "paid"] = "paid"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    whispers: list[Whisper] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    usergroups: dict[str, UserGroup] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    custom_emoji: set[str] = field(default_factory=lambda: {"simple_smile"})

    def channel_named(self, name: str) -> Channel | None:
        """The channel of that name, archived ones included: a name is never free again."""
        return next((c for c in self.channels.values() if not c.is_direct and c.name == name), None)

    def direct_channel(self, users: set[str]) -> Channel | None:
        """The conversation of exactly these people, if it was opened before."""
        return next(
            (c for c in self.channels.values() if c.is_direct and set(c.members) == users), None
        )

    def views(self) -> Iterator[View]:
        """Every open modal and published home."""
        for stack in self.modals.values():
            yield from stack
        yield from self.homes.values()
