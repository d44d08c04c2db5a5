"""What people told about a decision, and the two ends of a hand-off, as a summary says it: only
what was told, each part through the same filters as an entry, and the gap where a part is missing.
"""

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.rules_quotes import BRIEF, quotable, shortened
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import capitalized
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import LEAD_SUBJECT

_WITHHELD = Mrkdwn("told elsewhere, and quoted here once it says what happened")
_NOT_READ_BACK = "Not read back, as far as we know."
_STATE_NOT_TOLD = "Where things stood was not told, as far as we know."

_PARTS = (
    ("Intent", "intent"),
    ("Known then", "known"),
    ("Assumed", "assumed"),
    ("Also possible", "alternatives"),
    ("Pressing", "pressure"),
    ("It turned out", "outcome"),
)
"""What was meant and known then stands before how it turned out."""


def decision_parts(entry: KeptEntry, shown: Mrkdwn, story: Story) -> str:
    """What is known about a decision besides the words that are shown already."""
    told = [(label, getattr(entry.decision, name, None)) for label, name in _PARTS]
    parts = [(label, _quoted(words, story, entry.author)) for label, words in told if words]
    return " ".join(
        sentence(label, words) for label, words in parts if plain(words) not in plain(shown)
    )


def is_explained(entry: KeptEntry) -> bool:
    """Whether somebody told intent, known and assumed."""
    decision = entry.decision
    return decision is not None and None not in (decision.intent, decision.known, decision.assumed)


def handoff_ends(handoff: Handoff, story: Story) -> str:
    """Whether and how it was read back, and what is missing of its other end."""
    read_back = (
        sentence("Read back", _quoted(handoff.read_back, story, handoff.receiver))
        if handoff.read_back
        else None
    )
    ends = [
        None if handoff.state_given else _STATE_NOT_TOLD,
        read_back if handoff.received_at else _NOT_READ_BACK,
    ]
    return " ".join(end for end in ends if end)


def handoff_told(handoff: Handoff, story: Story) -> str:
    """From which role to which, what, and where things stood, as the giver's form had it."""
    cast, giver = story.cast().with_new_lead(handoff.new_lead), handoff.giver
    receiver = handoff.receiver
    from_whom = cast.called(giver) if giver else "a colleague"
    to_whom = cast.called(receiver, giver) if receiver else "a colleague"
    is_lead = handoff.subject in (None, LEAD_SUBJECT)
    subject = _quoted(handoff.subject or LEAD_SUBJECT, story, giver)
    what = Mrkdwn("leading the incident") if is_lead else subject
    parts = [sentence(capitalized(f"{from_whom} handed over to {to_whom}"), what)]
    for label, words in (
        ("Where things stood", handoff.state_given),
        ("Open then", handoff.open_questions),
    ):
        if words:
            parts.append(sentence(label, _quoted(words, story, giver)))
    return " ".join(parts)


def _quoted(words: Mrkdwn, story: Story, by: UserId | None) -> Mrkdwn:
    told = quotable(words, story.cast(), by)
    return shortened(told, BRIEF) if told else _WITHHELD


def sentence(label: str, words: Mrkdwn) -> str:
    """A label and what it is, ended."""
    end = "" if words[-1:] in (".", "!", "?", "…") else "."
    return f"{label}: {words}{end}"
