"""How what a reading of a channel shows differs from what is stored. Pure.

A reading and the live events may overtake each other. A reading counts as an event of the moment
`READING_LAG` before it was asked for, and the newest event about a mark wins: what happened after
that moment is left to the events, which come as a rule; what came late or never is repaired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import (
    ANYBODY,
    NATIVE_PIN,
    FoundMessage,
    Mark,
)
from app.timeline.rules_reading import READING_LAG, Reading, ReadMessage, ts_at
from app.vocabulary import Meaning
from app.workspace.rules_marks import STORED, Marks, meaning_of

MARKS_ON = "marks_on"
MARKS_OFF = "marks_off"
EDITS = "edits"
DELETIONS = "deletions"


@dataclass(frozen=True, slots=True)
class StoredMark:
    """A mark as stored, on or off; `id` is its row's."""

    id: int
    is_on: bool
    meaning: Meaning
    event_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """What is stored about a message that has, or had, an entry."""

    entry_id: int
    ts: MessageTs
    thread: MessageTs | None
    text: Mrkdwn
    edited_ts: str | None
    recorded_at: datetime
    is_filled: bool
    is_deleted: bool
    is_worded_by_hand: bool
    is_removed_by_hand: bool
    is_ours: bool
    """Recorded by ourselves: it says the same whatever becomes of the message."""
    is_ticked: bool | None
    """Whether the ✓ belongs on it; None when it never does."""
    marks: Mapping[tuple[UserId, EmojiName], StoredMark]

    @property
    def is_reply(self) -> bool:
        return self.thread is not None and self.thread != self.ts


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """What has to change so that the timeline says what the channel shows. `event_ts` is the event
    that the reading counts as.
    """

    event_ts: str
    marks: Sequence[Mark] = ()
    confirmed: Sequence[int] = ()
    """Stored marks that are as the reading shows them: events from before it come too late."""
    words: Sequence[FoundMessage] = ()
    gone: Sequence[MessageTs] = ()
    ticks: Sequence[int] = ()
    """Entries whose message shows a ✓ that does not belong there, or lacks it."""
    recovered: Mapping[str, int] = field(default_factory=dict)


def compare(
    reading: Reading, stored: Sequence[StoredMessage], *, marks: Marks, bot: UserId
) -> Repairs:
    """What a reading shows to be missing, too much or different."""
    known = {one.ts: one for one in stored}
    shown = {one.found.ts: one for one in reading.messages}
    changes: list[Mark] = []
    confirmed: list[int] = []
    for one in reading.messages:
        mine = known.get(one.found.ts)
        if mine is None and one.is_ours:
            continue  # nothing of ours is kept by a mark
        changes += _changed_marks(reading, one, mine, marks, bot)
        confirmed += _confirmed(reading, one, mine)
    both = [(one, known[ts]) for ts, one in shown.items() if ts in known]
    marked = {mark.ts for mark in changes}
    words = [one.found for one, mine in both if _says_other(one.found, mine)]
    words += [one.found for ts, one in shown.items() if ts in marked and ts not in known]
    edits = [one for one, mine in both if mine.is_filled and _says_other(one.found, mine)]
    gone = [
        mine.ts
        for mine in stored
        if mine.ts not in shown and not mine.is_deleted and _should_show(reading, mine)
    ]
    return Repairs(
        event_ts=reading.event_ts,
        marks=changes,
        confirmed=confirmed,
        words=words,
        gone=gone,
        ticks=[mine.entry_id for one, mine in both if _is_wrongly_ticked(one, mine, bot)],
        recovered=_counted(changes, len(edits), len(gone)),
    )


