"""The sections that tell the story, from *What happened* to *Building forward*, each from the story
alone. Our own sentences are plain, in the past tense
and free of the words that domain.md §4 bans; what is unknown is said to be unknown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, esc, link, plain
from app.summaries.rules_choice import chosen, first_signal
from app.summaries.rules_document import Section, SectionKey, Statement
from app.summaries.rules_ends import (
    decision_parts,
    handoff_ends,
    handoff_told,
    is_explained,
)
from app.summaries.rules_quotes import headline, quotable, shortened
from app.summaries.rules_story import KeptEntry, Story, Told
from app.summaries.rules_words import counted
from app.vocabulary import EntryKind

_A_FILE = Mrkdwn("file")
_UNTOLD = "Nobody has told us yet."
AHEAD = "scheduled"
"""The state of a review that has not met."""
_PLAIN_ROLES = frozenset({"responder", "participant"})


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
        aside="UTC, in the words of those who were there",
        note=None if entries else f"{_UNTOLD} Keep a message with 📌 and it is told here.",
    )


def _moment(entry: KeptEntry, is_signal: bool, story: Story) -> Statement:
    told_later = entry.is_decision() or entry.is_handoff() or entry.is_insight()
    return _statement(
        entry,
        story,
        shorten=headline if told_later else shortened,
        label=_label(entry, is_signal),
        has_time=True,
    )


def _accounts(entry: KeptEntry, story: Story) -> Iterator[Statement]:
    """How others saw it, side by side with it; neither corrects the other."""
    for account in entry.accounts:
        told = quotable(account.text, story.cast(), account.by)
        withheld = f"A second account of entry {entry.number} is quoted here once it is reworded."
        yield Statement(
            text=shortened(told) if told else Mrkdwn(withheld),
            evidence=(entry.number,),
            at=entry.occurred_at,
            label="Seen differently",
            said_by=story.roles.get(account.by, "colleague") if told else None,
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
        "Where intent, known or assumed is missing, nobody has told us yet. Anybody who was there "
        "can: type `/incident decision`."
    )
    note = None if all(map(is_explained, kept)) else missing
    return Section(
        key=SectionKey.DECISIONS,
        heading=Mrkdwn("Decisions and what we knew then"),
        statements=tuple(_decision(each, story) for each in kept),
        note=note if kept else f"{_UNTOLD} Mark a message with ⚖️ where a choice was made.",
    )


def _decision(entry: KeptEntry, story: Story) -> Statement:
    told = _statement(entry, story)
    return _with_words(told, decision_parts(entry, told.text, story))


def _with_words(statement: Statement, words: str) -> Statement:
    """The statement and what else is told; as it is when that is nothing."""
    if not words:
        return statement
    end = "" if statement.text[-1:] in (".", "!", "?", "…", ":") else "."
    return replace(statement, text=Mrkdwn(f"{statement.text}{end} {words}"))


def factors(story: Story) -> Section:
    """Nothing tells of factors before a review has met."""
    return Section(
        key=SectionKey.FACTORS,
        heading=Mrkdwn("How it was able to happen this way"),
        note=_to_bring(story, "Bring to the review what contributed, and the entry that shows it."),
    )


def pressure(story: Story) -> Section:
    """What people marked as an insight or a blind spot."""
    told = _told(story, KeptEntry.is_insight)
    return Section(
        key=SectionKey.PRESSURE,
        heading=Mrkdwn("Pressure points and blind spots"),
        statements=told,
        note=None if told else f"{_UNTOLD} Mark with 💡 what was out of sight then.",
    )


def handoffs(story: Story) -> Section:
    """Every hand-off with both its ends. What reads one back is told with it."""
    answers = story.answers()
    kept = [each for each in story.entries if each.is_handoff() and each.text.strip()]
    told = [_handoff(each, answers, story) for each in kept if each.entry_id not in answers]
    return Section(
        key=SectionKey.HANDOFFS,
        heading=Mrkdwn("Hand-offs, ownership, process"),
        statements=tuple(told),
        note=None if told else f"{_UNTOLD} Mark a message with 🤝 where work changed hands.",
    )


def _handoff(entry: KeptEntry, answers: Mapping[int, int], story: Story) -> Statement:
    """In the words of the message that was marked, or as the form has it."""
    told, handoff = _statement(entry, story), entry.handoff
    if handoff is None:
        return told
    ends = handoff_ends(handoff, story)
    answer = answers.get(handoff.answer_id or 0)
    evidence = (entry.number,) if answer is None else (entry.number, answer)
    if handoff.subject is None:
        return replace(_with_words(told, ends), evidence=evidence)
    text = Mrkdwn(f"{handoff_told(handoff, story)} {ends}".strip())
    return Statement(text=text, evidence=evidence)


def helped(story: Story) -> Section:
    """What people marked as help or as luck."""
    told = _told(story, KeptEntry.has_helped, "Helped") + _told(story, KeptEntry.is_luck, "Luck")
    return Section(
        key=SectionKey.HELPED,
        heading=Mrkdwn("What held, what helped, luck"),
        statements=told,
        note=None if told else f"{_UNTOLD} Mark with ⭐ what helped and with 🍀 what was luck.",
    )


def learned(story: Story) -> Section:
    """Asked in the review's meeting."""
    return Section(
        key=SectionKey.LEARNED,
        heading=Mrkdwn("What we learned"),
        note=_to_bring(story, "Bring one thing that was new to you to the review."),
    )


