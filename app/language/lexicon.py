"""What the words of one language stand for: classes of words, read from its data files."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from app.language.tokens import Token

ANYBODY = "~"
"""In a phrase: any word of the section of this name, as in `let_~_down`."""
Phrases = dict[str, dict[str, tuple[tuple[tuple[str, ...], str], ...]]]


class Lexicon(NamedTuple):
    classes: dict[str, tuple[str, ...]]
    """By word; the first class of a word is the one that patterns use."""
    phrases: Phrases
    """By its first word and its second: the words that follow, the longest phrase first, and its
    class.
    """
    names: frozenset[str]
    alike: frozenset[str]
    """Words for which `ANYBODY` may stand in a phrase."""

    def phrase_at(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """How many tokens a phrase of several words takes here, and its class."""
        following = self.phrases.get(tokens[at].text)
        if following is None or at + 1 == len(tokens):
            return None
        second = tokens[at + 1].text
        found = following.get(second, ())
        if second in self.alike:
            found = (*found, *following.get(ANYBODY, ()))
        for rest, kind in found:
            end = at + 2 + len(rest)
            if end <= len(tokens) and all(map(self._fits, rest, tokens[at + 2 : end])):
                return end - at, kind
        return None

    def _fits(self, part: str, token: Token) -> bool:
        return part == token.text or (part == ANYBODY and token.text in self.alike)


def data(language: str, name: str) -> str:
    """A file of the language, as it is."""
    from pathlib import Path  # noqa: PLC0415 - a tenth of what importing the detection takes

    return (Path(__file__).parent / language / name).read_text("utf-8")


@cache
def lexicon(language: str) -> Lexicon:
    listed = list(entries(lines(language, "words.txt")))
    classes: dict[str, tuple[str, ...]] = {}
    phrases: Phrases = {}
    for kind, word in listed:
        first, *rest = parts(word)
        if rest:
            begun = phrases.setdefault(first, {})
            begun[rest[0]] = (*begun.get(rest[0], ()), (tuple(rest[1:]), kind))
        elif kind != ANYBODY and kind not in classes.get(word, ()):
            classes[word] = (*classes.get(word, ()), kind)
    for begun in phrases.values():
        for second, ways in begun.items():
            begun[second] = tuple(sorted(ways, key=lambda each: -len(each[0])))
    names = " ".join(lines(language, "names.txt")).split()
    alike = frozenset(word for kind, word in listed if kind == ANYBODY)
    return Lexicon(classes=classes, phrases=phrases, names=frozenset(names), alike=alike)


def lines(language: str, name: str) -> list[str]:
    return [line for line in data(language, name).splitlines() if not line.startswith("#")]


def entries(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    kind = ""
    for line in lines:
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            for word in line.split():
                yield kind, word


def parts(word: str) -> list[str]:
    """As the tokenizer cuts it: `that's_it` is `that`, `'s`, `it`."""
    cut: list[str] = []
    for part in word.split("_"):
        at = part.find("n't") if part.endswith("n't") else part.find("'")
        cut.extend((part[:at], part[at:]) if at > 0 else (part,))
    return cut
