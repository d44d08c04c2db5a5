"""What people see of facilitating: the letter that asks, what becomes of it, the form that names
somebody.
"""

from datetime import timedelta

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_facilitator import is_pending
from app.slack import fields
from app.slack.blocks import Message, actions, button, form_field, modal, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, harmless, moment, plain, user_mention
from app.vocabulary import ReviewDepth

FACILITATOR_FORM = "reviews.facilitator_form"
CHANGE_FACILITATOR = "reviews.change_facilitator"
ACCEPT = "reviews.accept_facilitating"
DECLINE = "reviews.decline_facilitating"

REASON_LABEL = "If they were part of the response: what makes it fine?"
REASON_HINT = "One line; the review's checklist shows it. Leave it empty for anybody else."
REASON_MAX = 300
_MINUTE = timedelta(minutes=1)


def asking(incident: Incident, review: Review, by: UserId | None) -> Message:
    """Would somebody facilitate? Who asks, if that is still known, when it is, what it takes."""
    who = f"{user_mention(by)} asks you for" if by else "You are asked for"
    blocks: list[Block] = [
        section(
            f":compass: *Would you facilitate a review?*\n{who} "
            f"{_title(incident)}, {_when(review)}."
        ),
        section(_what_it_takes(review)),
        actions("asking", *answer_buttons(review)),
    ]
    return Message(f"Would you facilitate the review of {incident.label}?", blocks)


def asked(incident: Incident, review: Review, user: UserId) -> Message:
    """The same letter later: as the question stands, or what has become of it."""
    if is_pending(review, user):
        return asking(incident, review, None)
    notice = f"The review of {incident.label}"
    if review.facilitator == user and review.is_off:
        text = (
            f":compass: The review of {_title(incident)} is off for now, so nothing is left to do "
            "for you here. If it gets another date, this letter says so."
        )
        return Message(notice, (section(text),))
    if review.facilitator == user:
        text = (
            f":compass: You facilitate the review of {_title(incident)}, {_when(review)}. Thank "
            "you! `/incident review` in its channel shows your next step."
        )
        step_back = button("I can't after all", DECLINE, str(review.id))
        return Message(notice, (section(text), actions("asking", step_back)))
    text = (
        f":compass: You do not facilitate the review of {_title(incident)}. Nothing is left to do "
        "for you here."
    )
    return Message(notice, (section(text),))


def asked_anew(incident: Incident) -> Message:
    """An earlier letter, after a newer one about the same review."""
    text = f":compass: The newer letter below says where the review of {_title(incident)} stands."
    return Message(f"The review of {incident.label}", (section(text),))


def answer_buttons(review: Review) -> tuple[InteractiveElement, InteractiveElement]:
    return (
        button("Accept", ACCEPT, str(review.id), style="primary"),
        button("Not this time", DECLINE, str(review.id)),
    )


def facilitator_form(incident: Incident, review: Review, chosen: UserId | None = None) -> View:
    """Who facilitates instead, and the reason if they took part. `chosen` is filled in, else who
    facilitates; not who is only asked, so that a no stays between them and us.
    """
    has_accepted = review.accepted_at is not None
    reason = review.facilitator_reason if has_accepted else None
    return modal(
        FACILITATOR_FORM,
        "Change facilitator",
        [
            section(_title(incident)),
            form_field(
                "facilitator",
                "Who facilitates?",
                fields.person(chosen or (review.facilitator if has_accepted else None)),
                hint="Somebody who was not part of the response sees more. They are asked first.",
            ),
            form_field(
                "facilitator_reason",
                REASON_LABEL,
                fields.text_input(plain(reason) if reason else "", max_length=REASON_MAX),
                hint=REASON_HINT,
                optional=True,
            ),
        ],
        submit="Save",
        close="Cancel",
        private_metadata=str(review.id),
    )


def parse_facilitator(values: fields.Values) -> tuple[UserId | None, Mrkdwn | None]:
    """Who, and why although they took part."""
    return (
        fields.read_person(values, "facilitator"),
        fields.read_text(values, "facilitator_reason"),
    )


def named(user: UserId, *, is_oneself: bool) -> Message:
    """For whoever named a facilitator."""
    text = (
        "You facilitate this review. Thank you! `/incident review` shows your next step."
        if is_oneself
        else f"{user_mention(user)} is asked within their working hours, and can say no."
    )
    return Message(text, (section(text),))


def _title(incident: Incident) -> str:
    return bold(f"{incident.label} · {harmless(incident.title)}")


def _when(review: Review) -> str:
    if review.depth is ReviewDepth.LIGHT:
        return f"in threads from {moment(review.meets_at)} on"
    return f"{moment(review.meets_at)}, {review.length // _MINUTE} minutes"


def _what_it_takes(review: Review) -> str:
    hour = (
        "a look into the threads now and then, for two working days"
        if review.depth is ReviewDepth.LIGHT
        else "guiding the meeting, one stop after the other"
    )
    return (
        "You need to know nothing of what happened: that is what makes your questions good. It "
        f"takes some twenty minutes to look through the stops before, and then {hour}. Onward "
        "brings the agenda and a question for each stop, and writes the summary."
    )
