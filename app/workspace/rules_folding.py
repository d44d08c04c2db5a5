"""Text without accents and capitals, of which each character knows where it came from."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` for comparing; `places` are positions in `original`, one more than there are
    characters.
    """

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where that stands in the original, with its accents."""
        return self.places[start], self.places[end]

    def is_raised(self, at: int) -> bool:
        """Whether it is written with a capital there."""
        return self.original[self.places[at]].isupper()

    def is_in_capitals(self, start: int, end: int) -> bool:
        return self.original[slice(*self.span(start, end))].isupper()


def folded(text: str) -> Folded:
    if text.isascii():
        return Folded(text, text.lower(), range(len(text) + 1))
    parts, places = [], []
    for at, character in enumerate(text):
        part = _folded(character)
        parts.append(part)
        places.extend([at] * len(part))
    return Folded(text, "".join(parts), [*places, len(text)])


@lru_cache(maxsize=2000)
def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFD", character.casefold().translate(_PLAIN))
    return "".join(part for part in parts if not unicodedata.combining(part))
