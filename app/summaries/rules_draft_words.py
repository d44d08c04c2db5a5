"""The words that a statement drafted by a language model is checked by: what counts, who acts, what
denies, and the small words that anybody may use.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNIT = re.compile(r"\s?([^\W\d_]+|%)")
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "er", "es", "s", "e", "y")
_SHORTEST_STEM = 3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_WORTH = {word: str(number) for number, word in enumerate(_COUNTED.split())} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}
_UNITS = {
    name: unit
    for unit, names in {
        "ms": "ms millisecond milliseconds",
        "s": "s sec secs seconds",
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours",
        "d": "d day days",
        "wk": "week weeks",
        "mo": "month months",
        "yr": "year years",
        "%": "% percent",
        "k": "k thousand thousands",
        "m": "m million millions",
        "bn": "b bn billion billions",
        "kb": "kb",
        "mb": "mb",
        "gb": "gb",
        "tb": "tb",
        "x": "x times",
    }.items()
    for name in names.split()
}
_MEASURES = _words(
    "hundred hundreds dozen dozens half twice double doubled doubling triple tripled thrice "
    "couple once second third fourth fifth quarter all every everyone everybody everything "
    "always most majority minority none nobody nothing several many few both entire entirely "
    "whole completely mostly rarely often repeatedly worldwide only monday tuesday wednesday "
    "thursday friday saturday sunday mon tue tues wed thu thur fri sat sun january february "
    "march april june july august september october november december yesterday today tomorrow "
    "tonight midnight noon weekend overnight immediately instantly promptly quickly slowly"
)
"""What says how much, how often or when, without a number."""
_PERSONS = _words(
    "lead scribe facilitator communications responder colleague participant engineer operator "
    "developer manager owner vendor customer contractor intern admin administrator team someone "
    "somebody he she him her his hers"
)
_DENIALS = _words(
    "no not never neither nor none nothing nobody without cannot unable unaware lacked lacking "
    "missing hardly barely"
)
_SMALL = _words(
    "a an the this that these those it its they them their we our us i my you your who whom "
    "whose which what when where while as at by for from in into of off on onto out over to "
    "under up with within about after again against along among around before behind below "
    "beside between down during since through toward towards until upon via and or but so if "
    "than then there here also too still yet already now be is are was were been being am do "
    "does did done have has had having can could may might must shall will would not no nor any "
    "some each other others another such same own more less later earlier first last next "
    "because although though however meanwhile contribute possible make made became become begin "
    "began begun start end ended ease last lasted led lead show shown said say tell told note "
    "notice report see seen saw help keep kept turn remain come came went go gone take took "
    "taken bring brought use meant mean review incident utc together apart way part point time"
)


def words_of(text: str) -> list[str]:
    """In lower case; an apostrophe stays inside of its word."""
    return [found.replace("’", "'") for found in _WORD.findall(text.casefold())]


def amounts(text: str) -> set[str]:
    """Everything in a text that counts, measures or dates, in one spelling: `3 h`, `12:30`, `7`."""
    return {*_numbers(text), *_measures(text)}


def persons(text: str, roles: frozenset[str]) -> frozenset[str]:
    """The words that say who did something."""
    known = _PERSONS | roles
    singular = {word.removesuffix("'s") for word in words_of(text)}
    return known & {*singular, *(each.removesuffix("s") for each in singular)}


def denies(text: str) -> bool:
    return any(word in _DENIALS or word.endswith("n't") for word in words_of(text))


def is_small(word: str) -> bool:
    """A word that adds nothing of its own."""
    return word in _SMALL or stem(word) in _SMALL


def stem(word: str) -> str:
    """What words of one family have in common, roughly."""
    bare = word.removesuffix("'s")
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _SHORTEST_STEM:
            return bare.removesuffix(ending)
    return bare


def _numbers(text: str) -> Iterator[str]:
    plain = _THOUSANDS.sub("", text.casefold())
    for found in _NUMBER.finditer(plain):
        unit = _UNIT.match(plain, found.end())
        measured = _UNITS.get(unit[1]) if unit else None
        yield f"{found[0]} {measured}" if measured else found[0]


def _measures(text: str) -> Iterator[str]:
    for word, after in pairwise([*words_of(text), ""]):
        if word in _WORTH:
            unit = _UNITS.get(after)
            yield f"{_WORTH[word]} {unit}" if unit else _WORTH[word]
        elif word in _MEASURES:
            yield word
        elif word in _UNITS and len(word) > 2:
            yield _UNITS[word]
