"""What a passage is weighed by: its words and parts of words, the patterns that its classes of
words make, and who is said to do what in which tense. Names only; the weights are data.
"""

from collections.abc import Iterator, Sequence

from app.language.tokens import CODE, EMOJI, LINK, QUOTE, SCARE, Token
from app.language.units import CLAUSE_ENDS, FUNCTION_WORDS, PEOPLE, Unit

_STRONG = frozenset(("FORESEEN", "INEPT", "MISHAP", "BETRAYED", "ONLYCAUSE", "JEERED", "OUGHT"))
"""Classes of words that hardly ever mean anything else."""
_DEEDS = (
    *("HARMED", "SLIPPED", "HANDSON", "CHECKED", "UNFIT", "LACK", "LETDOWN", "BLAMED", "BYSLIP"),
    "CARED",
)
_ACTS = _STRONG.union(_DEEDS)
_ACTORS = PEOPLE | {"MACHINE"}
_SHOWN = frozenset((QUOTE, CODE, LINK, EMOJI, SCARE))
_MODALS = frozenset(
    ["should", "could", "would", "might", "must", "shoulda", "coulda", "woulda", "ought"]
)
_DUTIES = frozenset(["supposed", "meant", "expected", "needed", "had"])
_DUE = _MODALS | _DUTIES
_NOT = frozenset(
    ["n't", "not", "never", "no", "nobody", "none", "nothing", "neither", "cannot", "without"]
)


def features(tokens: Sequence[Token], units: Sequence[Unit]) -> set[str]:
    """Of a whole passage, without the parts of its words."""
    found = set(overall(units))
    found.update(*along(tokens, units))
    return found


def along(tokens: Sequence[Token], units: Sequence[Unit]) -> list[list[str]]:
    """What each unit adds, seen with what stands before it."""
    found = _patterns(units)
    a = b = c = "^"
    for unit, here in zip(units, found, strict=True):
        for token in tokens[unit.first : unit.last + 1]:
            d = token.text
            here.extend((f"w {d}", f"w2 {c} {d}", f"w3 {b} * {d}", f"w4 {a} ** {d}"))
            a, b, c = b, c, d
    if found:
        found[-1].append(f"w2 {c} $")
    _add_deeds(units, found)
    return found


def spelled(tokens: Sequence[Token]) -> list[str]:
    """The words that have parts."""
    return [token.text for token in tokens if token.text[0].islower()]


def pieces(word: str) -> tuple[str, ...]:
    """Parts of a word, three to five letters long, with its ends marked."""
    if len(word) < 3:
        return ()
    whole = f"^{word}$"
    return tuple(
        f"c {whole[at : at + size]}" for size in (3, 4, 5) for at in range(len(whole) - size + 1)
    )


def overall(units: Sequence[Unit]) -> Iterator[str]:
    """What does not depend on the place: which classes there are, the length, the ends."""
    kinds = {kind for unit in units for kind in unit.kinds}
    yield from [f"has {kind}" for kind in kinds]
    someone = not kinds.isdisjoint(PEOPLE)
    strong = sum(not _STRONG.isdisjoint(unit.kinds) for unit in units if unit.kinds)
    yield f"strong {min(strong, 3)}"
    yield f"someone {someone}"
    yield f"size {min(len(units) // 5, 6)}"
    yield from [f"someone {someone} {kind}" for kind in kinds & _ACTS]
    if units:
        yield f"ends {units[-1].word if units[-1].word in '?!.…' else '-'}"
        yield f"opens {units[0].sign}"
    yield from [f"has {unit.word}" for unit in units if unit.word in _SHOWN]


def _patterns(units: Sequence[Unit]) -> list[list[str]]:
    found = []
    a = b = "^"
    for unit in units:
        c = unit.sign
        found.append([f"p2 {b} {c}", f"p3 {a} {b} {c}"])
        a, b = b, c
    if found:
        found[-1] += (f"p2 {b} $", f"p3 {a} {b} $")
    return found


def _add_deeds(units: Sequence[Unit], found: list[list[str]]) -> None:
    """Who is said to have done what, and what is said that they had to do."""
    who, since, refused = "-", 0, False
    for at, unit in enumerate(units):
        word, kinds = unit.word, unit.kinds
        since += 1
        if word in CLAUSE_ENDS:
            refused = False
            since += 3
        elif word in _NOT:
            refused = True
        subject = who if since < 7 else "-"
        for kind in kinds:
            if kind in _ACTORS:
                subject = who = kind
                since = 0
                break
        for kind in kinds:
            if kind in _ACTS:
                found[at] += (f"d {subject} {kind}", f"d {subject} {kind} {refused}")
        if word in _DUE:
            found[at] += _duty(units, at, subject)


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
