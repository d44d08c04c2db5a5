"""Pure decisions about the timeline: marks, kinds, phases, typed times, what to read from Slack."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import UserError
from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.messages import words_of
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import EntryKind, Phase, Source, State

KEEP = EmojiName("pushpin")
DECISION = EmojiName("scales")
HANDOFF = EmojiName("handshake")
INSIGHT = EmojiName("bulb")
LUCK = EmojiName("four_leaf_clover")
HELPED = EmojiName("star")
STORED = EmojiName("white_check_mark")
"""What the bot itself puts on a message that is stored and filled."""

KIND_OF_MARK = {
    DECISION: EntryKind.DECISION,
    HANDOFF: EntryKind.HANDOFF,
    KEEP: EntryKind.OBSERVATION,
    INSIGHT: EntryKind.OBSERVATION,
    LUCK: EntryKind.CONTEXT,
    HELPED: EntryKind.CONTEXT,
}
"""The emoji that keep a message, the telling ones first: with several, the first decides."""

PHASE_OF_STATE = {
    State.INVESTIGATING: Phase.DIAGNOSE,
    State.IDENTIFIED: Phase.MITIGATE,
    State.MONITORING: Phase.RECOVER,
    State.RESOLVED: Phase.AFTER,
    State.CANCELLED: Phase.AFTER,
}

_SKIN_TONE = re.compile(r"::skin-tone-[2-6]$")
_LEADING_TIME = re.compile(r"^(\d{1,2}:\d{2})\s+(\S.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One person's emoji put on, or taken off, a message. `event_ts` orders the two."""

    channel: ChannelId
    ts: MessageTs
    user: UserId
    emoji: EmojiName
    is_on: bool
    event_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    """A message as Slack has it now."""

    ts: MessageTs
    thread: MessageTs | None
    author: UserId | None
    text: Mrkdwn
    edited_ts: str | None
    files: Sequence[Mapping[str, str]]


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
    marks: Mapping[EmojiName, int] = field(default_factory=dict)
    """How many people put each emoji on."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the phases of an incident are told from. Changes of state in the order of time."""

    started_at: datetime
    declared_at: datetime
    resolved_at: datetime | None
    states: Sequence[tuple[datetime, State]]


def base_emoji(reaction: str) -> EmojiName:
    """A reaction's emoji without its skin tone."""
    return EmojiName(_SKIN_TONE.sub("", reaction))


def is_mark(emoji: EmojiName) -> bool:
    return emoji in KIND_OF_MARK


def kind_of(marks: Collection[EmojiName]) -> EntryKind:
    """What an entry is about, by the marks on its message."""
    telling = (kind for emoji, kind in KIND_OF_MARK.items() if emoji in marks)
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


def found_message(message: Mapping[str, Any]) -> FoundMessage:
    """A message of Slack's as we keep it: words, author, files by name; no content of files."""
    edited = message.get("edited") or {}
    author = message.get("user")
    files = [
        {
            "name": str(file.get("name") or file.get("title") or "file"),
            "type": str(file.get("mimetype") or ""),
            "permalink": str(file.get("permalink") or ""),
        }
        for file in message.get("files") or ()
        if file.get("mode") != "tombstone"
    ]
    return FoundMessage(
        ts=MessageTs(message["ts"]),
        thread=MessageTs(message["thread_ts"]) if message.get("thread_ts") else None,
        author=UserId(author) if author else None,
        text=words_of(message),
        edited_ts=edited.get("ts"),
        files=files,
    )


def split_note(text: Mrkdwn) -> tuple[str | None, Mrkdwn]:
    """The clock time that a note begins with, if any, and its words."""
    found = _LEADING_TIME.match(text)
    return (found[1], Mrkdwn(found[2])) if found else (None, text)


def check_clock_time(typed: str) -> time:
    """`14:05` as a time of day. Raises UserError when there is no such time."""
    hours, minutes = map(int, typed.split(":"))
    if hours > 23 or minutes > 59:
        raise UserError(
            f"{typed} is not a time of day. Write it like 14:05, or leave it out if it is now."
        )
    return time(hours, minutes)


def latest_moment(typed: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When it was last this clock time in this zone, in UTC; never in the future.

    Raises UserError when the clocks skipped that time.
    """
    clock = check_clock_time(typed)
    here = now.astimezone(zone)
    for day in (here.date(), here.date() - timedelta(days=1)):
        shown = _shown(clock, day, zone)
        past = [moment for moment in shown if moment <= now]
        if past:
            return max(past)
        if not shown and (day, clock) < (here.date(), here.time()):
            raise UserError(
                f"{typed} did not exist that day in your time zone: the clocks were put forward. "
                "Please give the time that the clocks showed."
            )
    raise AssertionError("yesterday's clock times are past")


def _shown(clock: time, day: date, zone: ZoneInfo) -> list[datetime]:
    """When the clocks of a zone showed this time that day: once, twice in autumn, or never."""
    wanted = datetime.combine(day, clock)
    moments = {wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [each for each in moments if each.astimezone(zone).replace(tzinfo=None) == wanted]
