"""The words of a passage with what they stand for: a phrase of several words is one unit."""

from collections.abc import Sequence
from typing import NamedTuple

from app.language.lexicon import Lexicon
from app.language.tokens import BREAK, MENTION, SILENT, Token

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
CLAUSE_ENDS = frozenset(
    (",", ";", ".", "!", "?", ":", BREAK, "(", ")", "—", "–", "→", "and", "but")
)
SENTENCE_ENDS = frozenset((".", "!", "?", BREAK))

_ACTED = frozenset(("SLIPPED", "HANDSON", "CHECKED"))
"""Classes of what people do."""
_OF_THINGS = (
    "s",
    "ing",
    "ion",
    "ment",
    "ency",
    "ance",
    "ity",
    "er",
    "or",
    "age",
    "ure",
    "ic",
    "ed",
)
"""Endings of words that are hardly ever a person's name."""


class Unit(NamedTuple):
    word: str
    kinds: tuple[str, ...]
    sign: str
    """What stands for it in patterns: itself, if a function word; its class; or its shape."""
    first: int
    """The tokens it covers."""
    last: int


def units_of(tokens: Sequence[Token], words: Lexicon) -> list[Unit]:
    units: list[Unit] = []
    skip, begins = 0, True
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        word = token.text
        phrase = words.phrase_at(tokens, at) if word in words.phrases else None
        if phrase:
            size, kind = phrase
            skip = size - 1
            units.append(Unit(word, (kind,), kind, at, at + skip))
        else:
            following = tokens[at + 1].text if begins and at + 1 < len(tokens) else ""
            units.append(_unit(token, at, words, following, begins=begins))
        begins = word in SENTENCE_ENDS
    return units


def sentences_of(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """The first unit of each, and the one behind its last; without those of a word or two."""
    found, start = [], 0
    for at, unit in enumerate(units, 1):
        if unit.word in SENTENCE_ENDS or at == len(units):
            if at - start > 2:
                found.append((start, at))
            start = at
    return found


def _unit(token: Token, at: int, words: Lexicon, following: str, *, begins: bool) -> Unit:
    word = token.text
    kinds = words.classes.get(word, ())
    if word in FUNCTION_WORDS or word in SILENT:
        return Unit(word, kinds, word, at, at)
    if kinds:
        return Unit(word, kinds, kinds[0], at, at)
    if word == MENTION:
        return Unit(word, ("NAME", MENTION), "NAME", at, at)
    if word in words.names:
        return Unit(word, ("NAME",), "NAME", at, at)
    if token.raised:
        named = not begins or _may_name(word, words.classes.get(following, ()))
        kind = "NAME" if named else "OPENING"
        return Unit(word, (kind,), kind, at, at)
    return Unit(word, (), _shape(word), at, at)


def _may_name(word: str, following: tuple[str, ...]) -> bool:
    """Whether a capital that opens a sentence is a name, by what follows: only people act."""
    return not (word.endswith(_OF_THINGS) or _ACTED.isdisjoint(following))


def _shape(word: str) -> str:
    if not word[0].isalpha():
        return word if len(word) == 1 and not word.isdigit() else "0" if word[0].isdigit() else "."
    if word.startswith("mis") and len(word) > 6:
        return "SLIPPED"
    for ending in ("ed", "ing", "ly", "ness", "est", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return f"_{ending}"
    return "_"
