"""Entries as statements of a summary: in their authors' words, by role; withheld if they judge."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, esc, link, plain
from app.summaries.rules_document import Statement
from app.summaries.rules_quotes import quotable, shortened
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import counted
from app.vocabulary import Confidence

UNTOLD = "Nobody has told us yet."
_A_FILE = Mrkdwn("file")
_PLAIN_ROLES = frozenset({"responder", "participant"})


def with_words(statement: Statement, words: str) -> Statement:
    """The statement and what else is told; as it is when that is nothing."""
    if not words:
        return statement
    end = "" if statement.text[-1:] in (".", "!", "?", "…", ":") else "."
    return replace(statement, text=Mrkdwn(f"{statement.text}{end} {words}"))


def entries_told(
    story: Story, holds: Callable[[KeptEntry], bool], label: str | None = None
) -> tuple[Statement, ...]:
    entries: Sequence[KeptEntry] = [each for each in story.entries if each.says_something()]
    return tuple(quoted(each, story, label=label) for each in entries if holds(each))


def quoted(
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
        confidence=Confidence.RECALLED if entry.is_recalled else Confidence.OBSERVED,
        is_withheld=told is None and bool(entry.text.strip()),
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
