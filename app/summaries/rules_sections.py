"""The sections that tell the story: *What happened*, the decisions, the hand-offs, each from the
story alone. Our own sentences are plain, in the past tense and free of the words that domain.md §4
bans; what is unknown is said to be unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_choice import chosen, first_signal
from app.summaries.rules_document import Quote, Section, SectionKey, Statement, Subject
from app.summaries.rules_ends import (
    decision_parts,
    decision_quotes,
    handoff_ends,
    handoff_quotes,
    handoff_told,
    is_explained,
)
from app.summaries.rules_held import LABELED_SOUGHT, told
from app.summaries.rules_quotes import headline, shortened
from app.summaries.rules_statements import UNTOLD, quoted, with_words
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import counted, dated
from app.vocabulary import EntryKind


def what_happened(story: Story) -> Section:
    """The chosen entries in the order of time. What a later section tells in full is brief here."""
    entries = chosen(story)
    signal = first_signal(entries)
    return Section(
        key=SectionKey.WHAT_HAPPENED,
        heading=Mrkdwn("What happened"),
        statements=tuple(
            statement
            for entry in entries
            for statement in (_moment(entry, entry is signal, story), *_accounts(entry, story))
        ),
        aside=f"UTC, in the words of those who were there{_share(entries, story)}",
        note=None if entries else f"{UNTOLD} Keep a message with 📌 and it is told here.",
        is_dated=_is_dated(entries, story),
    )


def _is_dated(entries: Sequence[KeptEntry], story: Story) -> bool:
    """Not while everything happened on the one day that the title says."""
    times = [story.started_at, *(entry.occurred_at for entry in entries)]
    return len({dated(at) for at in (*times, story.resolved_at) if at}) > 1


def _share(entries: Sequence[KeptEntry], story: Story) -> str:
    """Where it is a choice, of how many; the timeline has them all."""
    if not entries or len(entries) == len(story.entries):
        return ""
    return f"; {len(entries)} of {counted(len(story.entries), 'entry', 'entries')}"


def _moment(entry: KeptEntry, is_signal: bool, story: Story) -> Statement:
    told_later = entry.is_decision() or entry.is_handoff() or entry.is_insight()
    return quoted(
        entry,
        story,
        shorten=headline if told_later else shortened,
        label=_label(entry, is_signal),
        has_time=True,
    )


def _accounts(entry: KeptEntry, story: Story) -> Iterator[Statement]:
    """How others saw it, side by side with it; neither corrects the other."""
    for account in entry.accounts:
        quote = Quote(
            subject=Subject.ACCOUNT,
            id=account.id,
            text=account.text,
            by=account.by,
            number=entry.number,
            at=entry.occurred_at,
        )
        words = told(quote, story.cast())
        yield Statement(
            text=shortened(words) if words else LABELED_SOUGHT,
            evidence=(entry.number,),
            at=entry.occurred_at,
            label="Seen differently",
            said_by=story.roles.get(account.by, "colleague") if words else None,
            is_withheld=words is None,
            quotes=(quote,),
        )


def _label(entry: KeptEntry, is_signal: bool) -> str | None:
    labels = {
        "Decision": entry.is_decision(),
        "Hand-off": entry.is_handoff(),
        "First signal": is_signal,
        "Status": entry.kind is EntryKind.STATUS,
        "From memory": entry.is_recalled,
    }
    return next((label for label, holds in labels.items() if holds), None)


def decisions(story: Story) -> Section:
    """Every decision in full: what was meant, known and assumed, as far as somebody told it."""
    kept = [each for each in story.entries if each.is_decision() and each.text.strip()]
    missing = (
        "Some decisions still lack what was meant, known or assumed. Anybody who was there can "
        "tell it: `/incident decision`."
    )
    note = None if all(map(is_explained, kept)) else missing
    return Section(
        key=SectionKey.DECISIONS,
        heading=Mrkdwn("Decisions and what we knew then"),
        statements=tuple(_decision(each, story) for each in kept),
        note=note if kept else f"{UNTOLD} Mark a message with ⚖️ where a choice was made.",
    )


def _decision(entry: KeptEntry, story: Story) -> Statement:
    statement = quoted(entry, story)
    parts = decision_parts(entry, statement.text, story)
    return with_words(statement, parts, *decision_quotes(entry))


def handoffs(story: Story) -> Section:
    """Every hand-off with both its ends. What reads one back is told with it."""
    answers = story.answers()
    kept = [each for each in story.entries if each.is_handoff() and each.text.strip()]
    statements = [_handoff(each, answers, story) for each in kept if each.entry_id not in answers]
    return Section(
        key=SectionKey.HANDOFFS,
        heading=Mrkdwn("Hand-offs, ownership, process"),
        statements=tuple(statements),
        note=None if statements else f"{UNTOLD} Mark a message with 🤝 where work changed hands.",
    )


def _handoff(entry: KeptEntry, answers: Mapping[int, int], story: Story) -> Statement:
    """In the words of the message that was marked, or as the form has it."""
    statement, handoff = quoted(entry, story), entry.handoff
    if handoff is None:
        return statement
    ends, quotes = handoff_ends(entry, handoff, story), handoff_quotes(entry, handoff)
    answer = answers.get(handoff.answer_id or 0)
    evidence = (entry.number,) if answer is None else (entry.number, answer)
    if handoff.subject is None:
        return replace(with_words(statement, ends, *quotes), evidence=evidence)
    text = Mrkdwn(f"{handoff_told(entry, handoff, story)} {ends}".strip())
    return Statement(text=text, evidence=evidence, quotes=quotes)
