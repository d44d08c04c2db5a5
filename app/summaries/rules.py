"""The generator: a story in, a document out. It needs no language model."""

from app.summaries import rules_frame as frame
from app.summaries import rules_sections as sections
from app.summaries.rules_document import Document, Source
from app.summaries.rules_story import Story

_SECTIONS = (
    frame.title,
    frame.in_short,
    sections.what_happened,
    sections.decisions,
    sections.factors,
    sections.pressure,
    sections.handoffs,
    sections.helped,
    sections.learned,
    sections.questions,
    sections.forward,
    frame.footer,
)


def generate(story: Story) -> Document:
    """All twelve sections, from nothing but the story: the same story gives the same document."""
    return Document(
        sections=tuple(section(story) for section in _SECTIONS),
        sources=tuple(
            Source(number=entry.number, entry_id=entry.entry_id, permalink=entry.permalink)
            for entry in story.entries
        ),
    )
