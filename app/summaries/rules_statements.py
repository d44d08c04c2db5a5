"""Entries as statements of a summary: in their authors' words, by role; withheld if they judge."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, esc, link, plain
from app.summaries.rules_document import Quote, Statement, Subject
from app.summaries.rules_held import LABELED_SOUGHT, moment_sought, told
from app.summaries.rules_quotes import shortened
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import counted
from app.vocabulary import Confidence, EntryKind
from app.workspace.rules_quoting import quotable

UNTOLD = "Nobody has told us yet."
_A_FILE = Mrkdwn("file")
_PLAIN_ROLES = frozenset({"responder", "participant"})
_WHAT = {EntryKind.SIGNAL: "A signal", EntryKind.CHANGE: "A change in the system"}


def with_words(statement: Statement, words: str, *quotes: Quote) -> Statement:
    """The statement and what else is told; as it is when that is nothing."""
    made_from = (*statement.quotes, *quotes)
    if not words:
        return replace(statement, quotes=made_from)
    end = "" if statement.text[-1:] in (".", "!", "?", "…", ":") else "."
    return replace(statement, text=Mrkdwn(f"{statement.text}{end} {words}"), quotes=made_from)


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
    quote = quote_of(entry)
    words = told(quote, cast)
    role = story.roles.get(entry.author) if entry.author else None
    sought = moment_sought(quote, _what(entry), has_time=has_time)
    if label:
        sought = LABELED_SOUGHT
    said = shorten(words) if words else sought
    parts = [said if entry.text.strip() else None, *_files(entry, story)]  # else it is its files
    return Statement(
        text=Mrkdwn(" ".join(part for part in parts if part)),
        evidence=(entry.number,),
        at=entry.occurred_at if has_time else None,
        label=label,
        said_by=None if role in _PLAIN_ROLES or not words else role,
        confidence=Confidence.RECALLED if entry.is_recalled else Confidence.OBSERVED,
        is_withheld=words is None and bool(entry.text.strip()),
        quotes=(quote,),
    )


def quote_of(entry: KeptEntry) -> Quote:
    """The words of an entry."""
    return Quote(
        subject=Subject.ENTRY,
        id=entry.entry_id,
        text=entry.text,
        by=entry.author,
        number=entry.number,
        at=entry.occurred_at,
    )


def _what(entry: KeptEntry) -> str:
    if entry.is_decision():
        return "A decision"
    return "A hand-off" if entry.is_handoff() else _WHAT.get(entry.kind, "A moment")


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
