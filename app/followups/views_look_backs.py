"""Does it hold? The letter that asks, some weeks after a change was done, and its two forms: a line
about it, and opening it again.
"""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.views import View

from app.followups.rules import HOLDS_TOLD, REASON_MAX, FollowUp
from app.followups.rules_history import Step
from app.followups.rules_look_backs import Asking
from app.followups.views import said_how
from app.followups.views_moves import so_far
from app.followups.views_reminders import about
from app.incidents.rules import Incident
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, section
from app.slack.mrkdwn import Mrkdwn, plain
from app.vocabulary import FollowUpState, Holds

OPEN_AGAIN = "followups.open_again"
ADD_LINE = "followups.add_line"
LINE_FORM = "followups.line_form"
REOPEN_FORM = "followups.reopen_form"
ANSWERS = {
    Holds.HOLDS: ("It holds", "followups.holds"),
    Holds.PARTLY: ("Partly", "followups.holds_partly"),
    Holds.NO: ("No", "followups.holds_no"),
    Holds.CANT_TELL: ("Can't tell", "followups.cant_tell"),
}
"""Each with its button."""


def look_back(incident: Incident, followup: FollowUp, asking: Asking) -> Message:
    """Asks whether it holds; once that is answered, says what the answer was."""
    if followup.closed_at != asking.done_at or followup.state is not FollowUpState.DONE:
        text = "This change was opened again. There is nothing to look back at yet."
        return Message(text, (section(f"{text}\n{about(incident, followup)}"),))
    if asking.answer_in(followup) is not None:
        return _answered(incident, followup, asking)
    text = f":seedling: Done {asking.days} days ago. *Does it hold?*"
    presses = [button(label, name, asking.dump()) for label, name in ANSWERS.values()]
    blocks = [
        section(f"{text}\n{about(incident, followup)}"),
        actions("look_back", *presses),
        context("One press is enough. It stands beside the change, for the next review."),
    ]
    return Message(f"Done {asking.days} days ago: does it hold?", blocks)


def answered(followup: FollowUp, asking: Asking) -> Message:
    """To whoever answered: thanks, and what can follow."""
    text = f":white_check_mark: Thank you. Kept: {_told(followup, asking)}."
    return Message(text, (section(text), actions("looked", *_presses(followup, asking))))


def line_form(followup: FollowUp, asking: Asking) -> View:
    """A line about how it holds."""
    known = asking.answer_in(followup)
    note = plain(known.note) if known and known.note else ""
    hint = "What shows it, or what came up instead."
    line = fields.text_input(note, max_length=REASON_MAX)
    return modal(
        LINE_FORM,
        "Does it hold?",
        [
            section(f"After {asking.days} days: {_told(followup, asking)}"),
            form_field("note", "What is there to say?", line, hint=hint, optional=True),
        ],
        submit="Keep it",
        close="Cancel",
        private_metadata=f"{followup.review_id} {asking.dump()}",
    )


def parse_line(values: fields.Values, noted: str) -> tuple[Asking, int, Mrkdwn | None]:
    """Which look-back it is about, of which review, and the line."""
    review_id, _, asking = noted.partition(" ")
    return Asking.load(asking), int(review_id), fields.read_text(values, "note")


def reopen_form(followup: FollowUp, due_on: date, steps: Sequence[Step]) -> View:
    """Open it again, with what became of it so far."""
    line = fields.text_input("", max_length=REASON_MAX)
    hint = "One line helps whoever does it."
    asks = form_field("note", "What would make it hold?", line, hint=hint, optional=True)
    day = form_field("due_on", "By when?", fields.day(due_on), hint="A working day.")
    return modal(
        REOPEN_FORM,
        "Open it again",
        [*so_far(followup, steps), day, asks],
        submit="Keep it",
        close="Cancel",
        private_metadata=f"{followup.id}:{followup.review_id}",
    )


def _answered(incident: Incident, followup: FollowUp, asking: Asking) -> Message:
    text = f":white_check_mark: Kept: {_told(followup, asking)}."
    presses = actions("looked", *_presses(followup, asking))
    return Message(text, (section(f"{text}\n{about(incident, followup)}"), presses))


def _told(followup: FollowUp, asking: Asking) -> str:
    known = asking.answer_in(followup)
    if known is None:
        return "nothing yet"
    note = f" (“{said_how(known.note)}”)" if known.note else ""
    return f"{HOLDS_TOLD[known.holds]}{note}"


def _presses(followup: FollowUp, asking: Asking) -> Sequence[ButtonElement]:
    known = asking.answer_in(followup)
    presses = [button("Add a line", ADD_LINE, asking.dump())]
    if known is not None and known.holds in (Holds.NO, Holds.PARTLY):
        presses.append(button("Open it again", OPEN_AGAIN, str(followup.id), style="primary"))
    return presses
