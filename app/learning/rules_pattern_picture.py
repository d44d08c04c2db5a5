"""The categories over time as a picture: what stands on it, and the words that say the same."""

from dataclasses import asdict, dataclass
from typing import Any

from app.learning.rules_patterns import Patterns
from app.reviews.rules_findings import CATEGORY_LABELS

ALT_TEXT = 990
"""Characters; Slack takes 1,000 of a file."""
ROWS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What is drawn: how often each row happened in each column. `alt` says all of it."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    alt: str

    def values(self) -> dict[str, Any]:
        """Plain values, for the process that draws."""
        return asdict(self)


def picture(found: Patterns) -> Grid | None:
    """None when there is too little to see anything in it."""
    rows = found.rows[:ROWS]
    if not found.is_enough or not rows:
        return None
    heading = f"What contributed, in {found.reviews} reviews of {found.span.words}"
    return Grid(
        heading=heading,
        columns=tuple(one.label for one in found.buckets),
        rows=tuple(CATEGORY_LABELS[one.category] for one in rows),
        counts=tuple(one.counts for one in rows),
        alt=_alt(heading, found),
    )


def _alt(heading: str, found: Patterns) -> str:
    """As many of the sentences as Slack takes, the most frequent category first."""
    alt = f"{heading}."
    for row in found.rows[:ROWS]:
        counts = zip(found.buckets, row.counts, strict=True)
        when = ", ".join(f"{count} in {bucket.words}" for bucket, count in counts if count)
        sentence = f" {CATEGORY_LABELS[row.category].replace(':', ',')}: {when}."
        if len(alt) + len(sentence) > ALT_TEXT:
            break
        alt += sentence
    return alt
