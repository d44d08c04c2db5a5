"""Weights of features, as the training wrote them: read once, when a text is first weighed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt

from app.language.features import pieces
from app.language.lexicon import data

REMEMBERED = 20_000
"""Words whose parts are kept at hand."""
SCALE = 100
"""The file holds whole numbers: a weight of 1.0 is 100, a room of 1.0 is 100."""


@dataclass(frozen=True, slots=True)
class Weights:
    bias: float
    threshold: float
    """Scores above it are findings."""
    blame: dict[str, tuple[int, int]]
    """By feature: how much it speaks for a judgement, and how much room it takes."""
    categories: tuple[str, ...]
    leaning: dict[str, tuple[int, ...]]
    """By feature: towards which of the categories."""
    base: tuple[int, ...]
    inside: dict[str, int]
    """By what surrounds a word: whether it belongs to the judgement."""

    spelled: dict[str, tuple[str, ...]]
    """By word: the parts of it that weigh anything, for the words met most recently."""

    def judgement(self, features: Iterable[str], words: Iterable[str]) -> float:
        """Longer passages need more than shorter ones for the same score."""
        total = room = 0
        for feature in self._with_pieces(features, words):
            known = self.blame.get(feature)
            if known:
                total += known[0]
                room += known[1]
        return total / sqrt(SCALE * room) + self.bias if room else self.bias

    def _with_pieces(self, features: Iterable[str], words: Iterable[str]) -> set[str]:
        found = set(features)
        for word in words:
            parts = self.spelled.get(word)
            if parts is None:
                if len(self.spelled) >= REMEMBERED:
                    self.spelled.clear()
                parts = tuple(piece for piece in pieces(word) if piece in self.blame)
                self.spelled[word] = parts
            found.update(parts)
        return found

    def category(self, features: Iterable[str]) -> str:
        totals = list(self.base)
        for feature in features:
            for at, weight in enumerate(self.leaning.get(feature, ())):
                totals[at] += weight
        return self.categories[totals.index(max(totals))]

    def insideness(self, surroundings: Iterable[str]) -> float:
        return sum(self.inside.get(each, 0) for each in surroundings)


@cache
def weights(language: str) -> Weights:
    return parsed(data(language, "weights.txt"))


def parsed(text: str) -> Weights:
    """From the file's five parts, an empty line between them."""
    head, base, blame, leaning, inside = (part.splitlines() for part in text.split("\n\n"))
    rows = [line.split("\t") for line in blame]
    leans = [line.split("\t") for line in leaning]
    return Weights(
        bias=float(head[0]),
        threshold=float(head[1]),
        blame={row[0]: (int(row[1]), int(row[2])) for row in rows},
        categories=tuple(base[0].split()),
        leaning={row[0]: tuple(int(each) for each in row[1].split()) for row in leans},
        base=tuple(int(each) for each in base[1].split()),
        spelled={},
        inside={name: int(value) for name, value in (line.split("\t") for line in inside)},
    )
