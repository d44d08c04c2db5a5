"""Wording that judges people: where it stands in a text, of which kind it is, and what may be said
instead. Pure: text in, findings out; the same text gives the same findings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.language.features import CLAUSE_ENDS, Unit, units_of
from app.language.languages import ENGLISH, SPANISH, language_of
from app.language.lexicon import lexicon
from app.language.passages import passages
from app.language.spans import heaviest
from app.language.suggestions import suggestions
from app.language.tokens import SILENT, Token, tokens_of
from app.language.weighing import Weighed, weighed
from app.language.weights import Weights, weights

LONGEST = 20_000
"""Characters that are read; Slack sends no more in a message or a field."""
_REFUSALS = frozenset(["no", "ni", "nunca", "nadie", "sin"])


@dataclass(frozen=True, slots=True)
class Finding:
    category: str
    """One of domain.md §5."""
    start: int
    end: int
    """`text[start:end]` judges."""
    suggestion: str
    """What may stand instead of the passage."""
    passage: tuple[int, int]
    """The line or the sentence around, which the suggestion says anew."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    category: str
    run: tuple[int, int]
    """First and last unit."""


def findings(text: str) -> tuple[Finding, ...]:
    """At most one for each passage, in order."""
    tokens = tokens_of(text[:LONGEST])
    language = language_of(tokens)
    found = []
    for passage in passages(tokens):
        units = units_of(passage, lexicon(language))
        judgement = _JUDGES[language](passage, units)
        if judgement:
            found.append(_finding(text, passage, units, judgement(), language))
    return tuple(found)


def judges(text: str) -> bool:
    """Whether there is any finding, without working out where and what to say instead."""
    tokens = tokens_of(text[:LONGEST])
    language = language_of(tokens)
    return any(
        _JUDGES[language](passage, units_of(passage, lexicon(language)))
        for passage in passages(tokens)
    )


def reworded(text: str, finding: Finding) -> str:
    """The text with the suggestion in its place."""
    start, end = finding.passage
    return f"{text[:start]}{finding.suggestion}{text[end:]}"


_Judge = Callable[[Sequence[Token], Sequence[Unit]], Callable[[], _Judgement] | None]
"""None when nothing judges; else what tells where and how."""


def _weighed(tokens: Sequence[Token], units: Sequence[Unit]) -> Callable[[], _Judgement] | None:
    """Words, patterns and deeds together, by learned weights."""
    if all(token.text in SILENT or not token.text[0].isalpha() for token in tokens):
        return None
    by = weights(ENGLISH)
    most = weighed(tokens, units, by)
    return partial(_located, units, most, by) if most.score > by.threshold else None


def _located(units: Sequence[Unit], most: Weighed, by: Weights) -> _Judgement:
    start, end = most.units
    first, last = heaviest(units[start:end], by.insideness)
    return _Judgement(by.category(most.features), (start + first, start + last))


def _listed(_: Sequence[Token], units: Sequence[Unit]) -> Callable[[], _Judgement] | None:
    """Phrases that judge wherever they stand, unless they are denied."""
    for at, unit in enumerate(units):
        denied = any(before.word in _REFUSALS for before in units[max(0, at - 3) : at])
        if unit.kinds and unit.kinds[0].islower() and not denied:
            ends = (n for n, after in enumerate(units) if n > at and after.word in CLAUSE_ENDS)
            return partial(_Judgement, unit.kinds[0], (at, next(ends, len(units)) - 1))
    return None


_JUDGES: dict[str, _Judge] = {ENGLISH: _weighed, SPANISH: _listed}


def _finding(
    text: str, tokens: Sequence[Token], units: Sequence[Unit], judged: _Judgement, language: str
) -> Finding:
    passage = tokens[0].start, tokens[-1].end
    span = tokens[units[judged.run[0]].first].start, tokens[units[judged.run[1]].last].end
    said = text[slice(*passage)]
    at = span[0] - passage[0], span[1] - passage[0]
    offered = list(suggestions(text, tokens, units, judged.run, judged.category, language))
    for each in dict.fromkeys(offered):
        if not judges(each) and not judges(f"{said[: at[0]]}{each}{said[at[1] :]}"):
            return Finding(judged.category, *span, each, passage)
    # What stands around judges too, so all of it is the finding.
    clean = next((each for each in offered if not judges(each)), offered[-1])
    return Finding(judged.category, *passage, clean, passage)
