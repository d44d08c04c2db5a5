"""Three incidents that were made up to show what a summary of each kind reads like, each with what
has to be in it and what must not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_story import KeptEntry, Story
from app.vocabulary import EntryKind, Phase, Source


@dataclass(frozen=True, slots=True)
class Example:
    """`facts` are parts of sentences that the summary has; `must_not` are words that it lacks."""

    story: Story
    facts: Sequence[str]
    must_not: Sequence[str]


@dataclass(frozen=True, slots=True)
class Said:
    """An entry before it has a number. `at` is minutes after the start, negative before it."""

    at: float
    text: str
    kind: EntryKind = EntryKind.OBSERVATION
    by: UserId | None = None
    more: tuple[tuple[str, Any], ...] = ()


def numbered(
    said: Sequence[Said],
    start: datetime,
    phases: Sequence[tuple[float, Phase]],
    url: str | None,
    source: Source = Source.MESSAGE,
) -> tuple[KeptEntry, ...]:
    """In the order of time. `phases` say from which minute on each lasts."""
    found = []
    for number, one in enumerate(sorted(said, key=lambda each: each.at), start=1):
        values: dict[str, Any] = {
            "entry_id": number,
            "number": number,
            "occurred_at": start + timedelta(minutes=one.at),
            "kind": one.kind,
            "phase": [phase for since, phase in phases if since <= one.at][-1],
            "text": Mrkdwn(one.text),
            "author": one.by,
            "source": source,
            "permalink": f"{url}/p{17410000 + number}" if url else None,
        }
        found.append(KeptEntry(**values | dict(one.more)))
    return tuple(found)
