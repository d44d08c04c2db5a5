"""The generator: a story in, a document out. It needs no language model."""

from app.summaries.rules_document import Document
from app.summaries.rules_story import Story


def generate(story: Story) -> Document:
    """All twelve sections, from nothing but the story: the same story gives the same document."""
    raise NotImplementedError(story.incident_number)
