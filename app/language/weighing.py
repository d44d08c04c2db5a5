"""How much a passage judges: as a whole, and any sentence of it that stands out by itself."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from app.language.features import along, overall, spelled
from app.language.spans import surroundings
from app.language.tokens import Token
from app.language.units import Unit, sentences_of
from app.language.weights import Weights

MARGIN = 2.0
"""A sentence out of its context has to weigh more than a whole passage."""
HOPELESS = -3.0
"""Below this the sentences are not looked at one by one: none of them ever stood out."""
SHARE = 0.4
"""Of what a word adds to the judgement, in whether it belongs to its span."""
Part = tuple[int, int]


class Weighed(NamedTuple):
    score: float
    """From the threshold of the weights on, it judges."""
    features: set[str]
    units: Part
    """Where to look for the judgement: first unit, and the one behind the last."""
    adds: list[list[str]]
    """The features that each unit of the passage adds."""


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


def by_unit(
    tokens: Sequence[Token], units: Sequence[Unit], most: Weighed, by: Weights
) -> list[float]:
    """How much each unit where to look says that it belongs to the judgement: by what surrounds
    it, and by what it adds to the judgement itself.
    """
    start, end = most.units
    here = units[start:end]
    weights = []
    for at, (unit, adds) in enumerate(zip(here, most.adds[start:end], strict=True)):
        words = spelled(tokens[unit.first : unit.last + 1])
        blame = by.blamed(adds) + by.blamed(chain.from_iterable(map(by.pieces_of, words)))
        weights.append(by.insideness(surroundings(here, at)) + SHARE * blame)
    return weights


def without(
    tokens: Sequence[Token], units: Sequence[Unit], run: Part, most: Weighed, by: Weights
) -> float:
    """How much a passage judges besides the units from the first to the last of a run."""
    first, last = run
    rest = [*units[:first], *units[last + 1 :]]
    if not rest:
        return float("-inf")
    adds = [*most.adds[:first], *most.adds[last + 1 :]]
    said = [*tokens[: units[first].first], *tokens[units[last].last + 1 :]]
    return by.judgement(_features(said, rest, adds, by), len(said))


def _weighed(
    tokens: Sequence[Token],
    units: Sequence[Unit],
    adds: list[list[str]],
    part: Part,
    by: Weights,
) -> Weighed:
    start, end = part
    here = units[start:end]
    said = tokens[here[0].first : here[-1].last + 1]
    found = _features(said, here, adds[start:end], by)
    return Weighed(by.judgement(found, len(said)), found, part, adds)


def _features(
    said: Sequence[Token], units: Sequence[Unit], adds: Sequence[Sequence[str]], by: Weights
) -> set[str]:
    found = set(overall(units))
    found.update(*adds)
    found.update(*map(by.pieces_of, spelled(said)))
    return found


def _by_score(weighed: Weighed) -> float:
    return weighed.score
