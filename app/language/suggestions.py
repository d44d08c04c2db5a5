"""Instead of a judgement: the facts that stay, and one *how* or *what* question.

Nothing is invented: every noun comes from the text, or from the questions of the language.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from app.language.lexicon import entries, lines, parts
from app.language.passages import sentences
from app.language.tokens import Token
from app.language.units import CLAUSE_ENDS, FUNCTION_WORDS, PEOPLE, Unit

_LEADING_TEXT = """
, ; : — – - → . ) and but so because then still yet
"""
_LEADING = frozenset(_LEADING_TEXT.split())
_DANGLING_TEXT = """
who which that as by instead rather than if when while what how why not to for from at of with
"""
_DANGLING = frozenset(_DANGLING_TEXT.split())
_LOADED_TEXT = """
wrong whole only same worst bad stupid damn bloody entire real true first last next best least
most very more poor own other few lot good better great
bad worse known wrong right new old thing things one way time day night week year hour minute
morning evening reason cause fault blame point moment case
"""
_LOADED = frozenset(_LOADED_TEXT.split())
_AFTER_HALF = frozenset(
    ("'s", "-", "the", "a", "an", "this", "that", "these", "those", "it", "all", "both", "every")
)
"""A word before them is not the end of a name."""
_VERBS_TEXT = """
is are was were 's 're has had have did does do can went took takes came comes ran runs fell falls
got gets sent sends lost stood began grew rose broke shows showed tells told says said
"""
_VERBS = frozenset(_VERBS_TEXT.split())
_FEWEST_WORDS = 4
"""Of a remark that is kept as a fact."""


class Thing(NamedTuple):
    name: str
    kind: str


def suggestions(
    text: str,
    tokens: Sequence[Token],
    units: Sequence[Unit],
    run: tuple[int, int],
    category: str,
    language: str,
) -> Iterator[str]:
    """What may be said instead of the whole passage, the fullest first. `run` is the first and the
    last unit that judge.
    """
    thing = thing_in(text, tokens, units, run, language)
    ask = question(category, thing, language)
    stock = question(category, None, language)
    first, last = units[run[0]].first, units[run[1]].last
    kept = list(_other_sentences(text, tokens, first, last))
    near = list(_remainders(text, tokens, first, last))
    done = _deed(units, run, thing, language)
    for facts in ([*kept, *near, *done], [*kept, *done]):
        yield " ".join([*facts, ask])
    yield ask
    yield stock


def question(category: str, thing: Thing | None, language: str) -> str:
    asked = _questions(language)
    if thing is None:
        return asked[category]
    known = asked.get(f"{category} {thing.kind}") or asked.get(f"{category} THING")
    return known.replace("{it}", f"the {thing.name}") if known else asked[category]


def thing_in(
    text: str, tokens: Sequence[Token], units: Sequence[Unit], run: tuple[int, int], language: str
) -> Thing | None:
    """What is spoken of: named in the judgement itself, or else before or behind it."""
    inside = range(run[0], run[1] + 1)
    around = [at for at in range(len(units)) if at not in inside]
    for places in (inside, around):
        for at in places:
            kind = _things(language).get(units[at].word)
            if kind and _is_a_thing(units, at, language):
                start = tokens[units[_opening(units, at)].first].start
                name = text[start : tokens[units[at].last].end]
                return Thing(_without_remnant(text, start, name), kind)
    return None


def _without_remnant(text: str, start: int, name: str) -> str:
    """`disk`, where a `4ms disk` is spoken of: the number before belongs to its unit."""
    is_remnant = start > 0 and text[start - 1].isalnum()
    return (name.partition(" ")[2] or name) if is_remnant else name


def _is_a_thing(units: Sequence[Unit], at: int, language: str) -> bool:
    """Not an idiom, a person, half of a name (`gateway team`) or a verb (`test the …`)."""
    if units[at].first < units[at].last or not PEOPLE.isdisjoint(units[at].kinds):
        return False
    if at + 1 == len(units):
        return True
    following = units[at + 1]
    return not (
        following.word in _things(language)
        or following.word in _AFTER_HALF
        or not PEOPLE.isdisjoint(following.kinds)
    )


def _opening(units: Sequence[Unit], at: int) -> int:
    """Where the name of the thing begins: `queue depth`, `old batch job`."""
    first = at
    while first > 0 and at - first < 2 and _belongs(units[first - 1]):
        first -= 1
    return first


def _belongs(unit: Unit) -> bool:
    return (
        unit.sign in ("_", "MACHINE")
        and unit.word not in FUNCTION_WORDS
        and unit.word not in _LOADED
        and PEOPLE.isdisjoint(unit.kinds)
    )


def _other_sentences(text: str, tokens: Sequence[Token], first: int, last: int) -> Iterator[str]:
    for start, end in sentences(tokens):
        if end < first or start > last:
            said = text[tokens[start].start : tokens[end].end]
            if end - start >= 2:
                yield said if said[-1] in ".!?…" else f"{said}."


def _remainders(text: str, tokens: Sequence[Token], first: int, last: int) -> Iterator[str]:
    """What the judging sentence says before and after its judgement, if it stands by itself."""
    for start, end in sentences(tokens):
        if start <= first <= end:
            yield from _remark(text, tokens, start, first - 1)
        if start <= last <= end:
            yield from _remark(text, tokens, last + 1, end)


def _remark(text: str, tokens: Sequence[Token], start: int, end: int) -> Iterator[str]:
    while start <= end and tokens[start].text in _LEADING:
        start += 1
    while end >= start and tokens[end].text in (*_LEADING, "!", "?"):
        end -= 1
    words = [token.text for token in tokens[start : end + 1] if token.text[0].isalnum()]
    if len(words) >= _FEWEST_WORDS and words[0] not in _DANGLING and _tells(words):
        said = text[tokens[start].start : tokens[end].end]
        yield f"{said[0].upper()}{said[1:]}."


def _tells(words: Sequence[str]) -> bool:
    """Whether there is a verb behind something else, so that it can stand as a sentence."""
    first, *others = (word in _VERBS or word.endswith("ed") for word in words)
    return not first and any(others)


def _deed(
    units: Sequence[Unit], run: tuple[int, int], thing: Thing | None, language: str
) -> list[str]:
    """`Kenji took down the API` leaves `The API went down.`"""
    if thing is None:
        return []
    acts = _acts(language)
    for at in range(run[0], run[1]):
        stays = acts.get((units[at].word, units[at].first < units[at].last))
        if stays is None:
            continue
        behind = units[at + 1 : at + 6]
        reach = next((n for n, unit in enumerate(behind) if unit.word in CLAUSE_ENDS), len(behind))
        head = thing.name.split()[-1].lower()
        if any(unit.word == head for unit in behind[:reach]) and units[at - 1].word != "n't":
            if head.endswith("s") and not head.endswith("ss"):
                stays = stays.replace("was ", "were ")
            return [f"The {thing.name} {stays}."]
    return []


@cache
def _questions(language: str) -> dict[str, str]:
    asked: dict[str, str] = {}
    heading = ""
    for line in lines(language, "questions.txt"):
        if line.startswith("["):
            heading = line.strip("[]")
        elif line:
            asked[heading] = line
    return asked


@cache
def _things(language: str) -> dict[str, str]:
    things: dict[str, str] = {}
    for kind, word in entries(lines(language, "things.txt")):
        things.setdefault(word, kind)
    return things


@cache
def _acts(language: str) -> dict[tuple[str, bool], str]:
    """By the first word, and whether more follow that belong to it."""
    given = [line.split(" = ") for line in lines(language, "acts.txt") if line]
    return {(parts(word)[0], "_" in word): stays for word, stays in given}
