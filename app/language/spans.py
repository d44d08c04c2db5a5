"""Which words of a judging passage judge: the run of clauses that weighs most."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from app.language.tokens import BREAK
from app.language.units import CLAUSE_ENDS, PEOPLE, Unit

_CLAUSE_STARTS_TEXT = """
because when if until who which and but so then since while that as although where
"""
_CLAUSE_STARTS = frozenset(_CLAUSE_STARTS_TEXT.split())
_CLOSING = frozenset(".,;:!?…—–-)") | {BREAK}


def surroundings(units: Sequence[Unit], at: int) -> Iterator[str]:
    """What a unit is weighed by: itself, its neighbors, and its place."""
    unit = units[at]
    before = units[at - 1] if at else None
    after = units[at + 1] if at + 1 < len(units) else None
    yield "bias"
    yield f"0 {unit.sign}"
    yield f"0w {unit.word}"
    for kind in unit.kinds:
        yield f"0k {kind}"
    if not PEOPLE.isdisjoint(unit.kinds):
        yield "0 person"
    yield f"-1 {before.sign if before else '^'}"
    yield f"1 {after.sign if after else '$'}"
    yield f"-1 {before.sign if before else '^'} {unit.sign}"
    yield f"1 {unit.sign} {after.sign if after else '$'}"
    for step in (2, 3, 4):
        for far in (at - step, at + step):
            if 0 <= far < len(units) and units[far].sign.isupper():
                yield f"near {units[far].sign}"
    yield f"place {at * 4 // len(units)}"
    yield f"size {min(len(units) // 6, 5)}"


def heaviest(units: Sequence[Unit], weights: Sequence[float]) -> tuple[int, int]:
    """The first and the last unit of the run of whole clauses that weighs most, without what only
    lightens it at its ends.
    """
    best, best_run = float("-inf"), (0, len(units) - 1)
    total, since = 0.0, 0
    for start, end in _clauses(units):
        if total <= 0:
            total, since = 0.0, start
        total += sum(weights[start : end + 1])
        if total > best:
            best, best_run = total, (since, end)
    first, last = best_run
    first += _light(weights[first:last])
    last -= _light(weights[last:first:-1])
    return _trimmed(units, first, last)


def _light(weights: Sequence[float]) -> int:
    """How many at the beginning weigh least together, and less than nothing."""
    sums = list(accumulate(weights))
    least = min(sums, default=0.0)
    return sums.index(least) + 1 if least < 0 else 0


def _clauses(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, unit in enumerate(units):
        if unit.word in _CLAUSE_STARTS and at - start >= 2:
            yield start, at - 1
            start = at
        elif unit.word in CLAUSE_ENDS and unit.word not in _CLAUSE_STARTS:
            yield start, at
            start = at + 1
    if start < len(units):
        yield start, len(units) - 1


def _trimmed(units: Sequence[Unit], first: int, last: int) -> tuple[int, int]:
    while last > first and units[last].word in _CLOSING:
        last -= 1
    while first < last and (
        units[first].word in _CLOSING or units[first].word in ("and", "but", "so")
    ):
        first += 1
    return first, last
