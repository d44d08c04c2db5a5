"""What tells where a judgement stands: what belongs to it, where it opens and closes, and how much
of a passage it takes, for each category. Names only; the weighths are data.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.language.units import CLAUSE_ENDS, PEOPLE, Unit

_CLAUSE_STARTS_TEXT = """
because when if until who which and but so then since while that as although where
"""
CLAUSE_STARTS = frozenset(_CLAUSE_STARTS_TEXT.split())


class Extent(NamedTuple):
    """How much of a passage a run takes, in steps."""

    tenths: int
    size: int
    """Of the passage."""
    eighths: int
    """Of characters."""
    sentences: int
    """That end inside."""


def belonging(units: Sequence[Unit], at: int, category: str) -> Iterator[str]:
    """What tells whether a unit belongs to a judgement: itself, its neighbors, and its place."""
    unit = units[at]
    before = units[at - 1].sign if at else "^"
    after = units[at + 1].sign if at + 1 < len(units) else "$"
    yield category
    yield f"{category} {unit.sign}"
    yield f"0 {unit.sign}"
    yield f"0w {unit.word}"
    for kind in unit.kinds:
        yield f"0k {kind}"
    if not PEOPLE.isdisjoint(unit.kinds):
        yield "0 person"
    yield f"-1 {before}"
    yield f"1 {after}"
    yield f"-1 {before} {unit.sign}"
    yield f"1 {unit.sign} {after}"
    for step in (2, 3, 4):
        for far in (at - step, at + step):
            if 0 <= far < len(units) and units[far].sign.isupper():
                yield f"near {units[far].sign}"
    yield f"place {at * 4 // len(units)}"
    yield f"size {min(len(units) // 6, 5)}"


def opening(units: Sequence[Unit], at: int, category: str) -> Iterator[str]:
    """What tells whether a judgement begins with a unit."""
    before = units[at - 1] if at else None
    after = units[at + 1] if at + 1 < len(units) else None
    begins = before is None or before.word in CLAUSE_ENDS
    yield f"[ {begins} {units[at].word in CLAUSE_STARTS}"
    yield from _edge("[", before, units[at], after, category)


def closing(units: Sequence[Unit], at: int, category: str) -> Iterator[str]:
    """What tells whether a judgement ends with a unit."""
    before = units[at - 1] if at else None
    after = units[at + 1] if at + 1 < len(units) else None
    ends = after is None or after.word in CLAUSE_ENDS
    yield f"] {ends} {after is not None and after.word in CLAUSE_STARTS}"
    yield from _edge("]", after, units[at], before, category)


def _edge(
    side: str, out: Unit | None, unit: Unit, into: Unit | None, category: str
) -> Iterator[str]:
    outside, inside = out.sign if out else "^", into.sign if into else "^"
    yield f"{side}out {outside}"
    yield f"{side} {unit.sign}"
    yield f"{side}in {inside}"
    yield f"{side}out {outside} {unit.sign}"
    yield f"{side}in {unit.sign} {inside}"
    yield f"{side}{category} {unit.sign}"
    yield f"{side}out {category} {outside}"


def measures(extent: Extent, category: str) -> Iterator[str]:
    """What tells whether a judgement takes so much."""
    yield f"tenths {extent.tenths}"
    yield f"fifths {extent.tenths // 2} {extent.size}"
    yield f"fifths {extent.tenths // 2} {category}"
    yield f"eighths {extent.eighths}"
    yield f"sentences {extent.sentences}"
