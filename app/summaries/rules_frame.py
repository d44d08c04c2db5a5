"""What stands around the story: the title line, *In short* and the footer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.slack.mrkdwn import NOTHING, Mrkdwn, esc, link
from app.summaries.rules_document import (
    Document,
    Quote,
    Section,
    SectionKey,
    Statement,
    Subject,
)
from app.summaries.rules_held import SOUGHT, told
from app.summaries.rules_quotes import sentences_of, shortened
from app.summaries.rules_story import AHEAD, SHARED, Story
from app.summaries.rules_words import capitalized, clock, counted, dates, day, lasting
from app.vocabulary import Category
from app.workspace.rules_quoting import one_line, reads_as_judgement

_LINKS = {
    Category.STRETCH: ("a stretched system", "stretched systems"),
    Category.EXPERTISE: ("knowledge out of reach",) * 2,
    Category.HANDOFF: ("a hand-off", "hand-offs"),
    Category.OWNERSHIP: ("unclear ownership",) * 2,
    Category.PROCESS_MISSING: ("a missing process", "missing processes"),
    Category.PROCESS_BYPASSED: ("a bypassed process", "bypassed processes"),
    Category.PROCESS_SCALE: ("an outgrown process", "outgrown processes"),
    Category.ASSUMPTION: ("an assumption", "assumptions"),
    Category.BLIND_SPOT: ("a blind spot", "blind spots"),
    Category.DESIGN: ("a design choice", "design choices"),
    Category.PRESSURE: ("pressure",) * 2,
    Category.RECOVERY: ("the way back to normal",) * 2,
    Category.EXTERNAL: ("something from outside",) * 2,
}
"""A factor of each kind as a link of the chain, and several of them."""
_FEW = 3
"""Entries from which on an incident has a story with sections of its own."""


def title(story: Story) -> Section:
    """The title line: what was met, when, how severe, how long, how far the review is."""
    quote = _quote("title", story.title)
    words = told(quote, story.cast())
    number = f"INC-{story.incident_number}"
    if words and reads_as_judgement(Mrkdwn(f"Review: {words}")):
        words = None
    return Section(
        key=SectionKey.TITLE,
        heading=Mrkdwn(f"Review: {words or number}"),
        statements=(
            Statement(text=_facts(story, number), is_withheld=words is None, quotes=(quote,)),
        ),
        note=None if words else f"It has a title; {SOUGHT}.",
    )


def with_open(document: Document, points: int) -> Document:
    """The document, saying in its title that points of the checklist are open."""
    if not points:
        return document
    title = document.section(SectionKey.TITLE)
    open_points = counted(points, "point is", "points are")
    note = (
        f"Not complete yet: {open_points} open. Whoever facilitates finds them with "
        "`/incident checklist`."
    )
    notes = " ".join(each for each in (title.note, note) if each)
    return replace(document, sections=(replace(title, note=notes), *document.sections[1:]))


def _facts(story: Story, number: str) -> Mrkdwn:
    entries = counted(len(story.entries), "entry", "entries")
    length = lasting(story.started_at, story.resolved_at) if story.resolved_at else "not over yet"
    parts = [
        dates(story.started_at, story.resolved_at),
        number,
        esc(story.severity),
        length,
        esc(story.state),
        f"review: {esc(story.review_state)}",
        link(story.timeline_url, entries) if story.timeline_url else entries,
    ]
    return Mrkdwn(" · ".join(parts))


def in_short(story: Story) -> Section:
    """Three sentences at most: what was met, how long it lasted and what eased it, and the chain of
    what contributed.
    """
    statements = (_impact(story), _course(story), _chain(story))
    return Section(
        key=SectionKey.IN_SHORT,
        heading=Mrkdwn("In short"),
        statements=tuple(statement for statement in statements if statement),
    )


def _impact(story: Story) -> Statement:
    if not _says_something(story.impact):
        return Statement(text=Mrkdwn("Nobody has told us yet what users noticed."))
    quote = _quote("impact", story.impact or NOTHING)
    words = _one_sentence(quote, story)
    sought = Mrkdwn(f"What users noticed is told; {SOUGHT}.")
    return Statement(text=words or sought, is_withheld=words is None, quotes=(quote,))


def _course(story: Story) -> Statement:
    """How long it lasted and what eased it. While it lasts nobody has to know that."""
    if _says_something(story.eased_by):
        quote = _quote("eased_by", story.eased_by or NOTHING)
        words = _one_sentence(quote, story)
        text = Mrkdwn(f"{_span(story)}; {_eased(story)}{words or f'{SOUGHT}.'}")
        return Statement(text=text, is_withheld=words is None, quotes=(quote,))
    if story.mitigated_at:
        return Statement(text=Mrkdwn(f"{_span(story)}; {_eased(story)}nobody has told us how."))
    unknown = "; nobody has told us yet what eased it" if story.resolved_at else ""
    return Statement(text=Mrkdwn(f"{_span(story)}{unknown}."))


def _span(story: Story) -> str:
    start = f"{day(story.started_at)} {clock(story.started_at)}"
    if story.resolved_at is None:
        return f"It began on {start} UTC and was not over when this was written"
    end = f"{day(story.resolved_at)} {clock(story.resolved_at)}"
    if day(story.started_at) == day(story.resolved_at):
        end = clock(story.resolved_at)
    length = lasting(story.started_at, story.resolved_at)
    return f"It lasted {length}, from {start} to {end} UTC"


def _eased(story: Story) -> str:
    """What stands before how it eased."""
    if story.mitigated_at is None:
        return "what eased it: "
    return f"it eased after {lasting(story.started_at, story.mitigated_at)}: "


def _chain(story: Story) -> Statement | None:
    """`A hand-off, two assumptions … contributed together`; never one cause."""
    kinds = Counter(each.category for each in story.factors() if each.category)
    if kinds.total() < 2:
        return None
    *parts, last = (_LINKS[kind][count > 1] for kind, count in kinds.items())
    listed = f"{', '.join(parts)} and {last}" if parts else last
    return Statement(text=Mrkdwn(f"{capitalized(listed)} contributed together."))


def _says_something(text: Mrkdwn | None) -> bool:
    return bool(sentences_of(one_line(text))) if text else False


def _quote(field: str, text: Mrkdwn) -> Quote:
    return Quote(subject=Subject.INCIDENT, field=field, text=text)


def _one_sentence(quote: Quote, story: Story) -> Mrkdwn | None:
    words = told(quote, story.cast())
    sentences = sentences_of(words) if words else []
    if not sentences:
        return None
    first = shortened(sentences[0])
    return first if first[-1] in ".!?…" else Mrkdwn(f"{first}.")


def without_blanks(document: Document, story: Story) -> Document:
    """Of an incident that little is known of, and of a review that was shared, a document without
    sections that have nothing to say: one line in its footer says what nobody has told; or that it
    was told, and is kept no longer.
    """
    if story.is_thinned:
        sections = [replace(each, note=None) for each in document.sections]
        sections[-1] = _with_line(sections[-1], _THINNED)
        return replace(document, sections=tuple(sections))
    is_known = len(story.entries) >= _FEW or story.findings or story.changes
    if story.review_state != SHARED and (is_known or story.review_state == AHEAD):
        return document  # what is missing is asked for, each thing in its place
    blank = [each for each in document.sections if not each.statements]
    sections = [each if each.statements else replace(each, note=None) for each in document.sections]
    if blank:
        sections[-1] = _with_untold(sections[-1], blank)
    return replace(document, sections=tuple(sections))


def _with_untold(footer: Section, blank: Sequence[Section]) -> Section:
    headings = "; ".join(f"{each.heading[:1].lower()}{each.heading[1:]}" for each in blank)
    untold = Mrkdwn(
        f"Nobody has told us yet about: {headings}. `/incident note` and `/incident finding` add "
        "to it."
    )
    return _with_line(footer, untold)


_THINNED = Mrkdwn(
    "What the timeline said in words was removed: this workspace keeps such texts for a while only."
)


def _with_line(footer: Section, line: Mrkdwn) -> Section:
    return replace(footer, statements=(*footer.statements, Statement(text=line)))


def footer(story: Story) -> Section:
    """What this rests on, and how to correct it."""
    entries = counted(len(story.entries), "entry", "entries")
    reflections = counted(story.reflections, "reflection", "reflections")
    people = counted(story.confirmed, "person", "people")
    confirmed = f", read back by {people}" if story.confirmed else ""
    thanks = "; thank you to everyone who kept them" if story.entries else ""
    text = (
        f"Told from {entries} and {reflections}{confirmed}{thanks}. "
        "Something missing, or not as you saw it? Press “Correct this” where it stands in the "
        "channel, or keep a message with 📌."
    )
    return Section(
        key=SectionKey.FOOTER,
        heading=Mrkdwn("About this summary"),
        statements=(Statement(text=Mrkdwn(text)),),
    )
