"""What the words of one language stand for: classes of words, read from its data files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.language.tokens import Token

Phrases = dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    classes: dict[str, tuple[str, ...]]
    """By word; the first class of a word is the one that patterns use."""
    phrases: Phrases
    """By its first two words: the words that follow, the longest phrase first, and its class."""
    names: frozenset[str]

    def phrase_at(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """How many tokens a phrase of several words takes here, and its class."""
        if at + 1 == len(tokens):
            return None
        for rest, kind in self.phrases.get((tokens[at].text, tokens[at + 1].text), ()):
            end = at + 2 + len(rest)
            if rest == tuple(token.text for token in tokens[at + 2 : end]):
                return end - at, kind
        return None


def data(language: str, name: str) -> str:
    """A file of the language, as it is."""
    return (Path(__file__).parent / language / name).read_text("utf-8")


@cache
def lexicon(language: str) -> Lexicon:
    classes: dict[str, tuple[str, ...]] = {}
    phrases: Phrases = {}
    for kind, word in entries(lines(language, "words.txt")):
        first, *rest = parts(word)
        if rest:
            phrases.setdefault((first, rest[0]), []).append((tuple(rest[1:]), kind))
        elif kind not in classes.get(word, ()):
            classes[word] = (*classes.get(word, ()), kind)
    for following in phrases.values():
        following.sort(key=lambda each: -len(each[0]))
    names = " ".join(lines(language, "names.txt")).split()
    return Lexicon(classes=classes, phrases=phrases, names=frozenset(names))


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
