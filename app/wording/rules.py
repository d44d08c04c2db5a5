"""What a note is about, and what may be said instead. No I/O."""

from app.language.detection import findings, reworded


def said_anew(text: str) -> str:
    """The text with a suggestion in place of each passage that judges; the same where none does."""
    for finding in reversed(findings(text)):
        text = reworded(text, finding)
    return text
