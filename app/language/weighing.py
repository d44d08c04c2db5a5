"""How much a passage judges: as a whole, and any sentence of it that stands out by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from app.language.features import along, overall, spelled
from app.language.tokens import Token
from app.language.units import Unit, sentences_of
from app.language.weights import Weights

MARGIN = 1.0
"""A sentence out of its context has to weigh more than a whole passage."""
HOPELESS = -3.0
"""Below this the sentences are not looked at one by one: none of them ever stood out."""
Part = tuple[int, int]


class Weighed(NamedTuple):
    score: float
    """From the threshold of the weights on, it judges."""
    features: set[str]
    units: Part
    """Where to look for the judgement: first unit, and the one behind the last."""


def weighed(tokens: Sequence[Token], units: Sequence[Unit], by: Weights) -> Weighed:
    adds = along(tokens, units)
    whole = _weighed(tokens, units, adds, (0, len(units)), by)
    if whole.score > by.threshold or whole.score < by.threshold + HOPELESS:
        return whole
    parts = sentences_of(units)
    if len(parts) < 2:
        return whole
    best = max((_weighed(tokens, units, adds, part, by) for part in parts), key=_by_score)
    return best._replace(score=best.score - MARGIN) if best.score - MARGIN > whole.score else whole


def without(tokens: Sequence[Token], units: Sequence[Unit], run: Part, by: Weights) -> float:
    """How much a passage judges besides the units from the first to the last of a run."""
    first, last = run
    rest = [*units[:first], *units[last + 1 :]]
    if not rest:
        return float("-inf")
    said = [*tokens[: units[first].first], *tokens[units[last].last + 1 :]]
    return by.judgement(_features(said, rest, along(tokens, rest), by), len(said))


def _weighed(
    tokens: Sequence[Token],
    units: Sequence[Unit],
    adds: Sequence[Sequence[str]],
    part: Part,
    by: Weights,
) -> Weighed:
    start, end = part
    here = units[start:end]
    said = tokens[here[0].first : here[-1].last + 1]
    found = _features(said, here, adds[start:end], by)
    return Weighed(by.judgement(found, len(said)), found, part)


def _features(
    said: Sequence[Token], units: Sequence[Unit], adds: Sequence[Sequence[str]], by: Weights
) -> set[str]:
    found = set(overall(units))
    found.update(*adds)
    found.update(*map(by.pieces_of, spelled(said)))
    return found


def _by_score(weighed: Weighed) -> float:
    return weighed.score
