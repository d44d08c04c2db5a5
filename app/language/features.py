"""What a sentence is weighed by: its words and parts of words, the pattern that its classes of
words make, and who is said to do what in which tense. Names only; the weights are data.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.language.lexicon import Lexicon
from app.language.tokens import BREAK, CODE, EMOJI, LINK, MENTION, QUOTE, SCARE, SILENT, Token

_FUNCTION_WORDS = """
the a an this that these those it its is was were are be been being am 's 're 'm 'd 'll 've have
has had having do does did n't not never to of by on in at with for from as if when while
because since until and or but so than then which what why how there here just only even all any
some more most less least such too very really up down out off over about into no yes can will
would should could might must may shall ought cannot who whose where after before without again
always
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
PEOPLE = frozenset(
    ("SELF", "WE", "YOU", "THEY", "SOMEBODY", "NOBODY", "ANYBODY", "ROLE", "GROUP", "NAME", MENTION)
)
_STRONG = frozenset(("FORESEEN", "INEPT", "MISHAP", "BETRAYED", "ONLYCAUSE", "JEERED", "OUGHT"))
"""Classes of words that hardly ever mean anything else."""
_DEEDS = (
    *("HARMED", "SLIPPED", "HANDSON", "CHECKED", "UNFIT", "LACK", "LETDOWN", "BLAMED", "BYSLIP"),
    "CARED",
)
_ACTS = _STRONG.union(_DEEDS)
CLAUSE_ENDS = frozenset(
    (",", ";", ".", "!", "?", ":", BREAK, "(", ")", "—", "–", "→", "and", "but")
)
SENTENCE_ENDS = frozenset((".", "!", "?", BREAK))
_MODALS = frozenset(
    ["should", "could", "would", "might", "must", "shoulda", "coulda", "woulda", "ought"]
)
_DUTIES = frozenset(["supposed", "meant", "expected", "needed", "had"])
_NOT = frozenset(
    ["n't", "not", "never", "no", "nobody", "none", "nothing", "neither", "cannot", "without"]
)


class Unit(NamedTuple):
    """A word, or a phrase of several that stands for one thing."""

    word: str
    kinds: tuple[str, ...]
    sign: str
    """What stands for it in patterns: itself, if a function word; its class; or its shape."""
    first: int
    """The tokens it covers."""
    last: int


def units_of(tokens: Sequence[Token], words: Lexicon) -> list[Unit]:
    units: list[Unit] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        phrase = words.phrase_at(tokens, at)
        if phrase:
            size, kind = phrase
            units.append(Unit(token.text, (kind,), kind, at, at + size - 1))
            at += size
        else:
            begins = not units or units[-1].word in SENTENCE_ENDS
            units.append(_unit(token, at, words, begins=begins))
            at += 1
    return units


def _unit(token: Token, at: int, words: Lexicon, *, begins: bool) -> Unit:
    word = token.text
    kinds = words.classes.get(word, ())
    if word in words.names and not kinds:
        kinds = ("NAME",)
    elif not kinds and token.raised and word not in FUNCTION_WORDS:
        kinds = ("OPENING",) if begins else ("NAME",)
    if word in FUNCTION_WORDS or word in SILENT:
        return Unit(word, kinds, word, at, at)
    if word == MENTION:
        return Unit(word, ("NAME", MENTION), "NAME", at, at)
    return Unit(word, kinds, kinds[0] if kinds else _shape(word), at, at)


