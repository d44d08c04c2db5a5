"""A channel as data: what people do in it, the events Slack sends about that, and what a reading of
it shows. For tests that drive reading a channel back without a Slack.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from app.config import Settings
from app.db import outbox
from app.db.engine import Database
from app.deps import Deps
from app.incidents.rules import Incident
from app.slack.gateway import Gateway, Page
from app.slack.ids import ChannelId, MessageTs, UserId
from app.timeline import effects_sync, service_sync
from tests.factories import ALICE, BOT, TEAM, Stored

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(minutes=1)


@dataclass
class Sent:
    """A message in it. `reactions` are people by emoji, skin tones included."""

    ts: MessageTs
    text: str
    user: UserId
    thread: MessageTs | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[UserId]] = field(default_factory=dict)
    is_deleted: bool = False
    subtype: str | None = None

    def payload(self, replies: int = 0) -> dict[str, Any]:
        if self.is_deleted:
            return {"ts": self.ts, "subtype": "tombstone", "text": "", "reply_count": replies}
        shown: dict[str, Any] = {"ts": self.ts, "text": self.text, "user": self.user}
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in self.reactions.items()
            if users
        ]
        if self.subtype:
            shown["subtype"] = self.subtype
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.thread or replies:
            shown["thread_ts"] = self.thread or self.ts
        if replies:
            shown["reply_count"] = replies
        return shown


@dataclass
class ChannelModel:
    """Answers as the gateway does, in pages of `page_size`."""

    messages: dict[MessageTs, Sent] = field(default_factory=dict)
    pins: list[MessageTs] = field(default_factory=list)
    page_size: int = 3
    calls: list[str] = field(default_factory=list)
    whispers: list[tuple[UserId, str]] = field(default_factory=list)

    def say(self, sent: Sent) -> Sent:
        self.messages[sent.ts] = sent
        return sent

    async def history(self, _channel: ChannelId, *, oldest: MessageTs, latest: MessageTs) -> Page:
        self.calls.append("history")
        shown = [
            one
            for one in sorted(self.messages.values(), key=lambda one: one.ts, reverse=True)
            if one.thread is None and oldest <= one.ts <= latest and not self._is_gone(one)
        ]
        page = [one.payload(len(self._replies(one.ts))) for one in shown[: self.page_size]]
        return Page(page, has_more=len(shown) > self.page_size)

    async def replies(
        self, _channel: ChannelId, head: MessageTs, *, cursor: str | None
    ) -> tuple[Sequence[Mapping[str, Any]], str]:
        self.calls.append("replies")
        if head not in self.messages or self._is_gone(self.messages[head]):
            return [], ""
        replies = self._replies(head)
        start = int(cursor or 0)
        page = replies[start : start + self.page_size]
        more = str(start + len(page)) if start + len(page) < len(replies) else ""
        first = [] if cursor else [self.messages[head].payload(len(replies))]
        return [*first, *(one.payload() for one in page)], more

    async def pinned(self, _channel: ChannelId) -> Sequence[Mapping[str, Any]]:
        self.calls.append("pins")
        return [{"message": self.messages[ts].payload(), "created_by": ALICE} for ts in self.pins]

    async def whisper(self, _channel: ChannelId, user: UserId, message: Any) -> None:  # noqa: ANN401
        self.whispers.append((user, message.text))

    def _replies(self, head: MessageTs) -> list[Sent]:
        return [one for _, one in sorted(self.messages.items()) if self._is_reply(one, head)]

    def _is_reply(self, one: Sent, head: MessageTs) -> bool:
        return one.thread == head and not one.is_deleted

    def _is_gone(self, one: Sent) -> bool:
        """Of a deleted message something is left only while it heads a thread."""
        return one.is_deleted and not self._replies(one.ts)


class _Direct:
    """The database of a test in the place of the bot's."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    async def read(
        self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return self.stored.do(use_case, *args, **kwargs)

    commit = read


@dataclass
class _Stopped:
    at: datetime

    def now(self) -> datetime:
        return self.at


def deps_for(stored: Stored, channel: ChannelModel, now: datetime) -> Deps:
    return Deps(
        cast("Database", _Direct(stored)),
        lambda _team: cast("Gateway", channel),
        _Stopped(now),
        cast("Settings", None),
    )


async def deliver(
    stored: Stored,
    effects: Mapping[str, Callable[[Deps, outbox.Job], Awaitable[None]]],
    deps: Deps,
    now: datetime,
) -> None:
    """Do what is due, as the worker would, until nothing of these effects is; other work is left
    out.
    """
    while jobs := stored.do(outbox.claim, worker="w", now=now, lease_for=LEASE, limit=50):
        for job in jobs:
            if job.effect in effects:
                await effects[job.effect](deps, job)
            stored.do(outbox.finish, job, now=now)


async def read_back(
    stored: Stored,
    incident: Incident,
    channel: ChannelModel,
    now: datetime,
    others: Mapping[str, Callable[[Deps, outbox.Job], Awaitable[None]]] | None = None,
) -> None:
    """One whole run, step by step, and what `others` do about it."""
    stored.do(service_sync.ask, TEAM, incident.id, now=now)
    effects = {service_sync.SYNC: effects_sync.sync, **(others or {})}
    await deliver(stored, effects, deps_for(stored, channel, now), now)


def is_ticked(sent: Sent) -> bool:
    return BOT in sent.reactions.get("white_check_mark", ())
