"""The note below a summary that reads differently."""

from collections.abc import Sequence

from app.slack.blocks import Message, section
from app.summaries.rules_document import SectionKey
from app.summaries.views_corrections import HEADINGS


def changes_note(changed: Sequence[SectionKey]) -> Message:
    """Which sections; what they say stands above it."""
    *others, last = [f"“{HEADINGS.get(key, 'The title')}”" for key in changed]
    listed = f"{', '.join(others)} and {last}" if others else last
    reads = "read" if others else "reads"
    text = f"The summary was brought up to date: {listed} {reads} differently now."
    return Message(text, (section(text),))
