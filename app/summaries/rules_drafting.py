"""From a language model's answer to a draft, and from a draft to the document that tells it: each
statement is checked both times, since facts and names change.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from app.drafting.answer import Answer
from app.slack.mrkdwn import Mrkdwn, esc
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_draft import DRAFTED, DraftLine
from app.summaries.rules_draft_checks import Drafted, Reason, objection, tidy
from app.summaries.rules_draft_facts import (
    RECORD,
    UNKNOWN,
    Fact,
    Facts,
    fact_id,
    facts_of,
    is_worded,
)
from app.summaries.rules_draft_words import is_small, stem, words_of
from app.summaries.rules_story import Story

SENTENCES = 3
"""Of *In short*, at most."""
_TELLS = 0.34
"""The part of a sentence's words that another one has to share to tell the same."""
_OURS = re.compile(r"(?:New to \d+ (?:person|people)|No entry shows it yet)\.$")
"""What we say ourselves at the end of a line stays there, whatever words stand before it."""
_ASIDE = "UTC, shortened from the words of those who were there"
_UNREAD = "Drafted by a language model from the timeline; not read by a person yet."


@dataclass(frozen=True, slots=True)
class Accepted:
    """What of an answer may be told, and why the rest may not."""

    lines: tuple[DraftLine, ...]
    dropped: Mapping[Reason, int]


def accepted(answer: Answer, facts: Facts, story: Story) -> Accepted:
    lines, dropped = [], Counter[Reason]()
    for key in DRAFTED:
        for said in getattr(answer, key.value):
            drafted = _drafted(key, said.text, said.facts, facts, story)
            reason = objection(drafted)
            if reason is None:
                digests = tuple(fact.digest for fact in drafted.facts)
                lines.append(DraftLine(key, drafted.text, digests))
            else:
                dropped[reason] += 1
    return Accepted(tuple(lines), dropped)


def with_draft(document: Document, story: Story) -> Document:
    """The document in the model's words, as far as they still hold. `document` is told without."""
    if story.draft is None:
        return document
    facts = facts_of(document, story.cast().names)
    by_digest = {fact.digest: fact for fact in facts.by_id.values()}
    drafts = {
        key: [
            drafted
            for line in story.draft.of(key)
            if (drafted := _standing(line, by_digest, story)) and objection(drafted) is None
        ]
        for key in DRAFTED
    }
    return replace(
        document,
        sections=tuple(
            _worded(section, drafts.get(section.key, ()), facts) for section in document.sections
        ),
    )


def with_mark(document: Document, story: Story) -> Document:
    """The document, saying in its title whether a person has read what the model drafted."""
    draft = story.draft
    if draft is None or not document.is_drafted:
        return document
    is_read = document.drafted_digests() <= draft.read and draft.read_by is not None
    note = f"Drafted by a language model, read by the {draft.read_by}." if is_read else _UNREAD
    title = document.section(SectionKey.TITLE)
    notes = " ".join(each for each in (title.note, note) if each)
    return replace(
        document,
        sections=(replace(title, note=notes), *document.sections[1:]),
        read_at=draft.read_at if is_read else None,
    )


def _drafted(key: SectionKey, text: str, ids: Sequence[str], facts: Facts, story: Story) -> Drafted:
    """With no facts at all if one of them is unknown, or the section does not tell the first."""
    found = [facts.by_id[each] for each in dict.fromkeys(ids) if each in facts.by_id]
    is_known = len(found) == len(set(ids)) and set(ids[:1]) <= set(facts.lines[key])
    return _on_trial(key, tidy(text), found if is_known else [], story)


def _standing(line: DraftLine, known: Mapping[str, Fact], story: Story) -> Drafted | None:
    """None once one of its facts reads otherwise, or is gone."""
    if not all(digest in known for digest in line.facts):
        return None
    return _on_trial(line.section, line.text, [known[digest] for digest in line.facts], story)


def _on_trial(key: SectionKey, text: str, facts: Sequence[Fact], story: Story) -> Drafted:
    roles = frozenset(chain.from_iterable(words_of(role) for role in story.roles.values()))
    return Drafted(key, text, facts, story.cast().names, roles)


def _worded(section: Section, drafts: Sequence[Drafted], facts: Facts) -> Section:
    """The section as it is told without a model, where too little of it would be worded."""
    if section.key is SectionKey.IN_SHORT:
        return _in_short(section, drafts)
    by_id = {drafted.facts[0].id: drafted for drafted in drafts}
    lines = facts.lines.get(section.key, ())
    if not by_id or 2 * len(by_id) < len(lines):
        return section
    statements = tuple(_line(each, section, by_id) for each in section.statements)
    aside = _ASIDE if section.key is SectionKey.WHAT_HAPPENED else section.aside
    return replace(section, statements=statements, aside=aside, is_drafted=True)


def _line(statement: Statement, section: Section, by_id: Mapping[str, Drafted]) -> Statement:
    """In the words of the model these are nobody's own words any more."""
    drafted = by_id.get(fact_id(statement) or "")
    if drafted is None or not is_worded(statement, section):
        return statement
    said, kept = esc(drafted.text), _OURS.search(statement.text)
    return replace(
        statement,
        text=Mrkdwn(f"{said} {kept[0]}") if kept and kept[0] not in said else said,
        evidence=_evidence(drafted, statement.evidence),
        said_by=None,
        is_drafted=True,
    )


def _in_short(section: Section, drafts: Sequence[Drafted]) -> Section:
    """Up to three sentences that tell at least half of what is told without; what is unknown, and
    what waits for its words, is said in any case.
    """
    stays = [each for each in section.statements if each.is_withheld or _is_unknown(each)]
    told = [each for each in section.statements if each not in stays]
    chosen = drafts[: SENTENCES - len(stays)]
    words = " ".join(drafted.text for drafted in chosen)
    kept = [each for each in told if _tells(words, each.text)]
    if not chosen or 2 * len(kept) < len(told):
        return section
    statements = [
        Statement(text=esc(each.text), evidence=_evidence(each), is_drafted=True) for each in chosen
    ]
    return replace(section, statements=(*statements, *stays), is_drafted=True)


def _is_unknown(statement: Statement) -> bool:
    return UNKNOWN in statement.text.casefold()


def _evidence(drafted: Drafted, told: Sequence[int] = ()) -> tuple[int, ...]:
    numbers = {number for fact in drafted.facts if fact.id != RECORD for number in fact.evidence}
    return (*told, *sorted(numbers - set(told)))


def _tells(words: str, sentence: Mrkdwn) -> bool:
    said = {stem(word) for word in words_of(words)}
    wanted = {stem(word) for word in _own(sentence)}
    return len(wanted & said) >= _TELLS * len(wanted)


def _own(sentence: Mrkdwn) -> Iterator[str]:
    return (word for word in words_of(sentence) if not is_small(word))
