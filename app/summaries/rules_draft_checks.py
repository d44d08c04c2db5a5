"""Whether a statement that a language model drafted may be told. Precision does not matter here:
what is dropped wrongly is told as it is told without a model.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.slack.mrkdwn import esc
from app.summaries.rules_document import SectionKey
from app.summaries.rules_draft_facts import Fact
from app.summaries.rules_draft_words import amounts, denies, is_small, persons, stem, words_of
from app.workspace.rules_names import Names
from app.workspace.rules_quoting import reads_as_judgement

LONGEST = 300
NEW_WORDS = 0.34
"""The part of its words that a statement may have of its own."""
_TYPOGRAPHIC = frozenset("’‘“”–—…→·%°")
_MARKUP = re.compile(
    r"[<>@\\|\[\]{}^~*#]|https?:|www\.|mailto:|tel:|(?<!\w)_|_(?!\w)|:[a-z0-9_+-]+:|``|//",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"[^\s(),;:!?\"“”]*[^\W\d_][^\s(),;:!?\"“”]*\.[^\W_][^\s(),;:!?\"“”]*")
_QUOTED = re.compile(
    r"\"([^\"]*)\"|“([^”]*)”|‘([^’]*)’(?!\w)|(?<!\w)'([^']*)'(?!\w)|`([^`]*)`|«([^»]*)»"
)
_LONE_QUOTE = re.compile(r"[\"“”`«»]")
_BANNED = re.compile(
    r"\b(?:root[- ]causes?|human[- ]errors?|post-?mortems?|culprits?|blam\w+|faults?|mistakes?"
    r"|careless\w*|negligen\w+|(?:should|could|would|might|must)(?:n['’]t)?(?: not)?"
    r"(?: \w+ly)?(?: have|['’]ve)|ought|if only|fail(?:ed|ing|s)? to|forg[eo]t\w*|neglect\w*"
    r"|caus(?:e|ed|es|ing)|obvious\w*|clearly|simpl[ey]|just|merely|of course|needless\w*"
    r"|instructions?|prompts?|language model|as an ai)\b",
    re.IGNORECASE,
)
_CAPITALIZED = re.compile(r"(?<=[a-z0-9,;:] )[(“\"'‘]?([A-Z][\w’'-]*)")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+)[(“\"'‘]?([^\W_][\w’'-]*)")
_SENTENCE_END = re.compile(r"[.!?…](?:\s|$)")


class Reason(StrEnum):
    """Why a statement is dropped, as a log may say it."""

    FACTS = "facts"
    LENGTH = "length"
    SIGNS = "signs"
    MARKUP = "markup"
    NUMBERS = "numbers"
    QUOTES = "quotes"
    NAMES = "names"
    PERSONS = "persons"
    WORDING = "wording"
    DENIAL = "denial"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement on trial, with the facts that it names; the first of them is the one it tells."""

    section: SectionKey
    text: str
    facts: Sequence[Fact]
    names: Names
    roles: frozenset[str]
    """The words of the roles in this incident."""

    @property
    def sources(self) -> str:
        return " ".join(fact.words() for fact in self.facts)


def objections(drafted: Drafted) -> Iterator[Reason]:
    """Every reason to drop a statement; none for one that may be told."""
    if drafted.facts:
        yield from (reason for reason, objects in _CHECKS.items() if objects(drafted))
    else:
        yield Reason.FACTS


def objection(drafted: Drafted) -> Reason | None:
    """The first of them."""
    return next(objections(drafted), None)


def tidy(text: str) -> str:
    """In one spelling of each sign, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _is_of_no_length(drafted: Drafted) -> bool:
    return not words_of(drafted.text) or len(drafted.text) > LONGEST


def _has_strange_signs(drafted: Drafted) -> bool:
    """Letters of other scripts look like ours, and some signs cannot be seen."""
    known = {*drafted.sources, *_TYPOGRAPHIC}
    return any(not ("\x20" <= sign <= "\x7e" or sign in known) for sign in drafted.text)


def _has_markup(drafted: Drafted) -> bool:
    """Also what Slack would make a link of, unless it is quoted."""
    sources = drafted.sources
    dotted = (found.rstrip(".'’") for found in _DOTTED.findall(drafted.text))
    return bool(_MARKUP.search(drafted.text)) or any(each not in sources for each in dotted)


def _counts_anew(drafted: Drafted) -> bool:
    return bool(amounts(drafted.text) - amounts(drafted.sources))


def _misquotes(drafted: Drafted) -> bool:
    sources = " ".join(drafted.sources.split())
    quotes = [next(filter(None, found.groups()), "") for found in _QUOTED.finditer(drafted.text)]
    is_open = _LONE_QUOTE.search(_QUOTED.sub("", drafted.text)) is not None
    return is_open or any(not quote or quote not in sources for quote in quotes)


def _names_somebody(drafted: Drafted) -> bool:
    """Somebody who is known, or a word that is written like a name and is in none of the facts."""
    if any(drafted.names.named_in(drafted.text)):
        return True
    known = set(words_of(drafted.sources))
    raised = (found.casefold().replace("’", "'") for found in _CAPITALIZED.findall(drafted.text))
    return any(word not in known and word.removesuffix("'s") not in known for word in raised)


def _tells_of_others(drafted: Drafted) -> bool:
    """Somebody did it of whom the facts do not say so."""
    found = persons(drafted.text, drafted.roles)
    return bool(found - persons(drafted.sources, drafted.roles))


def _is_badly_worded(drafted: Drafted) -> bool:
    if _BANNED.search(drafted.text):
        return True
    label = drafted.facts[0].label
    readings = [drafted.text, f"{label}: {drafted.text}"] if label else [drafted.text]
    return any(reads_as_judgement(esc(each)) for each in readings)


def _turns_it_round(drafted: Drafted) -> bool:
    """What is denied without a source; in a line also what is denied no more."""
    if denies(drafted.text):
        return not denies(drafted.sources)
    if drafted.section is SectionKey.IN_SHORT:
        return False
    return denies(" ".join(drafted.facts[0].texts))


def _is_made_up(drafted: Drafted) -> bool:
    known = {stem(word) for word in words_of(drafted.sources)}
    said = [word for word in words_of(drafted.text) if not is_small(word)]
    new = [word for word in said if stem(word) not in known]
    begins = {word.casefold().replace("’", "'") for word in _SENTENCE_START.findall(drafted.text)}
    return len(new) > NEW_WORDS * len(said) or not begins.isdisjoint(new) or not said


_CHECKS: Mapping[Reason, Callable[[Drafted], bool]] = {
    Reason.LENGTH: _is_of_no_length,
    Reason.SIGNS: _has_strange_signs,
    Reason.MARKUP: _has_markup,
    Reason.NUMBERS: _counts_anew,
    Reason.QUOTES: _misquotes,
    Reason.NAMES: _names_somebody,
    Reason.PERSONS: _tells_of_others,
    Reason.DENIAL: _turns_it_round,
    Reason.NEW: _is_made_up,
    Reason.WORDING: _is_badly_worded,
}
"""The last takes the longest."""
