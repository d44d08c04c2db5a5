"""The forms of a change, and of what is decided against, with what comes back from them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.followups.rules import (
    REASON_MAX,
    STRENGTH_LABELS,
    TEXT_MAX,
    TICKET_MAX,
    Board,
    Draft,
)
from app.slack import fields
from app.slack.blocks import form_field, modal, option, section
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless, plain
from app.vocabulary import FollowUpState, Strength

CHANGE_FORM = "followups.change_form"
AGAINST_FORM = "followups.against_form"
FACTORS = "factors"
WORDS = ("text", "reason")
"""The fields in which somebody says something."""

_TITLE = 150
_MOST_FACTORS = 100
"""Options of one menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What a form is about. `shown` is the fingerprint of the change that it was filled in from."""

    review_id: int
    followup_id: int | None = None
    shown: str = ""
    idea_id: int | None = None
    state: FollowUpState = FollowUpState.OPEN

    def dump(self) -> str:
        return json.dumps(
            [self.review_id, self.followup_id, self.shown, self.idea_id, self.state.value]
        )

    @classmethod
    def load(cls, dumped: str) -> "FormContext":
        review_id, followup_id, shown, idea_id, state = json.loads(dumped)
        return cls(
            review_id=review_id,
            followup_id=followup_id,
            shown=shown,
            idea_id=idea_id,
            state=FollowUpState(state),
        )


def change_form(
    board: Board, draft: Draft, form_context: FormContext, history: Sequence[Block] = ()
) -> View:
    """A change, filled in as far as it is known; of one that was made before, with its history."""
    strengths = [option(label, each.value) for each, label in STRENGTH_LABELS.items()]
    blocks = [
        *_beginning(board, draft, "What changes?", "Begin with a verb: “Reject imports above …”."),
        form_field(
            "strength",
            "How does it work?",
            fields.choice(strengths, draft.strength.value if draft.strength else None),
            hint="The strongest first. A reminder alone answers no factor.",
        ),
        form_field(
            "owner",
            "Who could own it?",
            fields.person(draft.owner),
            hint="They are asked, and can say no.",
        ),
        form_field(
            "due_on",
            "By when?",
            fields.day(draft.due_on),
            hint="A working day; about two weeks on, if nothing speaks against it.",
        ),
        form_field(
            "ticket",
            "Link to a ticket",
            fields.text_input(
                plain(draft.ticket_url) if draft.ticket_url else "", max_length=TICKET_MAX
            ),
            optional=True,
        ),
        *history,
    ]
    return modal(
        CHANGE_FORM,
        "A change",
        blocks,
        submit="Keep it",
        close="Cancel",
        private_metadata=form_context.dump(),
    )


def parse_change(values: fields.Values, form_context: FormContext) -> Draft:
    strength = fields.read_choice(values, "strength")
    return Draft(
        text=fields.read_text(values, "text"),
        factors=_read_factors(values),
        strength=Strength(strength) if strength else None,
        owner=fields.read_person(values, "owner"),
        due_on=fields.read_day(values, "due_on"),
        ticket_url=fields.read_text(values, "ticket"),
        state=form_context.state,
        idea_id=form_context.idea_id,
    )


def against_form(board: Board, draft: Draft, form_context: FormContext) -> View:
    """What is decided against, for now, with the reason."""
    blocks = [
        *_beginning(board, draft, "What do we decide against, for now?", None),
        form_field(
            "reason",
            "What speaks against it?",
            fields.text_input(
                plain(draft.reason) if draft.reason else "", multiline=True, max_length=REASON_MAX
            ),
            hint="One line is enough. A reasoned no is worth as much as a change.",
        ),
    ]
    return modal(
        AGAINST_FORM,
        "Decided not to",
        blocks,
        submit="Keep it",
        close="Cancel",
        private_metadata=form_context.dump(),
    )


def parse_against(values: fields.Values, form_context: FormContext) -> Draft:
    return Draft(
        text=fields.read_text(values, "text"),
        factors=_read_factors(values),
        reason=fields.read_text(values, "reason"),
        state=FollowUpState.DECIDED_NOT,
        idea_id=form_context.idea_id,
    )


def _beginning(board: Board, draft: Draft, label: str, hint: str | None) -> Sequence[Block]:
    """The incident, what it is about, and which factors it answers, if there are any."""
    incident = board.incident
    title = harmless(clip(incident.title, _TITLE))
    text = fields.text_input(plain(draft.text or Mrkdwn("")), max_length=TEXT_MAX)
    blocks: list[Block] = [
        section(bold(f"{incident.label} · {title}")),
        form_field("text", label, text, hint=hint),
    ]
    if board.factors:
        options = [
            option(f"{number}. {plain(one.text)}", str(one.id))
            for number, one in enumerate(board.factors[:_MOST_FACTORS], 1)
        ]
        chosen = {str(factor) for factor in draft.factors}
        blocks.append(
            form_field(FACTORS, "Which factors does it answer?", fields.several(options, chosen))
        )
    return blocks


def _read_factors(values: fields.Values) -> tuple[int, ...]:
    return tuple(sorted(map(int, fields.read_checkboxes(values, FACTORS))))
