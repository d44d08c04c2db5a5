"""Which words of a judging passage judge: the run that most likely shares half of what it covers
with what a person would mark.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import accumulate
from math import exp
from typing import NamedTuple

from app.language.marks import CLAUSE_STARTS, Extent, belonging, closing, measures, opening
from app.language.tokens import BREAK, Token
from app.language.units import CLAUSE_ENDS, SENTENCE_ENDS, Unit

LONGEST = 45
"""Units of a run."""
CANDIDATES = 40
"""Runs that are compared with each other, the likeliest ones."""
ENDS = 20
"""Units at which a run may begin, and at which it may end: the likeliest ones."""
EXACT = 0.01
"""What a run's own chance counts beside that of sharing half: for ends where a person would cut."""
HANGING = 0.95
"""What a run is worth that begins or ends in mid-phrase."""
SCALE = 100
"""A weight of 1.0 is 100."""
_CLOSING = frozenset(".,;:!?…—–-)") | {BREAK}
_WAITING_TEXT = """
the a an this these those my your his her its our their no every of
"""
_WAITING = frozenset(_WAITING_TEXT.split())
_OPEN_TEXT = """
that to by on in at with for from and or but so who which whose because if when as than not n't
is was were are be been being 's 're 'm 'd 'll 've have has had i we they he she you very too just
only
"""
_OPEN = _WAITING.union(_OPEN_TEXT.split())
_JOINING = frozenset(("and", "but", "so"))
Run = tuple[int, int]
"""The first and the last unit."""
Weigh = Callable[[Iterable[str]], int]
"""What features weigh together."""


class Likely(NamedTuple):
    chance: float
    """Beside the likeliest one's, which is 1."""
    run: Run
    start: int
    """Of its characters."""
    end: int


def spans(
    tokens: Sequence[Token], units: Sequence[Unit], category: str, weigh: Weigh
) -> Iterator[Run]:
    """The best one first."""
    likely = _likely(tokens, units, category, weigh)
    worth = {
        each.run: _worth(each, likely) * (HANGING if _hangs(units, each.run) else 1.0)
        for each in likely
    }
    for run in sorted(worth, key=lambda run: -worth[run]):
        yield _trimmed(units, *run)


def whole_clauses(units: Sequence[Unit], run: Run) -> Run:
    """The clauses that a run touches."""
    touched = [(start, end) for start, end in _clauses(units) if start <= run[1] and end >= run[0]]
    return _trimmed(units, touched[0][0], touched[-1][1])


def runs(
    tokens: Sequence[Token],
    units: Sequence[Unit],
    firsts: Iterable[int] | None = None,
    lasts: Iterable[int] | None = None,
) -> Iterator[tuple[Run, Extent]]:
    """All of them, in order; or those that begin and end with certain units."""
    starts, ends = places(tokens, units)
    total = ends[-1] - starts[0]
    size = min(len(units) // 6, 5)
    ended = list(accumulate((unit.word in SENTENCE_ENDS for unit in units), initial=0))
    every = range(len(units))
    ending = sorted(every if lasts is None else lasts)
    for first in sorted(every if firsts is None else firsts):
        start = starts[first]
        for last in ending[bisect_left(ending, first) : bisect_left(ending, first + LONGEST)]:
            long, inside = ends[last] - start, ended[last] - ended[first]
            extent = Extent(10 * long // total, size, min(long // 8, 16), min(inside, 3))
            yield (first, last), extent


def places(tokens: Sequence[Token], units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """Where in the text each unit starts, and where each ends."""
    return (
        [tokens[unit.first].start for unit in units],
        [tokens[unit.last].end for unit in units],
    )


def _likely(
    tokens: Sequence[Token], units: Sequence[Unit], category: str, weigh: Weigh
) -> list[Likely]:
    """The likeliest first."""
    every = range(len(units))
    inside = list(accumulate((weigh(belonging(units, at, category)) for at in every), initial=0))
    opens = [weigh(opening(units, at, category)) for at in every]
    closes = [weigh(closing(units, at, category)) for at in every]
    first_ones = _best((opens[at] - inside[at], at) for at in every)
    last_ones = _best((closes[at] + inside[at + 1], at) for at in every)
    takes: dict[Extent, int] = {}
    weighed = []
    for (first, last), extent in runs(tokens, units, first_ones, last_ones):
        if extent not in takes:
            takes[extent] = weigh(measures(extent, category))
        within = inside[last + 1] - inside[first]
        weighed.append((within + opens[first] + closes[last] + takes[extent], first, last))
    best = nlargest(CANDIDATES, weighed)
    starts, ends = places(tokens, units)
    return [
        Likely(exp((weight - best[0][0]) / SCALE), (first, last), starts[first], ends[last])
        for weight, first, last in best
    ]


def _best(weighed: Iterable[tuple[int, int]]) -> list[int]:
    return [at for _, at in nlargest(ENDS, weighed)]


def _worth(one: Likely, likely: Iterable[Likely]) -> float:
    """How likely a run shares half of what both cover with the right one."""
    _, _, start, end = one
    return EXACT * one.chance + sum(
        chance
        for chance, _, first, last in likely
        if 2 * (min(end, last) - max(start, first)) >= max(end, last) - min(start, first)
    )


def _hangs(units: Sequence[Unit], run: Run) -> bool:
    """Whether a word waits for the first one, or the last one for more."""
    first, last = run
    waits = first > 0 and units[first - 1].word in _WAITING
    more = last + 1 < len(units) and units[last + 1].word not in CLAUSE_ENDS
    return waits or (more and units[last].word in _OPEN)


def _clauses(units: Sequence[Unit]) -> Iterator[Run]:
    start = 0
    for at, unit in enumerate(units):
        if unit.word in CLAUSE_STARTS and at - start >= 2:
            yield start, at - 1
            start = at
        elif unit.word in CLAUSE_ENDS and unit.word not in CLAUSE_STARTS:
            yield start, at
            start = at + 1
    if start < len(units):
        yield start, len(units) - 1


def _trimmed(units: Sequence[Unit], first: int, last: int) -> Run:
    while last > first and units[last].word in _CLOSING:
        last -= 1
    while first < last and (units[first].word in _CLOSING or units[first].word in _JOINING):
        first += 1
    return first, last
