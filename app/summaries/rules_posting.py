"""What of a summary stands in the channel, so that it is read in three minutes whatever the size of
the incident; the rest stands in the thread, where nothing is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.slack.mrkdwn import plain
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_quotes import headline
from app.summaries.rules_words import counted

MOST_WORDS = 700
"""Three minutes at 238 words a minute, what adults read of prose silently (Brysbaert 2019)."""
_SHARES = {
    SectionKey.WHAT_HAPPENED: 220,
    SectionKey.FACTORS: 95,
    SectionKey.DECISIONS: 65,
    SectionKey.FORWARD: 65,
    SectionKey.HANDOFFS: 25,
    SectionKey.PRESSURE: 20,
    SectionKey.HELPED: 20,
    SectionKey.LEARNED: 20,
    SectionKey.QUESTIONS: 10,
}
"""Words that a section has at least, the more important first: what others leave is theirs."""
_TOLD_IN_ANY_CASE = 1


@dataclass(frozen=True, slots=True)
class Posting:
    """A document for the channel, and the sections that stand in full in its thread."""

    posted: Document
    in_full: tuple[Section, ...] = ()


def posting(document: Document) -> Posting:
    """The whole document while it is short; else each section as far as its share goes."""
    left_over = MOST_WORDS - _words_in(document.sections)
    if left_over >= 0:
        return Posting(document)
    sections = {each.key: each for each in document.sections}
    fixed = [each for each in document.sections if each.key not in _SHARES]
    spare = MOST_WORDS - _words_in(fixed) - sum(_SHARES.values())
    for key, share in _SHARES.items():
        sections[key] = _fitted(sections[key], share + max(0, spare))
        spare += share - _words_in([sections[key]])
    for key in reversed(_SHARES):
        if _words_in(sections.values()) > MOST_WORDS and len(sections[key].statements) > 0:
            sections[key] = _noted(document.section(key), ())
    cut = [each for each in document.sections if sections[each.key] is not each]
    return Posting(replace(document, sections=tuple(sections.values())), tuple(cut))


def _fitted(section: Section, room: int) -> Section:
    """As it is when it fits."""
    if _words_in([section]) <= room:
        return section
    told = section.statements
    if section.key is SectionKey.WHAT_HAPPENED:
        told = tuple(replace(each, text=headline(each.text)) for each in told)
    return _noted(section, _first(told, room))


def _first(statements: Sequence[Statement], room: int) -> tuple[Statement, ...]:
    """As many as fit; of a story the unlabeled ones make way for its end, the later first."""
    kept = list(statements)
    while len(kept) > _TOLD_IN_ANY_CASE and sum(map(_words, kept)) > room:
        plain_ones = [each for each in kept[1:-1] if each.at and not each.label]
        kept.remove(plain_ones[-1] if plain_ones else kept[-1])
    return tuple(kept)


def _noted(section: Section, kept: Sequence[Statement]) -> Section:
    left = len(section.statements) - len(kept)
    which = ("more is", "more are") if kept else ("is", "are")
    more = f"{counted(left, *which)} in the thread." if left else ""
    note = more or "Shortened here; in full in the thread."
    notes = " ".join(each for each in (note, section.note) if each)
    return replace(section, statements=tuple(kept), note=notes)


def _words_in(sections: Iterable[Section]) -> int:
    return sum(sum(map(_words, each.statements)) + _words_around(each) for each in sections)


def _words_around(section: Section) -> int:
    """In its heading and what stands beside it, the days between its statements, and its note."""
    around = (plain(section.heading), section.aside or "", *section.days(), section.note or "")
    return sum(len(text.split()) for text in around)


def _words(statement: Statement) -> int:
    """Its time and the numbers of its entries are read, too."""
    told = len(plain(statement.text).split()) + len((statement.lead_in() or "").split())
    return told + bool(statement.at) + bool(statement.evidence)
