"""Messages that nobody marked and that look as if they mattered. Plain rules, each with its reason
in a few words; no text leaves this module but for the person who is asked.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from app.slack.ids import MessageTs, UserId
from app.slack.mrkdwn import plain
from app.timeline.rules import FoundMessage, found_message, is_tombstone, said_at

AT_MOST = 5
MANY_REPLIES = 3
MANY_REACTIONS = 3
SILENCE = timedelta(minutes=20)
_SPOKEN = frozenset({None, "thread_broadcast", "file_share", "me_message", "bot_message"})
_SHORTEST_WORDS = 3
_LAST_WORDS_FOR = timedelta(hours=2)
"""How long before the end the fix is looked for."""

_DECIDES = re.compile(
    r"\b(?:decided|decision|let['’]s (?!see\b|hope\b|go\b)\w+|we(?:['’]ll| will| are going to)"
    r"|i(?:['’]m| am) going to|i(?:['’]ll| will) (?:roll|restart|fail|switch|disable|revert|pause)"
    r"|going ahead|(?:rolling|failing|falling|switching) (?:back|over)|plan is)\b",
    re.IGNORECASE,
)
_ALERTS = re.compile(
    r"\b(?:alerts?|alarms?|paged|paging|firing|triggered|error rate|timeouts?|5\d\ds?|unreachable"
    r"|customers? reports?|is down|are down)\b",
    re.IGNORECASE,
)
_MENDS = re.compile(
    r"\b(?:fixed|mitigated|recovered|recovering|rolled back|reverted|restored|resolved|deployed"
    r"|back to normal|back up|works again|caught up|healthy again|green again)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the channel, as far as it tells whether it mattered."""

    message: FoundMessage
    replies: int
    reactions: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A message to keep, and why."""

    message: FoundMessage
    why: str
    weight: float


def said_in(payloads: Sequence[Mapping[str, Any]], bot: UserId) -> Sequence[Said]:
    """What people and other apps said, oldest first: nothing of the bot's own, no joins."""
    said = [
        Said(found_message(one), int(one.get("reply_count") or 0), _reactions(one, bot))
        for one in payloads
        if one.get("subtype") in _SPOKEN and one.get("user") != bot and not is_tombstone(one)
    ]
    return sorted(said, key=lambda one: one.message.ts)


def suggest(
    said: Sequence[Said], kept: Collection[MessageTs], *, ended_at: datetime
) -> Sequence[Suggestion]:
    """At most five that are not kept, in the order of time; the telling ones are preferred."""
    reasons: dict[MessageTs, list[tuple[float, str]]] = {}
    for ts, weight, why in _reasons(said, ended_at):
        reasons.setdefault(ts, []).append((weight, why))
    found = [
        Suggestion(one.message, max(each)[1], sum(weight for weight, _ in each))
        for one in said
        if (each := reasons.get(one.message.ts)) and one.message.ts not in kept and _tells(one)
    ]
    best = sorted(found, key=lambda one: (-one.weight, one.message.ts))[:AT_MOST]
    return sorted(best, key=lambda one: one.message.ts)


def _reasons(said: Sequence[Said], ended_at: datetime) -> Iterator[tuple[MessageTs, float, str]]:
    for one in said:
        ts, words = one.message.ts, plain(one.message.text)
        if one.replies >= MANY_REPLIES:
            yield ts, 2 + one.replies / 4, f"{one.replies} replies"
        if one.reactions >= MANY_REACTIONS:
            yield ts, 1 + one.reactions / 4, f"{one.reactions} reactions"
        if _DECIDES.search(words) and not words.rstrip().endswith("?"):
            yield ts, 3, "reads like a decision"
    yield from _silences(said)
    first = next((one for one in said if _ALERTS.search(plain(one.message.text))), None)
    if first is not None:
        yield first.message.ts, 3, "looks like the first alert"
    last = next((one for one in reversed(said) if _is_fix(one, ended_at)), None)
    if last is not None:
        yield last.message.ts, 3.5, "reads like what eased it"


def _silences(said: Sequence[Said]) -> Iterator[tuple[MessageTs, float, str]]:
    for before, after in pairwise(said):
        gap = said_at(after.message.ts) - said_at(before.message.ts)
        if gap >= SILENCE:
            minutes = gap // timedelta(minutes=1)
            yield after.message.ts, 2, f"first words after {minutes} min of silence"


def _is_fix(one: Said, ended_at: datetime) -> bool:
    at = said_at(one.message.ts)
    is_near_the_end = ended_at - _LAST_WORDS_FOR <= at <= ended_at
    return is_near_the_end and bool(_MENDS.search(plain(one.message.text)))


def _tells(one: Said) -> bool:
    """Whether there is enough in it to tell anything: more than an emoji or a sigh."""
    words = re.sub(r":[\w+-]+:", " ", plain(one.message.text))
    return bool(one.message.files) or len(words.split()) >= _SHORTEST_WORDS


def _reactions(payload: Mapping[str, Any], bot: UserId) -> int:
    """How many people reacted; the bot's own ✓ does not count."""
    users = {user for each in payload.get("reactions") or () for user in each.get("users") or ()}
    return len(users - {bot})
