"""The labelled sentences, with what each is weighed by."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.language.features import features, pieces, spelled
from app.language.lexicon import lexicon
from app.language.spans import Run, places, runs
from app.language.tokens import Token, tokens_of
from app.language.units import Unit, units_of

LABELLED = Path(__file__).parent / "labelled"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sample:
    text: str
    source: str
    category: str | None
    """None: neutral."""
    span: Span
    tokens: list[Token]
    units: list[Unit]
    features: frozenset[str]

    @property
    def judges(self) -> bool:
        return self.category is not None


def samples(source: str) -> Iterator[Sample]:
    for line in (LABELLED / f"{source}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        start = text.index(row["span"]) if row.get("span") else 0
        tokens = tokens_of(text)
        units = units_of(tokens, lexicon("english"))
        yield Sample(
            text=text,
            source=source,
            category=row.get("category"),
            span=(start, start + len(row.get("span", ""))),
            tokens=tokens,
            units=units,
            features=frozenset(features(tokens, units)) | _parts(tokens),
        )


def _parts(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(piece for word in spelled(tokens) for piece in pieces(word))


def nearest_run(sample: Sample) -> Run:
    """The first and the last unit of the run that shares most with what is marked."""
    starts, ends = places(sample.tokens, sample.units)
    every = (run for run, _ in runs(sample.tokens, sample.units))
    return max(every, key=lambda run: overlap((starts[run[0]], ends[run[1]]), sample.span))


def overlap(one: Span, other: Span) -> float:
    """What both cover, of what they cover together."""
    both = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return both / max(1, max(one[1], other[1]) - min(one[0], other[0]))
