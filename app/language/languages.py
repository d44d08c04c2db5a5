"""In which language a text is written, told by its most frequent small words."""

from collections.abc import Iterable

from app.language.tokens import Token

ENGLISH, SPANISH = "english", "spanish"

_ENGLISH = """
the a an of to and is was were be been it that this they we you he she i not in on for with
should have had has what why who how there their our at by from but if so as are did do does
would could will can just
"""
_SPANISH = """
el la los las un una unos unas de del que y es era fue está estaba lo le les se su sus
por para con como pero si más ya al en nos qué quién cómo cuándo porque muy esto eso hay
había han ha hemos tenía deberían debería
"""
# Not `no`, `he`, `son` and `sin`, which English has, too.
_SMALL_WORDS = {ENGLISH: frozenset(_ENGLISH.split()), SPANISH: frozenset(_SPANISH.split())}


def language_of(tokens: Iterable[Token]) -> str:
    """English unless more words speak for another."""
    words = [token.text for token in tokens]
    counted = {name: sum(word in small for word in words) for name, small in _SMALL_WORDS.items()}
    best = max(counted, key=lambda name: counted[name])
    return best if counted[best] > counted[ENGLISH] else ENGLISH
