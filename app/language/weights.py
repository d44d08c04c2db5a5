"""Weights of features, as the training wrote them: read once, when a text is first weighed."""

from collections.abc import Iterable
from functools import cache
from itertools import repeat
from math import sqrt
from typing import NamedTuple

from app.language.features import pieces
from app.language.lexicon import data

REMEMBERED = 20_000
"""Words whose parts are kept at hand."""
SCALE = 100
"""The file holds whole numbers: a weight of 1.0 is 100."""
SHORT = 3
"""Passages count as this many tokens longer than they are, so that two words prove little."""


class Weights(NamedTuple):
    bias: float
    threshold: float
    """Scores above it are findings."""
    blame: dict[str, int]
    """By feature: how much it speaks for a judgement."""
    categories: tuple[str, ...]
    leaning: dict[str, tuple[int, ...]]
    """By feature: towards which of the categories."""
    base: tuple[int, ...]
    marks: dict[str, int]
    """By what tells where a judgement stands."""

    spelled: dict[str, tuple[str, ...]]
    """By word: the parts of it that weigh anything, for the words met most recently."""

    def judgement(self, features: set[str], size: int) -> float:
        """Of a passage of `size` tokens. A longer one needs more for the same score."""
        total = sum(filter(None, map(self.blame.get, features)))
        return total / (SCALE * sqrt(size + SHORT)) + self.bias

    def pieces_of(self, word: str) -> tuple[str, ...]:
        """The parts of a word that weigh anything."""
        parts = self.spelled.get(word)
        if parts is None:
            if len(self.spelled) >= REMEMBERED:
                self.spelled.clear()
            parts = tuple(piece for piece in pieces(word) if piece in self.blame)
            self.spelled[word] = parts
        return parts

    def category(self, features: set[str]) -> str:
        known = map(self.leaning.__getitem__, self.leaning.keys() & features)
        totals = [sum(column) for column in zip(self.base, *known, strict=True)]
        return self.categories[totals.index(max(totals))]

    def marking(self, features: Iterable[str]) -> int:
        """What features weigh together in where a judgement stands."""
        return sum(self.marks.get(each, 0) for each in features)


@cache
def weights(language: str) -> Weights:
    return parsed(data(language, "weights.txt"))


def parsed(text: str) -> Weights:
    """From the file's five parts, an empty line between them. In all but the first two, a line is
    a weight and the features that have it.
    """
    head, base, blame, leaning, marks = (part.splitlines() for part in text.split("\n\n"))
    return Weights(
        bias=float(head[0]),
        threshold=float(head[1]),
        blame=_by_feature(blame),
        categories=tuple(base[0].split()),
        leaning={
            name: tuple(map(int, values.split()))
            for values, *names in (line.split("\t") for line in leaning)
            for name in names
        },
        base=tuple(map(int, base[1].split())),
        spelled={},
        marks=_by_feature(marks),
    )


def _by_feature(lines: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        weight, _, names = line.partition("\t")
        found.update(zip(names.split("\t"), repeat(int(weight))))
    return found
