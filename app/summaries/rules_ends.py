"""What people told about a decision, and the two ends of a hand-off, as a summary says it: only
what was told, each part through the same filters as an entry, and the gap where a part is missing.
"""

from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.rules_document import Quote, Subject
from app.summaries.rules_held import SOUGHT, told
from app.summaries.rules_quotes import BRIEF, shortened
from app.summaries.rules_statements import quote_of
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import capitalized
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import LEAD_SUBJECT

_WITHHELD = Mrkdwn(f"told, and {SOUGHT}")
_NOT_READ_BACK = "Not read back, as far as we know."
_STATE_NOT_TOLD = "Where things stood was not told, as far as we know."

_LABELS = {
    "intent": "Intent",
    "known": "Known then",
    "assumed": "Assumed",
    "alternatives": "Also possible",
    "pressure": "Pressing",
    "outcome": "It turned out",
}
"""What was meant and known then stands before how it turned out."""


def decision_parts(entry: KeptEntry, shown: Mrkdwn, story: Story) -> str:
    """What is known about a decision besides the words that are shown already."""
    parts = [(_LABELS[quote.field], _quoted(quote, story)) for quote in decision_quotes(entry)]
    return " ".join(
        sentence(label, words) for label, words in parts if plain(words) not in plain(shown)
    )


def decision_quotes(entry: KeptEntry) -> tuple[Quote, ...]:
    """What people told about it, each part by itself."""
    known = [(name, getattr(entry.decision, name, None)) for name in _LABELS]
    about = replace(quote_of(entry), subject=Subject.DECISION)
    return tuple(replace(about, field=name, text=words) for name, words in known if words)


def is_explained(entry: KeptEntry) -> bool:
    """Whether somebody told intent, known and assumed."""
    decision = entry.decision
    return decision is not None and None not in (decision.intent, decision.known, decision.assumed)


def handoff_quotes(entry: KeptEntry, handoff: Handoff) -> tuple[Quote, ...]:
    """What its giver and its receiver told, each part by itself."""
    about = replace(quote_of(entry), subject=Subject.HANDOFF, by=handoff.giver)
    given = [
        (name, getattr(handoff, name)) for name in ("subject", "state_given", "open_questions")
    ]
    if handoff.subject == LEAD_SUBJECT:
        del given[0]  # our own word
    quotes = [replace(about, field=name, text=words) for name, words in given if words]
    if handoff.read_back:
        by = handoff.receiver
        quotes.append(replace(about, field="read_back", text=handoff.read_back, by=by))
    return tuple(quotes)


def handoff_ends(entry: KeptEntry, handoff: Handoff, story: Story) -> str:
    """Whether and how it was read back, and what is missing of its other end."""
    said = _parts_told(entry, handoff, story).get("read_back")
    read_back = sentence("Read back", said) if said else None
    ends = [
        None if handoff.state_given else _STATE_NOT_TOLD,
        read_back if handoff.received_at else _NOT_READ_BACK,
    ]
    return " ".join(end for end in ends if end)


def handoff_told(entry: KeptEntry, handoff: Handoff, story: Story) -> str:
    """From which role to which, what, and where things stood, as the giver's form had it."""
    cast, giver = story.cast().with_new_lead(handoff.new_lead), handoff.giver
    receiver = handoff.receiver
    from_whom = cast.called(giver) if giver else "a colleague"
    to_whom = cast.called(receiver, giver) if receiver else "a colleague"
    said = _parts_told(entry, handoff, story)
    who = capitalized(f"{from_whom} handed over to {to_whom}")
    parts = [sentence(who, said["subject"]) if "subject" in said else _lead_passed_on(who, handoff)]
    for label, name in (("Where things stood", "state_given"), ("Open then", "open_questions")):
        if name in said:
            parts.append(sentence(label, said[name]))
    return " ".join(parts)


def _lead_passed_on(who: str, handoff: Handoff) -> str:
    """That it is the lead, where the receiver is not called so."""
    return f"{who}." if handoff.new_lead else sentence(who, Mrkdwn("leading the incident"))


def _parts_told(entry: KeptEntry, handoff: Handoff, story: Story) -> dict[str, Mrkdwn]:
    return {quote.field: _quoted(quote, story) for quote in handoff_quotes(entry, handoff)}


def _quoted(quote: Quote, story: Story) -> Mrkdwn:
    words = told(quote, story.cast())
    return shortened(words, BRIEF) if words else _WITHHELD


def sentence(label: str, words: Mrkdwn) -> str:
    """A label and what it is, ended."""
    end = "" if words[-1:] in (".", "!", "?", "…") else "."
    return f"{label}: {words}{end}"