def _shape(word: str) -> str:
    if not word[0].isalpha():
        return word if len(word) == 1 and not word.isdigit() else "0" if word[0].isdigit() else "."
    if word.startswith("mis") and len(word) > 6:
        return "SLIPPED"
    for ending in ("ed", "ing", "ly", "ness", "est", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return f"_{ending}"
    return "_"


def features(tokens: Sequence[Token], units: Sequence[Unit]) -> set[str]:
    """Of one passage, without the parts of its words."""
    found = set(_whole(units))
    found.update(_words(tokens))
    found.update(_patterns(units))
    found.update(_deeds(units))
    return found


def spelled(tokens: Sequence[Token]) -> Iterator[str]:
    """The words that have parts."""
    return (token.text for token in tokens if token.text[0].islower())


def pieces(word: str) -> tuple[str, ...]:
    """Parts of a word, three to five letters long, with its ends marked."""
    if len(word) < 3:
        return ()
    whole = f"^{word}$"
    return tuple(
        f"c {whole[at : at + size]}" for size in (3, 4, 5) for at in range(len(whole) - size + 1)
    )


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    before = "^"
    for token in tokens:
        yield f"w {token.text}"
        yield f"w2 {before} {token.text}"
        before = token.text
    yield f"w2 {before} $"


def _patterns(units: Sequence[Unit]) -> Iterator[str]:
    a = b = c = "^"
    for unit in units:
        d = unit.sign
        yield f"p2 {c} {d}"
        yield f"p3 {b} {c} {d}"
        yield f"p4 {a} {b} {c} {d}"
        yield f"g3 {b} * {d}"
        a, b, c = b, c, d
    yield f"p2 {c} $"
    yield f"p3 {b} {c} $"


def _whole(units: Sequence[Unit]) -> Iterator[str]:
    kinds = {kind for unit in units for kind in unit.kinds}
    yield from (f"has {kind}" for kind in kinds)
    someone = bool(kinds & PEOPLE)
    strong = sum(any(kind in _STRONG for kind in unit.kinds) for unit in units)
    yield f"strong {min(strong, 3)}"
    yield f"someone {someone}"
    yield f"size {min(len(units) // 5, 6)}"
    for kind in kinds & _ACTS:
        yield f"someone {someone} {kind}"
    if units:
        yield f"ends {units[-1].word if units[-1].word in '?!.…' else '-'}"
        yield f"opens {units[0].sign}"
    yield from (
        f"has {unit.word}" for unit in units if unit.word in (QUOTE, CODE, LINK, EMOJI, SCARE)
    )


def _deeds(units: Sequence[Unit]) -> Iterator[str]:
    """Who is said to have done what, and what is said that they had to do."""
    who, since, refused = "-", 0, False
    for at, unit in enumerate(units):
        if unit.word in CLAUSE_ENDS:
            refused = False
            since += 3
        person = next((kind for kind in unit.kinds if kind in PEOPLE or kind == "MACHINE"), None)
        if person:
            who, since = person, 0
        else:
            since += 1
        if unit.word in _NOT:
            refused = True
        subject = who if since < 7 else "-"
        for kind in unit.kinds:
            if kind in _ACTS:
                yield f"d {subject} {kind}"
                yield f"d {subject} {kind} {refused}"
        if unit.word in _MODALS or unit.word in _DUTIES:
            yield from _duty(units, at, subject)


def _duty(units: Sequence[Unit], at: int, subject: str) -> Iterator[str]:
    """A modal and what follows: `should (not, never, at least) have checked`."""
    modal = units[at].word
    perfect, verb, bare = False, None, None
    for unit in units[at + 1 : at + 7]:
        if unit.word in ("have", "'ve", "of"):
            perfect = True
        elif unit.kinds and not PEOPLE.isdisjoint(unit.kinds) and subject == "-":
            subject = unit.kinds[0]
        elif unit.word not in FUNCTION_WORDS and not unit.word.endswith("ly"):
            verb, bare = (unit.kinds[0] if unit.kinds else unit.sign), unit.word
            break
    yield f"m {modal} {perfect}"
    yield f"m {modal} {perfect} {subject}"
    yield f"m {perfect} {subject} {verb}"
    yield f"m {perfect} {subject}"
    yield f"m {perfect} {verb}"
    if perfect:
        yield f"m {bare}"