def compare_pins(
    channel: ChannelId,
    pinned: Mapping[MessageTs, UserId],
    stored: Mapping[MessageTs, StoredMark],
    asked_at: datetime,
) -> Repairs:
    """The same for Slack's own pins, each with who made it. `stored` are the marks that stand for
    one.
    """
    event_ts = ts_at(asked_at - READING_LAG)
    absent = [ts for ts, mark in stored.items() if mark.is_on and ts not in pinned]
    new = [ts for ts in pinned if ts not in stored or not stored[ts].is_on]
    changes = [
        Mark(
            channel=channel,
            ts=ts,
            user=ANYBODY,
            emoji=NATIVE_PIN,
            meaning=Meaning.KEEP,
            is_on=ts in new,
            event_ts=event_ts,
            by=pinned.get(ts),
        )
        for ts in [*new, *absent]
        if ts not in stored or stored[ts].event_ts < event_ts
    ]
    confirmed = [
        mark.id
        for ts, mark in stored.items()
        if mark.is_on is (ts in pinned) and mark.event_ts < event_ts
    ]
    return Repairs(
        event_ts=event_ts,
        marks=changes,
        confirmed=confirmed,
        recovered=_counted(changes, 0, 0),
    )


def _changed_marks(
    reading: Reading, one: ReadMessage, mine: StoredMessage | None, marks: Marks, bot: UserId
) -> list[Mark]:
    stored = mine.marks if mine else {}
    shown = {(user, emoji) for emoji, users in one.users.items() for user in users if user != bot}
    put_on = {
        each: meaning
        for each in shown
        if (meaning := meaning_of(each[1], marks)) is not None
        and (each not in stored or not stored[each].is_on)
    }
    taken_off = {
        each: mark.meaning
        for each, mark in stored.items()
        if mark.is_on and each not in shown and _is_readable(each[1], one)
    }
    return [
        Mark(
            channel=reading.channel,
            ts=one.found.ts,
            user=user,
            emoji=emoji,
            meaning=meaning,
            is_on=(user, emoji) in put_on,
            event_ts=reading.event_ts,
        )
        for (user, emoji), meaning in sorted((put_on | taken_off).items())
        if (user, emoji) not in stored or stored[user, emoji].event_ts < reading.event_ts
    ]


def _confirmed(reading: Reading, one: ReadMessage, mine: StoredMessage | None) -> list[int]:
    """Had the newest event about such a mark been lost, an older one that comes late would undo
    what the reading shows. A message that was taken off by hand comes back with a mark that is put
    on later, which these are not.
    """
    if mine is None or mine.is_removed_by_hand:
        return []
    return [
        mark.id
        for (user, emoji), mark in mine.marks.items()
        if _is_readable(emoji, one)
        and mark.is_on is (user in one.users.get(emoji, ()))
        and mark.event_ts < reading.event_ts
    ]


def _should_show(reading: Reading, mine: StoredMessage) -> bool:
    """Whether a reading would show this message if it still existed."""
    if mine.is_ours:
        return False
    if mine.recorded_at > reading.asked_at - READING_LAG or not mine.is_filled:
        return False  # perhaps too new to be shown; or a reply that is not known as one yet
    is_of_here = mine.thread == reading.thread if reading.thread else not mine.is_reply
    return (
        is_of_here
        and mine.ts != reading.thread
        and (reading.after is None or mine.ts > reading.after)
        and (reading.until is None or mine.ts <= reading.until)
    )


def _is_readable(emoji: EmojiName, one: ReadMessage) -> bool:
    """Whether a reading says who has put this on: not of names with a space in them, which are no
    reactions, nor where Slack left people out.
    """
    return " " not in emoji and emoji not in one.unsure


def _says_other(found: FoundMessage, mine: StoredMessage) -> bool:
    if mine.is_ours or mine.is_deleted or (found.edited_ts or "") < (mine.edited_ts or ""):
        return False
    is_newer = (found.edited_ts or "") > (mine.edited_ts or "")
    return (
        not mine.is_filled or is_newer or (found.text != mine.text and not mine.is_worded_by_hand)
    )


def _is_wrongly_ticked(one: ReadMessage, mine: StoredMessage, bot: UserId) -> bool:
    if mine.is_ticked is None or STORED in one.unsure:
        return False
    return mine.is_ticked is not (bot in one.users.get(STORED, ()))


def _counted(marks: Sequence[Mark], edits: int, deletions: int) -> dict[str, int]:
    on = sum(mark.is_on for mark in marks)
    counts = {MARKS_ON: on, MARKS_OFF: len(marks) - on, EDITS: edits, DELETIONS: deletions}
    return {what: number for what, number in counts.items() if number}
