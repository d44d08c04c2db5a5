"""Pure decisions about the timeline: marks, kinds, phases, what to read from Slack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.links import permalink
from app.slack.messages import speaker_of, words_of
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Confidence, EntryKind, Meaning, Phase, Role, Source, State

NATIVE_PIN = EmojiName("native pin")
"""Slack's own pin, as a mark. No reaction is called so, because of the space in it."""

REVIEW_STEP = "review:"
"""How the source of an entry begins that tells how the review went."""
ANYBODY = UserId("anybody")
"""Whose mark a native pin is: whoever pinned it, anybody can take it off."""

KEPT_BY_PRESS = EmojiName("kept by press")
"""The mark of somebody who pressed *Keep* on a suggestion."""

KIND_OF_MEANING = {
    Meaning.DECISION: EntryKind.DECISION,
    Meaning.HANDOFF: EntryKind.HANDOFF,
    Meaning.KEEP: EntryKind.OBSERVATION,
    Meaning.INSIGHT: EntryKind.OBSERVATION,
    Meaning.LUCK: EntryKind.CONTEXT,
    Meaning.HELPED: EntryKind.CONTEXT,
}
"""The telling ones first: with several marks on a message, the first decides."""

PHASE_OF_STATE = {
    State.INVESTIGATING: Phase.DIAGNOSE,
    State.IDENTIFIED: Phase.MITIGATE,
    State.MONITORING: Phase.RECOVER,
    State.RESOLVED: Phase.AFTER,
    State.CANCELLED: Phase.AFTER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji, or a pin, that somebody put on a message or took off it."""

    channel: ChannelId
    ts: MessageTs
    user: UserId
    emoji: EmojiName
    is_on: bool
    event_ts: str
    author: UserId | None
    """Who wrote the message, where Slack says so."""

    @property
    def owner(self) -> UserId:
        """Whose mark it is."""
        return ANYBODY if self.emoji == NATIVE_PIN else self.user

    def mark(self, meaning: Meaning) -> "Mark":
        """The same as a mark that says this."""
        return Mark(
            channel=self.channel,
            ts=self.ts,
            user=self.owner,
            emoji=self.emoji,
            meaning=meaning,
            is_on=self.is_on,
            event_ts=self.event_ts,
            by=self.user,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One person's emoji put on, or taken off, a message. `event_ts` orders the two."""

    channel: ChannelId
    ts: MessageTs
    user: UserId
    emoji: EmojiName
    meaning: Meaning
    is_on: bool
    event_ts: str
    by: UserId | None = None
    """Who did it, where that is known and need not be whose mark it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    """A message as Slack has it now."""

    ts: MessageTs
    thread: MessageTs | None
    author: UserId | None
    text: Mrkdwn
    edited_ts: str | None
    files: Sequence[Mapping[str, str]]
    author_label: str | None = None
    """The name under which an app wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is known about a decision: what was meant and known then, before how it turned out."""

    intent: Mrkdwn | None = None
    known: Mrkdwn | None = None
    assumed: Mrkdwn | None = None
    alternatives: Mrkdwn | None = None
    pressure: Mrkdwn | None = None
    outcome: Mrkdwn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A hand-off and what is known of its two ends. Times are aware UTC."""

    subject: Mrkdwn | None = None
    role: Role | None = None
    giver: UserId | None = None
    receiver: UserId | None = None
    state_given: Mrkdwn | None = None
    open_questions: Mrkdwn | None = None
    given_at: datetime | None = None
    read_back: Mrkdwn | None = None
    received_at: datetime | None = None
    answer_id: int | None = None
    """The entry whose message reads it back, if that is where it was."""

    @property
    def new_lead(self) -> UserId | None:
        """Who leads from here on, when it is the lead that was handed over."""
        return self.receiver if self.role is Role.LEAD else None

    @property
    def is_complete(self) -> bool:
        """Both ends: somebody gave it with where things stood, somebody said that they have it."""
        return self.state_given is not None and self.received_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `number` counts from 1 in the order of time."""

    id: int
    number: int
    occurred_at: datetime
    kind: EntryKind
    phase: Phase
    text: Mrkdwn
    author: UserId | None
    source: Source
    channel: ChannelId | None
    ts: MessageTs | None
    thread: MessageTs | None
    is_filled: bool
    files: Sequence[Mapping[str, str]] = ()
    marks: Mapping[Meaning, int] = field(default_factory=dict)
    """How many people said each of these about it."""
    author_label: str | None = None
    """The name of what said it, when that was no person."""
    confidence: Confidence = Confidence.OBSERVED
    link: str | None = None
    decision: Decision | None = None
    handoff: Handoff | None = None


def message_of(entry: Entry, workspace_url: str) -> str | None:
    """The address of the message that it comes from."""
    if entry.channel is None or entry.ts is None:
        return None
    return permalink(workspace_url, entry.channel, entry.ts, entry.thread)


@dataclass(frozen=True, slots=True)
class Course:
    """What the phases of an incident are told from. Changes of state in the order of time."""

    started_at: datetime
    declared_at: datetime
    resolved_at: datetime | None
    states: Sequence[tuple[datetime, State]]


def kind_of(meanings: Collection[Meaning]) -> EntryKind:
    """What an entry is about, by the marks on its message."""
    telling = (kind for meaning, kind in KIND_OF_MEANING.items() if meaning in meanings)
    return next(telling, EntryKind.OBSERVATION)


def phase_at(at: datetime, course: Course) -> Phase:
    """The part of the incident that this moment belongs to."""
    if at < course.started_at:
        return Phase.BEFORE
    if at < course.declared_at:
        return Phase.DETECT
    if course.resolved_at is not None and at > course.resolved_at:
        return Phase.AFTER
    state = State.INVESTIGATING
    for since_at, became in course.states:
        if since_at <= at and became is not State.RESOLVED:
            state = became
    return PHASE_OF_STATE[state]


def said_at(ts: MessageTs) -> datetime:
    """When the message with this `ts` was sent."""
    seconds, _, micros = ts.partition(".")
    whole = datetime.fromtimestamp(int(seconds), UTC)
    return whole.replace(microsecond=int(micros or 0))


def is_tombstone(message: Mapping[str, Any]) -> bool:
    """Whether this stands where a deleted message headed a thread."""
    return message.get("subtype") == "tombstone"


def says_the_same(message: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether two states of a message have the same words and files."""
    return words_of(message) == words_of(before) and _files(message) == _files(before)


def found_message(message: Mapping[str, Any]) -> FoundMessage:
    """A message of Slack's as we keep it: words, author, files by name; no content of files."""
    edited = message.get("edited") or {}
    author = message.get("user")
    return FoundMessage(
        ts=MessageTs(message["ts"]),
        thread=MessageTs(message["thread_ts"]) if message.get("thread_ts") else None,
        author=UserId(author) if author else None,
        text=words_of(message),
        edited_ts=edited.get("ts"),
        files=_files(message),
        author_label=speaker_of(message),
    )


def _files(message: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "id": str(file.get("id") or ""),
            "name": str(file.get("name") or file.get("title") or "file"),
            "type": str(file.get("mimetype") or ""),
            "permalink": str(file.get("permalink") or ""),
        }
        for file in message.get("files") or ()
        if file.get("mode") != "tombstone"
    ]
