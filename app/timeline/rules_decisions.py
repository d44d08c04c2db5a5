"""Pure decisions about decisions: what a message itself says was assumed, and answers that meet."""

import hashlib
import re
from dataclasses import dataclass, replace

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline.rules import Decision

ANSWERS = ("assumed", "intent", "known", "alternatives", "pressure")
"""What can be told about a decision while it is made, the most telling first."""

SHOWN = 3000
"""Characters that a field of a form shows, at most."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?!\s|$)[^.!?\n]*)*[.!?]*")
_ASSUMES = re.compile(r"\bassum(?:e|es|ed|ing|ption|ptions)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision with the words that tell it. `stored` is what people told about it."""

    entry_id: int
    incident_id: int
    text: Mrkdwn
    author: UserId | None
    stored: Decision
    is_kept: bool
    was_asked: bool

    @property
    def known(self) -> Decision:
        return known_decision(self.stored, self.text) or Decision()


def known_decision(stored: Decision | None, text: Mrkdwn) -> Decision | None:
    """What is known about the decision that this text tells; None when nothing is.

    An assumption that the text states by itself counts, until somebody tells it in other words.
    """
    if stored is not None and stored.assumed is not None:
        return stored
    assumed = stated_assumption(text)
    if assumed is None:
        return stored
    return replace(stored or Decision(), assumed=assumed)


def stated_assumption(text: Mrkdwn) -> Mrkdwn | None:
    """The sentences in which a message says what it assumes; a question assumes nothing."""
    sentences = [each.strip() for each in _SENTENCE.findall(text)]
    stated = [each for each in sentences if _ASSUMES.search(each) and not each.endswith("?")]
    return Mrkdwn(" ".join(stated)) or None


def fingerprint(text: Mrkdwn | None) -> str:
    """What a form remembers of an answer that it showed, to notice another one."""
    shown = plain(text)[:SHOWN].strip() if text else ""
    return hashlib.sha256(shown.encode()).hexdigest()[:8]


def merged(stored: Mrkdwn | None, typed: Mrkdwn | None, seen: str) -> Mrkdwn | None:
    """What an answer becomes when somebody submits a form that showed it as `seen`.

    An answer that somebody else gave meanwhile is never lost: then both stay.
    """
    if fingerprint(typed) == seen:
        return stored
    if stored is None or fingerprint(stored) == seen:
        return typed
    if typed is None or typed in stored:
        return stored
    return Mrkdwn(f"{stored}\n{typed}")
