"""How much a passage judges: as a whole, and any sentence of it that stands out by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from app.language.features import along, overall, spelled
from app.language.tokens import Token
from app.language.units import Unit, sentences_of
from app.language.weights import Weights

MARGIN = 2.0
"""A sentence out of its context has to weigh more than a whole passage."""
HOPELESS = -3.0
"""Below this the sentences are not looked at one by one: none of them ever stood out."""


class Weighed(NamedTuple):
    score: float
    """From the threshold of the weights on, it judges."""
    features: set[str]


def weighed(tokens: Sequence[Token], units: Sequence[Unit], by: Weights) -> Weighed:
    adds = along(tokens, units)
    whole = _weighed(tokens, units, adds, by)
    if whole.score > by.threshold or whole.score < by.threshold + HOPELESS:
        return whole
    parts = sentences_of(units)
    if len(parts) < 2:
        return whole
    every = (_part(tokens, units, adds, part, by) for part in parts)
    best = max(every, key=lambda each: each.score)
    return best._replace(score=best.score - MARGIN) if best.score - MARGIN > whole.score else whole


def _part(
    tokens: Sequence[Token],
    units: Sequence[Unit],
    adds: Sequence[list[str]],
    part: tuple[int, int],
    by: Weights,
) -> Weighed:
    start, end = part
    said = tokens[units[start].first : units[end - 1].last + 1]
    return _weighed(said, units[start:end], adds[start:end], by)


def _weighed(
    said: Sequence[Token], units: Sequence[Unit], adds: Sequence[list[str]], by: Weights
) -> Weighed:
    found = _features(said, units, adds, by)
    return Weighed(by.judgement(found, len(said)), found)


def _features(
    said: Sequence[Token], units: Sequence[Unit], adds: Sequence[Sequence[str]], by: Weights
) -> set[str]:
    found = set(overall(units))
    found.update(*adds)
    found.update(*map(by.pieces_of, spelled(said)))
    return found
