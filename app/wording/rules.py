"""When a note is due, what it is about, and what may be said instead. No I/O."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.language.detection import Finding, findings, reworded


@dataclass(frozen=True, slots=True)
class Note:
    """About one passage in a field of a form. All words are plain."""

    field: str
    category: str
    said: str
    """The words that judge."""
    instead: str
    """What may stand in the passage's place."""
    mark: str
    """Tells the passage again without its words."""


def note_about(words: Mapping[str, str], stood: Mapping[str, Sequence[str]]) -> Note | None:
    """About the first passage of these fields that judges, and stood in no text before."""
    for field, text in words.items():
        for finding in findings(text):
            passage = _passage(text, finding)
            if not any(passage in before for before in stood.get(field, ())):
                said = text[finding.start : finding.end]
                return Note(field, finding.category, said, finding.suggestion, _mark(passage))
    return None


def with_suggestion(text: str, mark: str) -> str:
    """The text with the suggestion in place of the passage of this mark; as it is when that has
    been changed.
    """
    noted = (each for each in findings(text) if _mark(_passage(text, each)) == mark)
    finding = next(noted, None)
    return reworded(text, finding) if finding else text


def said_anew(text: str) -> str:
    """The text with a suggestion in place of each passage that judges; the same where none does."""
    for finding in reversed(findings(text)):
        text = reworded(text, finding)
    return text


def _passage(text: str, finding: Finding) -> str:
    return text[slice(*finding.passage)]


def _mark(passage: str) -> str:
    return hashlib.sha256(passage.encode(errors="replace")).hexdigest()[:16]
