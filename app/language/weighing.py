"""How much a passage judges: as a whole, and any sentence of it that stands out by itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.language.features import SENTENCE_ENDS, Unit, features, spelled
from app.language.tokens import Token
from app.language.weights import Weights

MARGIN = 1.0
"""A sentence out of its context has to weigh more than a whole passage."""
HOPELESS = -3.0
"""Below this the sentences are not looked at one by one: none of them ever stood out."""


class Weighed(NamedTuple):
    score: float
    """From the threshold of the weights on, it judges."""
    features: set[str]
    units: tuple[int, int]
    """Where to look for the judgement: first unit, and the one behind the last."""


def weighed(tokens: Sequence[Token], units: Sequence[Unit], by: Weights) -> Weighed:
    whole = _score(tokens, units, (0, len(units)), by)
    if whole.score > by.threshold or whole.score < by.threshold + HOPELESS:
        return whole
    parts = list(_sentences(units))
    if len(parts) < 2:
        return whole
    best = max((_score(tokens, units, part, by) for part in parts), key=lambda each: each.score)
    return best._replace(score=best.score - MARGIN) if best.score - MARGIN > whole.score else whole


def _score(
    tokens: Sequence[Token], units: Sequence[Unit], part: tuple[int, int], by: Weights
) -> Weighed:
    here = units[part[0] : part[1]]
    words = tokens[here[0].first : here[-1].last + 1]
    found = features(words, here)
    return Weighed(by.judgement(found, spelled(words)), found, part)


def _sentences(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, unit in enumerate(units):
        if unit.word in SENTENCE_ENDS or at + 1 == len(units):
            if at - start >= 2:
                yield start, at + 1
            start = at + 1
