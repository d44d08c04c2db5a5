"""Words as people type them and words as they are written: which ones are telling, which are the
same in another form or misspelled, and in which line they stand. No I/O.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from app.slack.blocks import shortened
from app.slack.mrkdwn import Mrkdwn, plain, without_mentions

WORDS_MAX = 12
TYPED_MAX = 200
LINE_MAX = 240
NEAR_MAX = 3
_LONGEST = 60
_SHORTEST_MISSPELLED = 4
_LONG = 6
_MOST_EDITS = 2
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    *("ization", "ations", "ation", "ating", "ates", "ated", "ate", "ingly", "ings", "ing", "edly"),
    *("ied", "ies", "ed", "es", "s"),
)
_BEGINNING = 3
_WORDS_BEFORE = 8

Groups = tuple[tuple[str, ...], ...]
"""Words of which one is enough in each group."""


def _listed(block: str) -> frozenset[str]:
    return frozenset(block.split())


FILLERS = _listed(
    """
    a about after again all also am an and any are as at be because been before being between both
    but by can did do does doing down during each few for from further had has have having he her
    here hers him his how i if in into is it its itself me more most my no nor not of off on once
    only or other our ours out over own same she so some such t than that the their theirs them
    then there these they this those through to too under until up very was we were what when
    where which while who whom why will with you your yours
    """
)
"""Words of which there is one in every text; PostgreSQL's list, which it leaves out by itself."""

COMMON = FILLERS | _listed(
    """
    alert app bad broken cannot customer customers degraded does error errors fail failed failing
    fails failure gone got high incident issue issues late long low many new now old outage page
    problem problems prod production see seen service services show showed showing shows slow
    slowly some started still stopped system systems test time times today unavailable user users
    work worked working works wrong yesterday
    """
)
"""What titles of incidents say that have nothing to do with each other."""


def typed_words(typed: Mrkdwn) -> tuple[str, ...]:
    """The words to look for, each once, without fillers unless there is nothing else. Mentions of
    people are none: reviews are not looked up by person.
    """
    words = tuple(dict.fromkeys(words_in(plain(without_mentions(typed, lambda _: "")))))
    return tuple(word for word in words if word not in FILLERS) or words


def telling_words(text: Mrkdwn) -> tuple[str, ...]:
    """Those that two incidents have in common by more than chance, each once."""
    words = dict.fromkeys(words_in(plain(without_mentions(text, lambda _: ""))))
    telling = (word for word in words if word not in COMMON and len(word) > 1)
    return tuple(word for word in telling if not word.isdecimal())[:WORDS_MAX]


def words_in(text: str) -> list[str]:
    """Its words as they are compared: in lower case, without accents."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return [word[:_LONGEST] for word in _WORD.findall(bare)]


def alone(words: Iterable[str]) -> Groups:
    """Each word for itself."""
    return tuple((word,) for word in words)


def with_near(words: Iterable[str], near: Mapping[str, tuple[str, ...]]) -> Groups:
    """Each word and what is near to it."""
    return tuple((word, *near.get(word, ())) for word in words)


def beginnings(words: Iterable[str]) -> tuple[str, ...]:
    """How words begin that these may be misspelled for: with the letters as they are typed, or with
    two of them the other way round, or one less. None of short words.
    """
    found = (begins for word in words if _may_be_misspelled(word) for begins in _beginnings(word))
    return tuple(dict.fromkeys(found))


def near_words(words: Collection[str], texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each word that stands in none of these texts, the nearest ones that do, of those that
    begin as it may have been meant; each in one form, the most frequent first among equals.
    """
    begins = beginnings(words)
    known = Counter(word for text in texts for word in words_in(text) if word.startswith(begins))
    forms: dict[str, str] = {}
    for word, _ in known.most_common():
        forms.setdefault(stem(word), word)
    return {word: near for word in words if (near := _nearest(word, forms))}


def count_in(words: Groups, text: str) -> int:
    """How many of these stand in the text in some form; of each group of words one is enough."""
    stems = {stem(word) for word in words_in(text)}
    return sum(1 for group in words if any(stem(word) in stems for word in group))


def line_with(words: Groups, text: Mrkdwn) -> Mrkdwn:
    """The first of those lines in which most of the words stand."""
    lines = [line for line in text.splitlines() if line.strip()]
    best = max(lines, key=lambda line: count_in(words, plain(Mrkdwn(line))), default="")
    return Mrkdwn(best.strip())


def around(words: Groups, line: str) -> str:
    """The line, or of a long one the part from shortly before the first of the words."""
    if len(line) <= LINE_MAX:
        return line
    parts = line.split()
    stems = {stem(word) for group in words for word in group}
    hit = next((n for n, part in enumerate(parts) if stems & {*map(stem, words_in(part))}), 0)
    first = max(0, hit - _WORDS_BEFORE)
    return shortened(("…" if first else "") + " ".join(parts[first:]), LINE_MAX)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What forms of a word have in common: `query` and `queries`, `index` and `indexing`. Coarser
    than what the databases do, so that what they find is found again.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return _bare(word.removesuffix(ending))
    return _bare(word)


def _bare(root: str) -> str:
    """Without a silent letter at the end, a doubled one, and with an `i` for a `y`."""
    if len(root) > 3 and root[-1] in "eiy":
        root = root[:-1]
    return root[:-1] if len(root) > 3 and root[-1] == root[-2] else root


def _may_be_misspelled(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELLED and not word.isdecimal()


def _beginnings(word: str) -> Iterator[str]:
    yield word[:_BEGINNING]
    for at in range(_BEGINNING):
        yield (word[:at] + word[at + 1] + word[at] + word[at + 2 :])[:_BEGINNING]
        yield (word[:at] + word[at + 1 :])[:_BEGINNING]


def _nearest(word: str, forms: Mapping[str, str]) -> tuple[str, ...]:
    root = stem(word)
    letters = set(root)
    if not _may_be_misspelled(word) or root in forms:
        return ()
    close = [
        (distance, other)
        for other in forms
        if abs(len(other) - len(root)) <= _MOST_EDITS
        and len(letters.symmetric_difference(other)) <= 2 * _MOST_EDITS
        and (distance := edits(root, other)) <= _edits_allowed(min(len(root), len(other)))
    ]
    nearest_first = sorted(close, key=lambda found: found[0])
    return tuple(forms[other] for _, other in nearest_first[:NEAR_MAX])


def _edits_allowed(length: int) -> int:
    """In a word that is short without its ending, everything is near to something."""
    if length < _SHORTEST_MISSPELLED - 1:
        return 0
    return 1 if length < _LONG else _MOST_EDITS


def edits(one: str, other: str) -> int:
    """How many letters have to be added, left out, replaced or swapped with the next one."""
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for at, same in enumerate(other, 1):
            now.append(min(last[at] + 1, now[at - 1] + 1, last[at - 1] + (letter != same)))
            if row > 1 < at and letter == other[at - 2] and one[row - 2] == same:
                now[at] = min(now[at], before[at - 2] + 1)
        before, last = last, now
    return last[-1]
