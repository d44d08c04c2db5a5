"""Wording that judges people: where it stands in a text, of which kind it is, and what may be said
instead. Pure: text in, findings out; the same text gives the same findings.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from app.language.languages import ENGLISH, SPANISH, language_of
from app.language.lexicon import lexicon
from app.language.passages import passages
from app.language.spans import spans, whole_clauses
from app.language.suggestions import question, suggestions
from app.language.tokens import SILENT, Token, tokens_of
from app.language.units import CLAUSE_ENDS, Unit, units_of
from app.language.weighing import Weighed, weighed
from app.language.weights import Weights, weights

LONGEST = 20_000
"""Characters that are read; Slack sends no more in a message or a field."""
_DOUBT = 0.5
"""What is offered instead may not even weigh nearly as much as a finding."""
_ATTEMPTS = 6
"""Spans that are tried, until what stays around one judges no more."""
_REFUSALS = frozenset(["no", "ni", "nunca", "nadie", "sin"])


class Finding(NamedTuple):
    category: str
    """One of domain.md §5."""
    start: int
    end: int
    """`text[start:end]` judges."""
    passage: tuple[int, int]
    """The line or the sentences around, which the suggestion says anew."""
    text: str

    @property
    def suggestion(self) -> str:
        """What may stand instead of the passage; worked out when it is asked for."""
        return _suggested(self)


class _Judgement(NamedTuple):
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
        judgement = _JUDGES[language](passage, units, 0.0)
        if judgement:
            found.append(_finding(text, passage, units, judgement()))
    return tuple(found)


def judges(text: str, doubt: float = 0.0) -> bool:
    """Whether there is any finding, without working out where and what to say instead. With a
    doubt, also what falls short of a finding by so much.
    """
    tokens = tokens_of(text[:LONGEST])
    language = language_of(tokens)
    return any(
        _JUDGES[language](passage, units_of(passage, lexicon(language)), doubt)
        for passage in passages(tokens)
    )


def reworded(text: str, finding: Finding) -> str:
    """The text with the suggestion in its place."""
    start, end = finding.passage
    return f"{text[:start]}{finding.suggestion}{text[end:]}"


_Judge = Callable[[Sequence[Token], Sequence[Unit], float], Callable[[], _Judgement] | None]
"""None when nothing judges; else what tells where and how."""


def _weighed(
    tokens: Sequence[Token], units: Sequence[Unit], doubt: float
) -> Callable[[], _Judgement] | None:
    """Words, patterns and deeds together, by learned weights."""
    if all(token.text in SILENT or not token.text[0].isalpha() for token in tokens):
        return None
    by = weights(ENGLISH)
    most = weighed(tokens, units, by)
    is_judging = most.score > by.threshold - doubt
    return partial(_located, tokens, units, most, by) if is_judging else None


def _located(
    tokens: Sequence[Token], units: Sequence[Unit], most: Weighed, by: Weights
) -> _Judgement:
    category = by.category(most.features)
    likely = islice(spans(tokens, units, category, by.marking), _ATTEMPTS)
    asked = tokens_of(question(category, None, ENGLISH))
    enough = (run for run in likely if not _judged_around(tokens, units, run, asked))
    return _Judgement(category, next(enough, (0, len(units) - 1)))


def _judged_around(
    tokens: Sequence[Token], units: Sequence[Unit], run: tuple[int, int], asked: Sequence[Token]
) -> bool:
    """Whether what stays around a run judges too, when a question stands instead of it."""
    first, last = units[run[0]].first, units[run[1]].last
    rest = [*tokens[:first], *asked, *tokens[last + 1 :]]
    return _weighed(rest, units_of(rest, lexicon(ENGLISH)), 0.0) is not None


def _listed(
    _tokens: Sequence[Token], units: Sequence[Unit], _doubt: float
) -> Callable[[], _Judgement] | None:
    """Phrases that judge wherever they stand, unless they are denied."""
    for at, unit in enumerate(units):
        denied = any(before.word in _REFUSALS for before in units[max(0, at - 3) : at])
        if unit.kinds and unit.kinds[0].islower() and not denied:
            ends = (n for n, after in enumerate(units) if n > at and after.word in CLAUSE_ENDS)
            return partial(_Judgement, unit.kinds[0], (at, next(ends, len(units)) - 1))
    return None


_JUDGES: dict[str, _Judge] = {ENGLISH: _weighed, SPANISH: _listed}


def _finding(
    text: str, tokens: Sequence[Token], units: Sequence[Unit], judged: _Judgement
) -> Finding:
    first, last = units[judged.run[0]].first, units[judged.run[1]].last
    passage = tokens[0].start, tokens[-1].end
    return Finding(judged.category, tokens[first].start, tokens[last].end, passage, text)


@lru_cache(maxsize=64)
def _suggested(finding: Finding) -> str:
    """The fullest one that judges nobody, neither by itself nor where the judgement stood."""
    text = finding.text
    start, end = finding.passage
    everything = tokens_of(text[:LONGEST])
    language = language_of(everything)
    tokens = next(each for each in passages(everything) if each[0].start == start)
    units = units_of(tokens, lexicon(language))
    inside = [
        at
        for at, unit in enumerate(units)
        if finding.start <= tokens[unit.first].start < finding.end
    ]
    run = whole_clauses(units, (inside[0], inside[-1]))
    offered = dict.fromkeys(suggestions(text, tokens, units, run, finding.category, language))
    clean = [each for each in offered if not judges(each, _DOUBT)]
    before, after = text[start : finding.start], text[finding.end : end]
    fitting = (each for each in clean if not judges(f"{before}{each}{after}"))
    return next(fitting, clean[-1] if clean else "")
