"""Which entries a summary tells: 8 to 14 of up to hundreds (domain.md §4)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.slack.mrkdwn import plain
from app.summaries.rules_quotes import weight
from app.summaries.rules_story import KeptEntry, Story
from app.vocabulary import EntryKind, Phase
from app.workspace.rules_quoting import one_line

FEWEST = 8
MOST = 14
_ENOUGH = 1
"""What a further entry is worth at least, once the fewest are told."""
_TURN = re.compile(
    r"\b(?:back (?:in|up|to)|restor\w+|recover\w+|resolved|roll(?:ed|ing)? back|fail(?:ed|ing) over"
    r"|paus(?:ed|ing)|lock(?:ed|ing)|disabled|in sync|stable|drained|green|red|down)\b",
    re.IGNORECASE,
)
"""Words of moments after which things stood differently."""
_ALIKE = 0.7
_BY_FACTOR = 1
"""What an entry is worth more for each factor that rests on it."""
_WORTH_BY_KIND = {
    EntryKind.SIGNAL: 2,
    EntryKind.CHANGE: 2,
    EntryKind.IMPACT: 2,
    EntryKind.STATUS: 1,
    EntryKind.ACTION: 1,
}

_OF_THE_RESPONSE = frozenset({EntryKind.STATUS, EntryKind.HANDOFF})


def chosen(story: Story) -> tuple[KeptEntry, ...]:
    """The entries to tell, in the order of time. All of a short incident; of a longer one the
    landmarks first, then what is worth most, spread over the time and never the same thing twice.
    """
    # What only reads a hand-off back is told with the hand-off.
    answers = story.answers()
    told = [
        entry for entry in story.entries if entry.says_something() and entry.entry_id not in answers
    ]
    if len(told) <= MOST:
        return tuple(told)
    picked = _without_likes(landmarks(story, told), [])[:MOST]
    shown = Counter(number for factor in story.factors() for number in factor.evidence)
    worths = {entry.number: worth(entry) + _BY_FACTOR * shown[entry.number] for entry in told}
    picked += _worthiest(told, picked, worths)
    return tuple(sorted(picked, key=lambda entry: entry.number))


def landmarks(story: Story, entries: Sequence[KeptEntry]) -> list[KeptEntry]:
    """What no account leaves out: the first signal, the end, what eased it, what came before."""
    found = [first_signal(entries), _nearest(entries, story.resolved_at, EntryKind.STATUS)]
    found.append(_nearest(entries, story.mitigated_at, None))
    found.append(next((entry for entry in entries if entry.phase is Phase.BEFORE), None))
    return list({entry.number: entry for entry in found if entry}.values())


def first_signal(entries: Sequence[KeptEntry]) -> KeptEntry | None:
    """The earliest entry that is a signal; else the earliest after the time before that somebody
    said: that an incident was declared, or who took what over, is no signal.
    """
    signals = [entry for entry in entries if entry.kind is EntryKind.SIGNAL]
    said = [entry for entry in entries if entry.kind not in _OF_THE_RESPONSE]
    later = [entry for entry in said if entry.phase is not Phase.BEFORE]
    return next(iter(signals or later), None)


def worth(entry: KeptEntry) -> int:
    """From what people marked, what kind of thing it is, and the facts in its words."""
    marked = 4 * (entry.is_decision() or _gives(entry))
    marked += 3 * bool(entry.accounts)
    marked += 3 * entry.is_insight() + 2 * (entry.is_luck() or entry.has_helped())
    agreed = min(3, max(0, sum(entry.marks.values()) - 1))
    facts = min(3, weight(one_line(entry.text)))
    turn = 1 if _TURN.search(entry.text) else 0
    return marked + agreed + facts + turn + _WORTH_BY_KIND.get(entry.kind, 0)


def _gives(entry: KeptEntry) -> bool:
    """A hand-off that says where things stood."""
    return entry.handoff is not None and entry.handoff.state_given is not None


def _worthiest(
    entries: Sequence[KeptEntry], picked: Sequence[KeptEntry], worths: Mapping[int, int]
) -> list[KeptEntry]:
    taken = list(picked)
    rest = [entry for entry in entries if entry not in taken]
    while rest and len(taken) < MOST:
        best = max(rest, key=lambda entry: (_merit(entry, worths, taken, entries), -entry.number))
        if len(taken) >= FEWEST and worths[best.number] < _ENOUGH:
            break
        rest.remove(best)
        taken += _without_likes([best], taken)
    return taken[len(picked) :]


def _merit(
    entry: KeptEntry,
    worths: Mapping[int, int],
    taken: Sequence[KeptEntry],
    entries: Sequence[KeptEntry],
) -> float:
    """Its worth, more in a phase that nothing tells of yet, and a little for a gap it fills."""
    is_new_phase = all(entry.phase is not other.phase for other in taken)
    whole = (entries[-1].occurred_at - entries[0].occurred_at).total_seconds()
    gap = min(
        (abs((entry.occurred_at - other.occurred_at).total_seconds()) for other in taken),
        default=whole,
    )
    return worths[entry.number] + 3 * is_new_phase + (gap / whole if whole else 0)


def _nearest(
    entries: Sequence[KeptEntry], at: datetime | None, kind: EntryKind | None
) -> KeptEntry | None:
    """The entry closest to a moment, preferably of a kind; the earlier one of two."""
    if at is None:
        return None
    of_kind = [entry for entry in entries if kind is None or entry.kind is kind]
    return min(of_kind or entries, key=lambda entry: abs(entry.occurred_at - at), default=None)


def _without_likes(entries: Sequence[KeptEntry], others: Sequence[KeptEntry]) -> list[KeptEntry]:
    return list(_unlike(entries, list(others)))


def _unlike(entries: Sequence[KeptEntry], seen: list[KeptEntry]) -> Iterator[KeptEntry]:
    for entry in entries:
        if not any(_are_alike(entry, other) for other in seen):
            seen.append(entry)
            yield entry


def _are_alike(one: KeptEntry, other: KeptEntry) -> bool:
    """Whether two entries say nearly the same: most of their words are shared."""
    mine, theirs = (set(plain(each.text).casefold().split()) for each in (one, other))
    return len(mine & theirs) >= _ALIKE * len(mine | theirs)
