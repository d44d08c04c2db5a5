"""What stands around the story: the title line, *In short* and the footer."""

from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, esc, link
from app.summaries.rules_choice import chosen
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_quotes import quotable, sentences_of, shortened
from app.summaries.rules_story import Story
from app.summaries.rules_words import clock, counted, dates, day, lasting


def title(story: Story) -> Section:
    """The title line: what was met, when, how severe, how long, how far the review is."""
    told = quotable(story.title, story.cast())
    number = f"INC-{story.incident_number}"
    return Section(
        key=SectionKey.TITLE,
        heading=Mrkdwn(f"Review: {told or number}"),
        statements=(Statement(text=_facts(story, number)),),
        note=None if told else "The title will be found in the review.",
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
    told = [_impact(story), _lasted(story), _eased(story), _unknown(story)]
    return Section(
        key=SectionKey.IN_SHORT,
        heading=Mrkdwn("In short"),
        statements=tuple(Statement(text=text) for text in told if text),
    )


def _impact(story: Story) -> Mrkdwn | None:
    return _one_sentence(story.impact, story)


def _lasted(story: Story) -> Mrkdwn:
    start = f"{day(story.started_at)} {clock(story.started_at)}"
    if story.resolved_at is None:
        return Mrkdwn(f"It began on {start} UTC and was not over when this was written.")
    end = f"{day(story.resolved_at)} {clock(story.resolved_at)}"
    if day(story.started_at) == day(story.resolved_at):
        end = clock(story.resolved_at)
    length = lasting(story.started_at, story.resolved_at)
    return Mrkdwn(f"It lasted {length}, from {start} to {end} UTC.")


def _eased(story: Story) -> Mrkdwn | None:
    told = _one_sentence(story.eased_by, story)
    if not story.mitigated_at:
        return Mrkdwn(f"What eased it: {told}") if told else None
    after = f"It eased after {lasting(story.started_at, story.mitigated_at)}"
    return Mrkdwn(f"{after}: {told}" if told else f"{after}; nobody has told us yet how.")


def _unknown(story: Story) -> Mrkdwn | None:
    """What the sentences before leave open, in one."""
    missing = [] if _impact(story) else ["what users noticed"]
    missing += [] if _eased(story) else ["what eased it"]
    return Mrkdwn(f"Nobody has told us yet {' or '.join(missing)}.") if missing else None


def _one_sentence(text: Mrkdwn | None, story: Story) -> Mrkdwn | None:
    told = quotable(text, story.cast()) if text else None
    sentences = sentences_of(told) if told else []
    if not sentences:
        return None
    first = shortened(sentences[0])
    return first if first[-1] in ".!?…" else Mrkdwn(f"{first}.")


def footer(story: Story) -> Section:
    """What this rests on, and how to correct it."""
    entries = counted(len(story.entries), "entry", "entries")
    reflections = counted(story.reflections, "reflection", "reflections")
    told = len(chosen(story))
    share = f" ({told} of them above)" if told < len(story.entries) else ""
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
