"""What comes in from Slack, as plain values, and what may be answered; listeners as data.

A feature lists its listeners in `LISTENERS`; intake.py looks the key up and calls the handler.
Payload shapes: ../shared/slack.md §6.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from slack_sdk.models.views import View

from app.slack.blocks import Message
from app.slack.ids import ChannelId, TeamId, TriggerId, UserId, ViewId
from app.slack.mrkdwn import Mrkdwn
from app.slack.shown import Shown

D = TypeVar("D")


class Kind(StrEnum):
    """The ways in, one Bolt listener each."""

    COMMAND = "command"
    PRESS = "press"
    FORM = "form"
    SHORTCUT = "shortcut"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`/incident <word> <text>`. `key` names this one gesture, the same when delivered twice."""

    team: TeamId
    user: UserId
    channel: ChannelId
    text: Mrkdwn
    trigger: TriggerId
    key: str
    answer_to: str = ""
    """Slack's address for whispers where it was typed, for half an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button pressed or a menu's option chosen (`value`), in a message, a form or App Home.

    In a form, `view` is the form's, `beneath` the one it was opened from, `context` is our note in
    it, `values` are its fields as filled in so far, by field id, and `shown` is all of it.
    """

    team: TeamId
    user: UserId
    channel: ChannelId | None
    value: str
    trigger: TriggerId
    key: str
    whisper: str = ""
    """Slack's address for replacing the whisper that was pressed, for half an hour; none
    elsewhere.
    """
    view: ViewId | None = None
    beneath: ViewId | None = None
    context: str = ""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A submitted modal. `values` are Slack's element states by field id; `context` is our note.

    `beneath` is the form that this one was opened from and that is seen again when it closes,
    `shown` this one as it was sent.
    """

    team: TeamId
    user: UserId
    values: Mapping[str, Mapping[str, Any]]
    context: str
    key: str
    beneath: ViewId | None = None
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A global shortcut, or one on a message (then with the message and its channel)."""

    team: TeamId
    user: UserId
    trigger: TriggerId
    channel: ChannelId | None
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in Slack; `body` is the inner event. `happened_at` counts whole
    seconds, and is told by Slack however late the event arrives.
    """

    team: TeamId
    body: Mapping[str, Any]
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whisper:
    """Shown to the person acting, to nobody else; in `channel`, else where they acted.

    `replaces` rewrites the whisper whose button was pressed instead of adding one; `answers` is the
    address of one that was pressed before, and that a form was opened from.
    """

    message: Message
    channel: ChannelId | None = None
    replaces: bool = False
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong in a form, a sentence for each field; the form stays open."""

    by_field: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NextPage:
    """The form is replaced by this view."""

    view: View


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Forms that are open show something else now; one that was closed meanwhile does not count."""

    views: Mapping[ViewId, View]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was opened empty shows, after the answer, what takes a while to work out."""

    form: ViewId
    work: Callable[[], Awaitable[View]]


Reply = Whisper | Problems | NextPage | Redrawn | Filled | None
Handler = Callable[[D, Any], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Help:
    """A line of `/incident help`."""

    usage: str
    says: str


@dataclass(frozen=True, slots=True)
class Listener(Generic[D]):
    """One key of one way in, and who handles it. Build it with the `on_…` functions."""

    kind: Kind
    key: str
    handle: Handler[D]
    help: Help | None = None


def on_command(
    word: str, handle: Callable[[D, Command], Awaitable[Reply]], *, help_line: Help | None = None
) -> Listener[D]:
    """`/incident word …`"""
    return Listener(Kind.COMMAND, word, handle, help_line)


def on_press(action_id: str, handle: Callable[[D, Press], Awaitable[Reply]]) -> Listener[D]:
    """A button or menu with this action id."""
    return Listener(Kind.PRESS, action_id, handle)


def on_form(callback_id: str, handle: Callable[[D, Form], Awaitable[Reply]]) -> Listener[D]:
    """A submitted modal with this callback id."""
    return Listener(Kind.FORM, callback_id, handle)


def on_shortcut(callback_id: str, handle: Callable[[D, Shortcut], Awaitable[Reply]]) -> Listener[D]:
    """A shortcut of the manifest."""
    return Listener(Kind.SHORTCUT, callback_id, handle)


def on_event(name: str, handle: Callable[[D, Event], Awaitable[Reply]]) -> Listener[D]:
    """An event, by its type, or `type.subtype` where there is a subtype."""
    return Listener(Kind.EVENT, name, handle)
