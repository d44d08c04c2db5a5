"""The generator: a story in, a draft out. It needs no language model."""

from app.summaries import rules_found as found
from app.summaries import rules_frame as frame
from app.summaries import rules_sections as sections
from app.summaries.rules_document import Document, Source
from app.summaries.rules_forward import forward
from app.summaries.rules_story import Story

_SECTIONS = (
    frame.title,
    frame.in_short,
    sections.what_happened,
    sections.decisions,
    found.factors,
    found.pressure,
    sections.handoffs,
    found.helped,
    found.learned,
    found.questions,
    forward,
    frame.footer,
)


def drafted(story: Story) -> Document:
    """All twelve sections, from nothing but the story: the same story gives the same document."""
    sources = tuple(
        Source(number=entry.number, entry_id=entry.entry_id, permalink=entry.permalink)
        for entry in story.entries
    )
    whole = Document(sections=tuple(section(story) for section in _SECTIONS), sources=sources)
    return frame.without_blanks(whole, story)
