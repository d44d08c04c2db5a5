"""Which sections of the summary read differently from what its readers know."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from app.summaries.rules_document import Document, Section, SectionKey, statement_json

Digests = Mapping[str, str]
"""What sections say, by their keys, told by a few characters each."""


def digests(document: Document) -> Digests:
    """Of all that people read for what it says; the footer counts, and below the title stands how
    far the review is.
    """
    sections = [each for each in document.sections if each.key is not SectionKey.FOOTER]
    return {each.key.value: _digest(each) for each in sections}


def differing(known: Digests, now: Digests) -> Sequence[SectionKey]:
    """The sections that read differently now, in their order."""
    return [key for key in SectionKey if known.get(key.value) != now.get(key.value)]


def _digest(section: Section) -> str:
    told = [] if section.key is SectionKey.TITLE else [*map(statement_json, section.statements)]
    said = json.dumps([section.heading, section.is_written, told], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
