"""Where people's names stand in a text, in whatever way they are written: with or without accents,
in full or in part, as a handle, as initials.

A name that is an ordinary word too is told from it by its surroundings: `rules_name_context`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import pairwise

from app.slack.ids import UserId
from app.slack.mrkdwn import esc
from app.workspace.rules_folding import Folded, folded
from app.workspace.rules_name_context import is_meant, may_be_initials
from app.workspace.rules_name_words import ACRONYMS, NEVER_ALONE, WORDS_TOO

_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")
"""In scripts without spaces each sign is one."""
_QUALIFIER = re.compile(r"\s*(?:[|\[{@]|\s[-–—/]\s).*$")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_JOINT = re.compile(r"[ \u00a0]?[ .\-_'’\u00a0]|, ?| &|; |")
_BETWEEN = frozenset(" -.\u00a0")
_QUOTING = re.compile(r"(?:^|[^\w'’])['‘][^'’]*$")
_JOINED = "-_/.\\:=#$~"
_LONGEST_INITIALS = 4


class Sure(Enum):
    """How certain it is that these words mean the person."""

    ALWAYS = auto()
    AS_NAME = auto()
    """Where the surroundings say so."""
    AS_INITIALS = auto()
    """In capitals, and where the surroundings say so."""
    IN_CAPITALS = auto()
    WITH_SIGN = auto()
    """Behind an `@`, or each of its words with a capital."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which somebody is called; `words` are folded."""

    words: tuple[str, ...]
    sure: Sure
    user: UserId


@dataclass(frozen=True, slots=True)
class Named:
    """Where people are named: `text[start:end]` means one of `users`."""

    start: int
    end: int
    users: tuple[UserId, ...]
    is_owner: bool = False
    """The name is in the genitive: what stands for it needs an `'s`."""


@dataclass(frozen=True, slots=True)
class Names:
    """What people are called, ready to be looked for. Takes time in proportion to a text, however
    many people there are.
    """

    by_user: Mapping[UserId, tuple[str, ...]]
    _index: Mapping[str, Sequence[Spelling]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[Spelling]] = {}
        for user, names in self.by_user.items():
            for spelling in dict.fromkeys(_spellings(user, names)):
                index.setdefault(spelling.words[0], []).append(spelling)
        for spellings in index.values():
            spellings.sort(key=lambda one: (-len(one.words), one.sure.value, one.user))
        object.__setattr__(self, "_index", index)

    def named_in(self, text: str) -> Iterator[Named]:
        """Every place, in order and without overlap; parts of one name in a row are one place."""
        last: Named | None = None
        for part in self._parts_in(folded(text)):
            if last and last.users == part.users and text[last.end : part.start] in _BETWEEN:
                last = replace(part, start=last.start)
                continue
            if last:
                yield last
            last = part
        if last:
            yield last

    def _parts_in(self, shown: Folded) -> Iterator[Named]:
        words = [found.span() for found in _WORD.finditer(shown.text)]
        at = 0
        while at < len(words):
            found = self._named_at(shown, words, at)
            if found is None:
                at += 1
                continue
            taken, named = found
            yield named
            at += taken

    def _named_at(
        self, shown: Folded, words: Sequence[tuple[int, int]], at: int
    ) -> tuple[int, Named] | None:
        """How many words a name takes here, and whose it is."""
        word = shown.text[slice(*words[at])]
        for spelling in self._index.get(word, ()):
            place = words[at : at + len(spelling.words)]
            if self._is_here(spelling, shown, place):
                alike = self._alike(spelling)
                return len(place), _named(shown, place, alike)
        return self._genitive(shown, words, at)

    def _genitive(
        self, shown: Folded, words: Sequence[tuple[int, int]], at: int
    ) -> tuple[int, Named] | None:
        """`Danas Änderung`: German, or an apostrophe that was left out."""
        start, end = words[at]
        word = shown.text[start:end]
        if not word.endswith("s") or len(word) < 5 or not shown.is_raised(start):
            return None
        for spelling in self._index.get(word[:-1], ()):
            if len(spelling.words) == 1 and spelling.sure is Sure.ALWAYS:
                named = _named(shown, [(start, end)], self._alike(spelling))
                return 1, Named(named.start, named.end, named.users, is_owner=True)
        return None

    def _is_here(self, spelling: Spelling, shown: Folded, place: Sequence[tuple[int, int]]) -> bool:
        words = tuple(shown.text[slice(*each)] for each in place)
        if words != spelling.words or not _hang_together(shown, place):
            return False
        start, end = place[0][0], place[-1][1]
        if shown.text[start - 1 : start] == "@":
            return True
        return not self._is_identifier(shown, start, end) and _is_likely(spelling, shown, place)

    def _is_identifier(self, shown: Folded, start: int, end: int) -> bool:
        """`mira-01`, `/home/mira`: in lower case and joined to what is nobody's name."""
        if shown.is_raised(start):
            return False
        before, after = _neighbor_before(shown.text, start), _neighbor_after(shown.text, end)
        return any(each is not None and each not in self._index for each in (before, after))

    def _alike(self, spelling: Spelling) -> tuple[UserId, ...]:
        """Everybody who is called so."""
        others = self._index[spelling.words[0]]
        return tuple(dict.fromkeys(one.user for one in others if one.words == spelling.words))