def questions(story: Story) -> Section:
    """Asked before and in the review's meeting."""
    return Section(
        key=SectionKey.QUESTIONS,
        heading=Mrkdwn("Open questions"),
        note=_to_bring(story, "Bring one question that the review could answer."),
    )


def _to_bring(story: Story, request: str) -> str:
    """What can still be asked of the review while it lies ahead, and of everybody afterwards."""
    later = "Say it in the channel, and mark it with 💡."
    return f"{_UNTOLD} {request if story.review_state == AHEAD else later}"


def forward(story: Story) -> Section:
    """Changes are decided after the rewind; what was parked in it waits for that."""
    return Section(
        key=SectionKey.FORWARD,
        heading=Mrkdwn("Building forward"),
        statements=tuple(_parked(idea, story) for idea in story.parked),
        note=f"{_UNTOLD} Changes are decided after the rewind; each answers a factor.",
    )


def _parked(idea: Told, story: Story) -> Statement:
    """An idea, without whoever had it."""
    told = quotable(idea.text, story.cast(), idea.by)
    withheld = Mrkdwn("An idea that is quoted here once it is reworded.")
    return Statement(
        text=shortened(told) if told else withheld, evidence=idea.evidence, label="Parked"
    )


def _told(
    story: Story, holds: Callable[[KeptEntry], bool], label: str | None = None
) -> tuple[Statement, ...]:
    entries: Sequence[KeptEntry] = [each for each in story.entries if each.says_something()]
    return tuple(_statement(each, story, label=label) for each in entries if holds(each))


def _statement(
    entry: KeptEntry,
    story: Story,
    *,
    shorten: Callable[[Mrkdwn], Mrkdwn] = shortened,
    label: str | None = None,
    has_time: bool = False,
) -> Statement:
    """An entry in its author's words; withheld when they judge people."""
    cast = story.cast().with_new_lead(entry.handoff.new_lead if entry.handoff else None)
    told = quotable(entry.text, cast, entry.author)
    role = story.roles.get(entry.author) if entry.author else None
    words = [_words(entry, told, shorten), *_files(entry, story)]
    return Statement(
        text=Mrkdwn(" ".join(word for word in words if word)),
        evidence=(entry.number,),
        at=entry.occurred_at if has_time else None,
        label=label,
        said_by=None if role in _PLAIN_ROLES or not told else role,
    )


def _words(
    entry: KeptEntry, told: Mrkdwn | None, shorten: Callable[[Mrkdwn], Mrkdwn]
) -> Mrkdwn | None:
    if not entry.text.strip():
        return None  # it is its files
    return shorten(told) if told else _withheld(entry)


def _files(entry: KeptEntry, story: Story) -> list[Mrkdwn]:
    """`1 file: graph.png`, as a link to it; their names are quoted like everything else."""
    if not entry.files:
        return []
    names = [
        link(file["permalink"], name) if file["permalink"] else esc(name)
        for file in entry.files
        for name in [plain(quotable(esc(file["name"]), story.cast(), entry.author) or _A_FILE)]
    ]
    return [Mrkdwn(f"({counted(len(names), 'file', 'files')}: {', '.join(names)})")]


def _withheld(entry: KeptEntry) -> Mrkdwn:
    return Mrkdwn(
        f"Entry {entry.number} is told in the message itself; it is quoted here once it says what "
        "happened."
    )
