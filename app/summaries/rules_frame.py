"""What stands around the story: the title line, *In short* and the footer."""

from dataclasses import replace

from app.slack.mrkdwn import NOTHING, Mrkdwn, esc, link
from app.summaries.rules_choice import chosen
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
from app.summaries.rules_story import Story
from app.summaries.rules_words import clock, counted, dates, day, lasting
from app.workspace.rules_quoting import one_line, reads_as_judgement


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
    """Three sentences at most: what was met, how long it lasted, what eased it."""
    statements = (_impact(story), _lasted(story), _eased(story), _unknown(story))
    return Section(
        key=SectionKey.IN_SHORT,
        heading=Mrkdwn("In short"),
        statements=tuple(statement for statement in statements if statement),
    )


def _impact(story: Story) -> Statement | None:
    if not _says_something(story.impact):
        return None
    quote = _quote("impact", story.impact or NOTHING)
    words = _one_sentence(quote, story)
    sought = Mrkdwn(f"What users noticed is told; {SOUGHT}.")
    return Statement(text=words or sought, is_withheld=words is None, quotes=(quote,))


def _lasted(story: Story) -> Statement:
    return Statement(text=_span(story))


def _span(story: Story) -> Mrkdwn:
    start = f"{day(story.started_at)} {clock(story.started_at)}"
    if story.resolved_at is None:
        return Mrkdwn(f"It began on {start} UTC and was not over when this was written.")
    end = f"{day(story.resolved_at)} {clock(story.resolved_at)}"
    if day(story.started_at) == day(story.resolved_at):
        end = clock(story.resolved_at)
    length = lasting(story.started_at, story.resolved_at)
    return Mrkdwn(f"It lasted {length}, from {start} to {end} UTC.")


def _eased(story: Story) -> Statement | None:
    after = (
        f"It eased after {lasting(story.started_at, story.mitigated_at)}"
        if story.mitigated_at
        else ""
    )
    if not _says_something(story.eased_by):
        return Statement(text=Mrkdwn(f"{after}; nobody has told us yet how.")) if after else None
    quote = _quote("eased_by", story.eased_by or NOTHING)
    words = _one_sentence(quote, story)
    text = f"{after or 'What eased it'}: {words}" if words else _eased_sought(after)
    return Statement(text=Mrkdwn(text), is_withheld=words is None, quotes=(quote,))


def _eased_sought(after: str) -> str:
    return f"{after}; {SOUGHT}." if after else f"What eased it is told; {SOUGHT}."


def _unknown(story: Story) -> Statement | None:
    """What the sentences before leave open, in one."""
    missing = [] if _says_something(story.impact) else ["what users noticed"]
    missing += [] if _eased(story) else ["what eased it"]
    text = Mrkdwn(f"Nobody has told us yet {' or '.join(missing)}.")
    return Statement(text=text) if missing else None


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


def footer(story: Story) -> Section:
    """What this rests on, and how to correct it."""
    entries = counted(len(story.entries), "entry", "entries")
    reflections = counted(story.reflections, "reflection", "reflections")
    shown = len(chosen(story))
    share = f" ({shown} of them above)" if shown < len(story.entries) else ""
    people = counted(story.confirmed, "person", "people")
    confirmed = f", read back by {people}" if story.confirmed else ""
    thanks = "; thank you to everyone who kept them" if story.entries else ""
    text = (
        f"Told from {entries}{share} and {reflections}{confirmed}{thanks}. "
        "Something missing, or not as you saw it? Keep a message with 📌 and "
        "type `/incident summary`, or tell the facilitator."
    )
    return Section(
        key=SectionKey.FOOTER,
        heading=Mrkdwn("About this summary"),
        statements=(Statement(text=Mrkdwn(text)),),
    )
