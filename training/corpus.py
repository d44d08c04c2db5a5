"""The labelled sentences, with what each is weighed by."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.language.features import features, pieces, spelled
from app.language.lexicon import lexicon
from app.language.spans import surroundings
from app.language.tokens import Token, tokens_of
from app.language.units import Unit, units_of

LABELLED = Path(__file__).parent / "labelled"


@dataclass(frozen=True, slots=True)
class Sample:
    text: str
    source: str
    category: str | None
    """None: neutral."""
    span: tuple[int, int]
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


def words_in_spans(of: Sequence[Sample]) -> tuple[list[list[str]], list[bool]]:
    """Every unit of the judging sentences: its surroundings, and whether it judges."""
    rows, inside = [], []
    for sample in of:
        if sample.judges:
            for at, unit in enumerate(sample.units):
                token = sample.tokens[unit.first]
                rows.append(list(surroundings(sample.units, at)))
                inside.append(sample.span[0] <= token.start < sample.span[1])
    return rows, inside
