"""What the summary leaves out for its wording, as lines of the checklist, and the form that puts
the fact in its place. None of them says whose words they are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.incidents.rules import TITLE_MAX
from app.slack import fields
from app.slack.blocks import button, context, form_field, header, modal, section
from app.slack.mrkdwn import Mrkdwn, clip, harmless
from app.summaries.rules_document import Quote, Subject
from app.summaries.rules_held import Held
from app.summaries.rules_words import clock
from app.timeline.rules_entries import fingerprint

REPLACE = "summaries.replace_with_fact"
FACT_FORM = "summaries.fact_form"
SHOWN_AT_MOST = 10
_QUOTED = 1500
_PARTS: Mapping[tuple[Subject, str], str] = {
    (Subject.INCIDENT, "title"): "The title",
    (Subject.INCIDENT, "impact"): "What users noticed",
    (Subject.INCIDENT, "eased_by"): "What eased it",
    (Subject.ACCOUNT, "text"): "seen differently",
    (Subject.DECISION, "intent"): "what was meant",
    (Subject.DECISION, "known"): "what was known",
    (Subject.DECISION, "assumed"): "what was assumed",
    (Subject.DECISION, "alternatives"): "what else seemed possible",
    (Subject.DECISION, "pressure"): "what was pressing",
    (Subject.DECISION, "outcome"): "how it turned out",
    (Subject.HANDOFF, "subject"): "what was handed over",
    (Subject.HANDOFF, "state_given"): "where things stood",
    (Subject.HANDOFF, "open_questions"): "what was open",
    (Subject.HANDOFF, "read_back"): "how it was read back",
    (Subject.FINDING, "reasonable"): "what made it reasonable",
    (Subject.CHANGE, "reason"): "the reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacing:
    """What the form is about, as its `private_metadata`."""

    review: int
    key: str
    seen: str
    """The fingerprint of the words that it quotes."""

    def dump(self) -> str:
        return json.dumps([self.review, self.key, self.seen])

    @classmethod
    def load(cls, stored: str) -> "Replacing":
        review, key, seen = json.loads(stored)
        return cls(review=review, key=key, seen=seen)


def held_lines(held: Sequence[Held]) -> Iterator[Block]:
    if not held:
        return
    yield header("Held back for their wording")
    yield context(
        "The summary leaves these out until whoever wrote them says them anew. You can put the "
        "fact in their place; where something was said, it stays as it was."
    )
    for one in held[:SHOWN_AT_MOST]:
        yield section(place_of(one), button("Replace with the fact", REPLACE, one.key))
    if len(held) > SHOWN_AT_MOST:
        yield context(f"And {len(held) - SHOWN_AT_MOST} more; they move up as you go.")


def place_of(held: Held) -> Mrkdwn:
    """`[4] at 10:40 UTC, what was assumed`, or where in the summary it is told."""
    quote = held.quote
    part = _PARTS.get((quote.subject, quote.field), "")
    if quote.number is not None and quote.at is not None:
        where = f"[{quote.number}] at {clock(quote.at)} UTC"
    elif quote.subject is Subject.INCIDENT:
        return Mrkdwn(part)
    else:
        where = f"_{held.heading}_, line {held.line}"
    return Mrkdwn(f"{where}, {part}" if part else where)


def fact_form(review_id: int, held: Held, *, shown: Mrkdwn, instead: str) -> View:
    """Filled in with what may be said instead of what was said, which is `shown`."""
    quote = held.quote
    carried = Replacing(review=review_id, key=held.key, seen=fingerprint(quote.text))
    words = harmless(clip(shown, _QUOTED)).replace("\n", "\n> ")
    return modal(
        FACT_FORM,
        "Replace with the fact",
        [
            section(f"{place_of(held)}\n> {words}"),
            form_field(
                "text",
                "What happened?",
                fields.text_input(instead, multiline=True, max_length=_longest(quote)),
                hint="What a camera would have seen; how it came about is what the review asks.",
            ),
        ],
        submit="Replace",
        close="Back",
        private_metadata=carried.dump(),
    )


def parse_fact(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "text")


def _longest(quote: Quote) -> int:
    is_title = quote.subject is Subject.INCIDENT and quote.field == "title"
    return TITLE_MAX if is_title else fields.TEXT_MAX
