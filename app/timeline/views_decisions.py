"""What people see of decisions: the forms, the question for the assumption, the list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    form_field,
    modal,
    section,
)
from app.slack.mrkdwn import Mrkdwn, clip, harmless, moment, plain
from app.timeline.rules import Decision
from app.timeline.rules_decisions import ANSWERS, Decided, fingerprint

DECISION_FORM = "timeline.decision_form"
EXPLAIN_FORM = "timeline.explain_form"
OPEN_DECISION_FORM = "timeline.open_decision_form"
EXPLAIN = "timeline.explain"
QUOTE = 600
LISTED = 300
TITLE = 150

LABELS = {
    "assumed": "What were you assuming?",
    "intent": "What was it meant to achieve?",
    "known": "What did you know then?",
    "alternatives": "What else seemed possible?",
    "pressure": "What was pressing?",
}
_IN_ORDER = ("intent", "known", "assumed", "alternatives", "pressure")
"""As a decision is told anew; where only the assumption is asked for, that comes first."""

WORDS = ("words", *_IN_ORDER)
"""The fields in which somebody says something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form came back with: about which decision, what was told, what it had shown."""

    entry_id: int
    told: Decision
    seen: Mapping[str, str]
    asked_in: str
    """The address of the whisper that asked; empty when it was none, or is not known."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What the form for a new decision came back with. `words` is None when nothing was typed."""

    words: Mrkdwn | None
    when: str
    told: Decision


def decision_form(incident: Incident, words: Mrkdwn) -> View:
    """Only what was decided has to be told; the rest helps the review."""
    return modal(
        DECISION_FORM,
        "A decision",
        [
            section(f"*{incident.label}* · {harmless(clip(incident.title, TITLE))}"),
            form_field(
                "words", "What was decided?", fields.text_input(plain(words), multiline=True)
            ),
            *(_question(name, None) for name in _IN_ORDER),
            form_field(
                "when",
                "When?",
                fields.text_input(max_length=100, placeholder="Now"),
                hint="For example 14:05, yesterday 23:50 or 10 min ago.",
                optional=True,
            ),
        ],
        submit="Keep",
        close="Cancel",
        private_metadata=str(incident.id),
    )


def parse_decision(values: fields.Values) -> NewDecision:
    when = fields.read_text(values, "when")
    return NewDecision(
        fields.read_text(values, "words"), plain(when) if when else "", _told(values)
    )


def explain_form(decided: Decided, *, asked_in: str = "") -> View:
    """The assumption first: one line is enough. Whatever was told is filled in. `asked_in` is the
    address of the whisper that asked, which the thanks will replace.
    """
    known = decided.known
    shown = {name: getattr(known, name) for name in ANSWERS}
    remembered = {
        "entry": decided.entry_id,
        "seen": {n: fingerprint(shown[n]) for n in shown},
        "asked_in": asked_in,
    }
    return modal(
        EXPLAIN_FORM,
        "About this decision",
        [
            _quoted(decided),
            *(_question(name, shown[name], is_first=name == ANSWERS[0]) for name in ANSWERS),
        ],
        submit="Keep",
        close="Cancel",
        private_metadata=json.dumps(remembered),
    )


def parse_explanation(values: fields.Values, form_context: str) -> Answer:
    remembered = json.loads(form_context)
    return Answer(
        remembered["entry"], _told(values), remembered["seen"], remembered.get("asked_in", "")
    )


def asking(decided: Decided) -> Message:
    """To whoever decided, once, in private."""
    ask = "*What were you assuming?* One line is enough."
    text = f"⚖️ {ask}"
    answer = button("Answer", EXPLAIN, str(decided.entry_id), style="primary")
    blocks: list[Block] = [
        section(text),
        _quoted(decided),
        actions("asking", answer),
        context("You can also answer later: `/incident decision`."),
    ]
    return Message(text, blocks)


def decision_list(incident: Incident, unexplained: Sequence[Decided]) -> View:
    """Decisions of which nobody has told yet what was assumed, and the way to a new one."""
    blocks: list[Block] = [
        section(f"*{incident.label}* · {harmless(clip(incident.title, TITLE))}"),
        actions("new", button("New decision", OPEN_DECISION_FORM, str(incident.id))),
    ]
    if unexplained:
        blocks.append(section("*What was assumed here?* Anybody who was there can answer."))
    blocks += [
        section(f"> {_line(each, LISTED)}", accessory=button("Answer", EXPLAIN, str(each.entry_id)))
        for each in unexplained
    ]
    if not unexplained:
        blocks.append(section("Every decision so far says what was assumed. Thank you."))
    return modal("timeline.decisions", "Decisions", blocks)


def decision_kept(decided_at: datetime | None) -> Message:
    at = moment(decided_at, "{time}, {date_short_pretty}") if decided_at else None
    text = (
        f":white_check_mark: The decision is on the timeline, at {at}."
        if at
        else ":white_check_mark: The decision is kept. It finds its place on the timeline as soon "
        "as I know your time zone, in a moment."
    )
    return Message(text, (section(text),))


def explanation_kept() -> Message:
    text = ":white_check_mark: Thank you. It stands with the decision, for the review."
    return Message(text, (section(text),))


def _question(name: str, told: Mrkdwn | None, *, is_first: bool = False) -> Block:
    return form_field(
        name,
        LABELS[name],
        fields.text_input(plain(told) if told else "", multiline=True),
        hint="One line is enough." if is_first else None,
        optional=not is_first,
    )


def _told(values: fields.Values) -> Decision:
    return Decision(**{name: fields.read_text(values, name) for name in ANSWERS})


def _quoted(decided: Decided) -> Block:
    return section(f"> {_line(decided)}")


def _line(decided: Decided, limit: int = QUOTE) -> str:
    return " ".join(harmless(clip(decided.text, limit)).split()) or "_a decision without words_"
