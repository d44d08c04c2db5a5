"""The sections that tell the story, from *What happened* to *Building forward*, each from the story
alone. Our own sentences are plain, in the past tense
and free of the words that domain.md §4 bans; what is unknown is said to be unknown.
"""

from collections.abc import Callable, Sequence

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_choice import chosen, first_signal
from app.summaries.rules_document import Section, SectionKey, Statement
from app.summaries.rules_quotes import headline, quotable, shortened
from app.summaries.rules_story import KeptEntry, Story
from app.vocabulary import EntryKind

_UNTOLD = "Nobody has told us yet."
_PLAIN_ROLES = frozenset({"responder", "participant"})


def what_happened(story: Story) -> Section:
    """The chosen entries in the order of time. What a later section tells in full is brief here."""
    entries = chosen(story)
    signal = first_signal(entries)
    return Section(
        key=SectionKey.WHAT_HAPPENED,
        heading=Mrkdwn("What happened"),
        statements=tuple(_moment(entry, entry is signal, story) for entry in entries),
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
    """Every decision in full, and what is not known about it."""
    told = _told(story, KeptEntry.is_decision)
    missing = (
        "What was known and what was assumed at these moments: nobody has told us yet. "
        "Whoever decided can reply to the message in one line and keep the reply with 📌."
    )
    return Section(
        key=SectionKey.DECISIONS,
        heading=Mrkdwn("Decisions and what we knew then"),
        statements=told,
        note=missing if told else f"{_UNTOLD} Mark a message with ⚖️ where a choice was made.",
    )


def factors(_story: Story) -> Section:
    """Nothing tells of factors before a review has met."""
    return Section(
        key=SectionKey.FACTORS,
        heading=Mrkdwn("How it was able to happen this way"),
        note=f"{_UNTOLD} Bring to the review what contributed, and the entry that shows it.",
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
    """What people marked as a hand-off."""
    told = _told(story, KeptEntry.is_handoff)
    return Section(
        key=SectionKey.HANDOFFS,
        heading=Mrkdwn("Hand-offs, ownership, process"),
        statements=told,
        note=None if told else f"{_UNTOLD} Mark a message with 🤝 where work changed hands.",
    )


def helped(story: Story) -> Section:
    """What people marked as help or as luck."""
    told = _told(story, KeptEntry.has_helped, "Helped") + _told(story, KeptEntry.is_luck, "Luck")
    return Section(
        key=SectionKey.HELPED,
        heading=Mrkdwn("What held, what helped, luck"),
        statements=told,
        note=None if told else f"{_UNTOLD} Mark with ⭐ what helped and with 🍀 what was luck.",
    )


def learned(_story: Story) -> Section:
    """Asked in the review's meeting."""
    return Section(
        key=SectionKey.LEARNED,
        heading=Mrkdwn("What we learned"),
        note=f"{_UNTOLD} Bring one thing that was new to you to the review.",
    )


def questions(_story: Story) -> Section:
    """Asked before and in the review's meeting."""
    return Section(
        key=SectionKey.QUESTIONS,
        heading=Mrkdwn("Open questions"),
        note=f"{_UNTOLD} Bring one question that the review could answer.",
    )


def forward(_story: Story) -> Section:
    """Changes are decided after the rewind."""
    return Section(
        key=SectionKey.FORWARD,
        heading=Mrkdwn("Building forward"),
        note=f"{_UNTOLD} Changes are decided after the rewind; each answers a factor.",
    )


def _told(
    story: Story, holds: Callable[[KeptEntry], bool], label: str | None = None
) -> tuple[Statement, ...]:
    entries: Sequence[KeptEntry] = [each for each in story.entries if each.text.strip()]
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
    told = quotable(entry.text, story.cast(), entry.author)
    role = story.roles.get(entry.author) if entry.author else None
    return Statement(
        text=shorten(told) if told else _withheld(entry),
        evidence=(entry.number,),
        at=entry.occurred_at if has_time else None,
        label=label,
        said_by=None if role in _PLAIN_ROLES or not told else role,
    )


def _withheld(entry: KeptEntry) -> Mrkdwn:
    return Mrkdwn(
        f"Entry {entry.number} is told in the message itself; it is quoted here once it says what "
        "happened."
    )