def _is_likely(spelling: Spelling, shown: Folded, place: Sequence[tuple[int, int]]) -> bool:
    start, end = place[0][0], place[-1][1]
    match spelling.sure:
        case Sure.ALWAYS:
            return True
        case Sure.IN_CAPITALS:
            return shown.is_in_capitals(start, end)
        case Sure.AS_INITIALS:
            return shown.is_in_capitals(start, end) and may_be_initials(shown, start, end)
        case Sure.AS_NAME:
            return is_meant(shown, start, end)
        case Sure.WITH_SIGN:
            return len(place) > 1 and all(shown.is_raised(each[0]) for each in place)


def _named(shown: Folded, place: Sequence[tuple[int, int]], users: tuple[UserId, ...]) -> Named:
    """With the `@` before it, and the apostrophe of `Chris'` behind."""
    start, end = place[0][0], place[-1][1]
    is_owner = shown.text[end - 1] in "sxz" and _is_lone_apostrophe(shown.text, start, end)
    first = start - (shown.text[start - 1 : start] == "@")
    return Named(*shown.span(first, end + is_owner), users, is_owner)


def _is_lone_apostrophe(text: str, start: int, end: int) -> bool:
    """Not the end of a quotation, and no letter behind."""
    is_there = text[end : end + 1] in ("'", "’")
    is_open = _QUOTING.search(text[max(0, start - 80) : start]) is not None
    return is_there and not is_open and not text[end + 1 : end + 2].isalnum()


def _hang_together(shown: Folded, place: Sequence[tuple[int, int]]) -> bool:
    """Only signs stand next to each other without anything between."""
    gaps = (shown.text[one[1] : other[0]] for one, other in pairwise(place))
    return all(_JOINT.fullmatch(gap) for gap in gaps)


def _neighbor_before(text: str, start: int) -> str | None:
    if start == 0 or text[start - 1] not in _JOINED:
        return None
    if text[start - 1] in "#$~/":
        return text[start - 1]
    found = re.search(r"[^\W_]+$", text[max(0, start - 40) : start - 1])
    return found[0] if found else None


def _neighbor_after(text: str, end: int) -> str | None:
    if text[end : end + 1] not in _JOINED or not text[end : end + 1]:
        return None
    found = _WORD.match(text, end + 1)
    return found[0] if found else None


def _spellings(user: UserId, names: Sequence[str]) -> Iterator[Spelling]:
    for name in names:
        for shown in dict.fromkeys((name, name.translate(_UMLAUTS))):
            yield from _spellings_of(user, shown)


def _spellings_of(user: UserId, name: str) -> Iterator[Spelling]:
    told, nicks = _without_qualifier(name)
    words = _words(told)
    if not words:
        return
    if len(words) == 1:
        yield _alone(words[0], user, is_whole=True, typed=told.strip())
    else:
        sure = Sure.WITH_SIGN if all(map(_is_ordinary, words)) else Sure.ALWAYS
        yield Spelling(words, sure, user)
        if "," in told and len(words) == 2:
            yield Spelling(words[::-1], sure, user)
        if " " in told.strip():
            yield from _initials(words, user)
    for word in (*words, *nicks):
        if len(word) > 1 and word not in NEVER_ALONE and not word.isdigit():
            yield _alone(word, user)


def _without_qualifier(name: str) -> tuple[str, tuple[str, ...]]:
    """`Dana (SRE)` and `dana | payments` are Dana; Bob is a name in `Robert (Bob) Smith`."""
    nicks: list[str] = []

    def aside(found: re.Match[str]) -> str:
        if found.start() and name[found.end() :].strip():
            nicks.extend(_words(found[1]))
        return " "

    return _QUALIFIER.sub("", _ASIDE.sub(aside, name).strip()) or name, tuple(nicks)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(esc(name)).text))


def _alone(word: str, user: UserId, *, is_whole: bool = False, typed: str = "") -> Spelling:
    if is_whole and typed.isupper() and len(word) <= _LONGEST_INITIALS:
        sure = Sure.AS_INITIALS if word in ACRONYMS else Sure.IN_CAPITALS
    elif word in NEVER_ALONE or not any(map(str.isalpha, word)) or len(word) == 1:
        sure = Sure.WITH_SIGN
    elif len(word) == 2 or word in WORDS_TOO:
        sure = Sure.AS_NAME
    else:
        sure = Sure.ALWAYS
    return Spelling((word,), sure, user)


def _is_ordinary(word: str) -> bool:
    return word in WORDS_TOO or word in NEVER_ALONE or (len(word) == 1 and word.isascii())


def _initials(words: Sequence[str], user: UserId) -> Iterator[Spelling]:
    if len(words) <= _LONGEST_INITIALS:
        yield Spelling(("".join(word[0] for word in words),), Sure.AS_INITIALS, user)
