"""Small forms of whoever works on a change: how it was done, not now, handing over, deciding
against it; with what comes back from them. They show the change and its history, and nothing of the
incident, which an owner need not know.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.followups.rules import HOLDS_TOLD, REASON_MAX, FollowUp, LookBack, spoken_day
from app.followups.rules_history import Step
from app.followups.views import (
    FINISH,
    HAND_OVER,
    REOPEN,
    SAY_HOW,
    change_words,
    said_how,
    ticket_link,
    when,
)
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless, moment, plain, user_mention
from app.vocabulary import ChangeStep

HOW_FORM = "followups.how_form"
PUT_OFF_FORM = "followups.put_off_form"
HAND_OVER_FORM = "followups.hand_over_form"
REASON_FORM = "followups.reason_form"
_HISTORY = 8
_NOTE = 150

_STEPS = {
    ChangeStep.DONE: "done",
    ChangeStep.REOPENED: "opened again",
    ChangeStep.PUT_OFF: "put off",
    ChangeStep.HANDED_OVER: "handed over",
    ChangeStep.DECIDED_NOT: "decided not to",
}


def how_form(followup: FollowUp, steps: Sequence[Step]) -> View:
    """How it was done, if somebody likes to say."""
    how = fields.text_input(plain(followup.how) if followup.how else "", max_length=REASON_MAX)
    hint = "A link, or a line. It stands beside the change, for whoever asks later."
    asks = form_field("how", "How was it done?", how, hint=hint, optional=True)
    return _form(HOW_FORM, "How it was done", followup, steps, asks)


def put_off_form(followup: FollowUp, due_on: date, steps: Sequence[Step]) -> View:
    """Not now: another day, and what is in the way."""
    line = fields.text_input("", max_length=REASON_MAX)
    return _form(
        PUT_OFF_FORM,
        "Not now",
        followup,
        steps,
        form_field("due_on", "By when instead?", fields.day(due_on), hint="A working day."),
        form_field("note", "Is anything in the way?", line, hint="One line helps.", optional=True),
    )


def hand_over_form(followup: FollowUp, steps: Sequence[Step]) -> View:
    """Who is asked to take it over."""
    hint = "They are asked, and can say no. Until they say yes, it stays with you."
    asks = form_field("owner", "Who could take it over?", fields.person(), hint=hint)
    return _form(HAND_OVER_FORM, "Hand it over", followup, steps, asks)


def reason_form(followup: FollowUp, steps: Sequence[Step]) -> View:
    """It is decided against, for now, for a reason."""
    reason = fields.text_input("", multiline=True, max_length=REASON_MAX)
    hint = "One line is enough. A reasoned no is worth as much as a change."
    asks = form_field("reason", "What speaks against it?", reason, hint=hint)
    return _form(REASON_FORM, "Decided not to", followup, steps, asks)


def parse_how(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "how")


def parse_put_off(values: fields.Values) -> tuple[date | None, Mrkdwn | None]:
    """The new day, and what is in the way."""
    return fields.read_day(values, "due_on"), fields.read_text(values, "note")


def parse_receiver(values: fields.Values) -> UserId | None:
    return fields.read_person(values, "owner")


def parse_reason(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "reason")


def done(followup: FollowUp) -> Message:
    """To whoever said that it is done."""
    value = str(followup.id)
    text = ":white_check_mark: Done. Thank you."
    presses = [
        button("Say how", SAY_HOW, value),
        button("Not done yet", REOPEN, value),
    ]
    return Message(text, (section(f"{text}\n{change_words(followup)}"), actions("done", *presses)))


def moved(followup: FollowUp) -> Message:
    """To whoever sent one of the forms: what is true now."""
    text = f":white_check_mark: Kept: {change_words(followup)}"
    return Message(text, (section(f"{text}\n{' · '.join(_now(followup))}"),))


def handed_over(followup: FollowUp, giver: UserId) -> Message:
    """To whoever handed it over, once that was answered."""
    if followup.owner == giver or followup.owner is None:
        text = "Whoever you asked can't take this change over now, so it stays with you."
        again = button("Hand it over", HAND_OVER, str(followup.id))
        finish = button("Done", FINISH, str(followup.id))
        about = section(f"{text}\n{_about(followup)}")
        return Message(text, (about, actions("given", again, finish)))
    owner = user_mention(followup.owner)
    text = f":white_check_mark: {owner} has this change now. Thank you for handing it over."
    return Message(text, (section(f"{text}\n{_about(followup)}"),))


def history(followup: FollowUp, steps: Sequence[Step]) -> Sequence[Block]:
    """What became of it on its way, the last of it; nothing of one that only was made."""
    told = [(one.at, _step(one)) for one in steps]
    told += [(one.answered_at, held(one)) for one in followup.looked]
    lines = [f"{moment(at, '{date_short}')} {text}" for at, text in sorted(told)[-_HISTORY:]]
    return [context("*So far*\n" + "\n".join(lines))] if lines else []


def held(look_back: LookBack) -> Mrkdwn:
    """What was found, so many days after it was done."""
    note = f": {said_how(look_back.note)}" if look_back.note else ""
    return Mrkdwn(f"{HOLDS_TOLD[look_back.holds]} after {look_back.days} days{note}")


def _form(
    callback_id: str, title: str, followup: FollowUp, steps: Sequence[Step], *asks: Block
) -> View:
    return modal(
        callback_id,
        title,
        [*so_far(followup, steps), *asks],
        submit="Keep it",
        close="Cancel",
        private_metadata=f"{followup.id}:{followup.review_id}",
    )


def so_far(followup: FollowUp, steps: Sequence[Step]) -> Sequence[Block]:
    """What a small form shows: the change as it is, and its history."""
    return [section(_about(followup)), *history(followup, steps)]


def parse_context(context: str) -> tuple[int, int]:
    """The ids of the change and of its review that a form is about."""
    followup_id, review_id = context.split(":")
    return int(followup_id), int(review_id)


def _about(followup: FollowUp) -> str:
    facts = " · ".join([*when(followup), *ticket_link(followup)])
    words = bold(change_words(followup))
    return f"{words}\n{facts}" if facts else words


def _now(followup: FollowUp) -> Iterator[str]:
    yield from when(followup)
    if followup.handed_to:
        yield f"{user_mention(followup.handed_to)} is asked, and until they say yes it is yours"
    if followup.reason:
        yield f"decided not to: {harmless(clip(followup.reason, _NOTE))}"


def _step(one: Step) -> str:
    day = f" to {spoken_day(one.due_on)}" if one.due_on else ""
    note = f": {said_how(one.note)}" if one.note else ""
    return f"{_STEPS[one.step]}{day}{note}"
