"""Entries as people put and change them by hand, and the pages they are read on. No I/O."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.incidents.rules import Incident
from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline.rules import Entry
from app.vocabulary import Confidence, EntryKind

BY_HAND = EmojiName("by hand")
"""The mark of somebody who kept or brought back a message with the form. No reaction is called so,
because of the space in it.
"""

EVERYTHING = "everything"
KEPT_BY_HAND = "by_hand"
REMOVED = "removed"
"""What a page can show, besides the entries of one kind."""

LONGEST_TEXT = 3000
PRIVATE_METADATA = 3000
"""What Slack lets a field hold, and a form carry along."""

KIND_LABELS: Mapping[EntryKind, str] = {
    EntryKind.SIGNAL: "Signal",
    EntryKind.OBSERVATION: "Observation",
    EntryKind.HYPOTHESIS: "Hypothesis",
    EntryKind.DECISION: "Decision",
    EntryKind.ACTION: "Action",
    EntryKind.CHANGE: "Change in the system",
    EntryKind.HANDOFF: "Hand-off",
    EntryKind.STATUS: "Status",
    EntryKind.COMMUNICATION: "Communication",
    EntryKind.HELP: "Help asked for",
    EntryKind.IMPACT: "Impact",
    EntryKind.CONTEXT: "Context",
}
KIND_SIGNS: Mapping[EntryKind, str] = {
    EntryKind.SIGNAL: "🔔",
    EntryKind.HYPOTHESIS: "💭",
    EntryKind.DECISION: "⚖️",
    EntryKind.ACTION: "🔧",
    EntryKind.CHANGE: "🚀",
    EntryKind.HANDOFF: "🤝",
    EntryKind.STATUS: "🔹",
    EntryKind.COMMUNICATION: "📣",
    EntryKind.HELP: "🙋",
    EntryKind.IMPACT: "👥",
    EntryKind.CONTEXT: "🧭",
}
"""Most entries are observations: they go without a sign."""

CONFIDENCE_LABELS: Mapping[Confidence, str] = {
    Confidence.OBSERVED: "Observed: somebody saw it as it happened",
    Confidence.RECALLED: "Recalled: told from memory",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form says. `when` is as typed, empty for now; `text` empty when nothing was."""

    text: Mrkdwn
    when: str = ""
    kind: EntryKind = EntryKind.OBSERVATION
    confidence: Confidence = Confidence.OBSERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as somebody saw it when they began to edit it: what was filled in, and by which
    fingerprint one knows whether the text has changed since.
    """

    text: str
    filled_in: str
    when: str
    at: float
    kind: EntryKind
    confidence: Confidence

    def dump(self) -> list[Any]:
        return [self.text, self.filled_in, self.when, self.at, self.kind, self.confidence]

    @classmethod
    def load(cls, stored: Sequence[Any]) -> "Seen":
        text, filled_in, when, at, kind, confidence = stored
        return cls(
            text=text,
            filled_in=filled_in,
            when=when,
            at=at,
            kind=EntryKind(kind),
            confidence=Confidence(confidence),
        )

    def is_reworded_in(self, draft: Draft) -> bool:
        return fingerprint(plain(draft.text)) != self.filled_in

    def is_retimed_in(self, draft: Draft) -> bool:
        """An emptied field changes nothing: an entry cannot be without a time."""
        return draft.when not in {"", self.when}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editable:
    """An entry as the form is filled in with it."""

    id: int
    incident_id: int
    text: Mrkdwn
    occurred_at: datetime
    kind: EntryKind
    confidence: Confidence
    author: UserId | None
    is_removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A message that somebody adds to a timeline by the shortcut, wherever it stands."""

    channel: ChannelId
    ts: MessageTs
    thread: MessageTs | None
    author: UserId | None
    label: str | None
    text: Mrkdwn | None
    """None when it is too long to be carried: what the form says counts then."""
    filled_in: str
    """The fingerprint of the text that the form was filled in with."""
    when: str
    """The time that it was filled in with."""

    def dump(self) -> str:
        """As `private_metadata`, without its text when that is too long for it."""
        about = [self.channel, self.ts, self.thread, self.author, self.label]
        stored = [*about, self.filled_in, self.when, self.text]
        whole = json.dumps(stored, ensure_ascii=False)
        if len(whole) <= PRIVATE_METADATA:
            return whole
        return json.dumps([*stored[:-1], None], ensure_ascii=False)

    @classmethod
    def load(cls, stored: str) -> "Brought":
        channel, ts, thread, author, label, filled_in, when, text = json.loads(stored)
        return cls(
            channel=ChannelId(channel),
            ts=MessageTs(ts),
            thread=MessageTs(thread) if thread else None,
            author=UserId(author) if author else None,
            label=label,
            text=None if text is None else Mrkdwn(text),
            filled_in=filled_in,
            when=when,
        )

    def is_reworded_in(self, draft: Draft) -> bool:
        return fingerprint(plain(draft.text)) != self.filled_in

    def is_retimed_in(self, draft: Draft) -> bool:
        """An emptied field leaves the message at the time it was sent."""
        return draft.when not in {"", self.when}


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry on a page, and what became of it."""

    entry: Entry
    is_removed: bool = False
    removed_by: UserId | None = None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is looking at: of one timeline, which entries, and the page; None is the last,
    what happened most recently.
    """

    incident_id: int
    show: str = EVERYTHING
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """One page, in the order of time; `zone` is the reader's, by which days begin."""

    incident: Incident
    place: Place
    pages: int
    listed: Sequence[Listed]
    zone: ZoneInfo
    workspace_url: str


def filled_in(text: Mrkdwn) -> str:
    """A text as the form is filled in with it; a long one is cut to what a field holds."""
    return plain(text).strip()[:LONGEST_TEXT]


def fingerprint(text: str) -> str:
    """Whether two texts are the same, told by a few characters."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]
