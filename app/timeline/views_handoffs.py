"""What people see of hand-offs: the forms, the message in the channel, the nudges."""

from dataclasses import replace

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, option, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, clip, harmless, moment, plain, user_mention
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import LEAD_SUBJECT, Given, HandoffDraft, SoFar
from app.vocabulary import Role

HANDOFF_FORM = "timeline.handoff_form"
DESCRIBE_FORM = "timeline.describe_handoff_form"
READ_BACK_FORM = "timeline.read_back_form"
HAVE_IT = "timeline.have_it"
SUBJECT_MAX = 150
TITLE = 150
READ_BACK_MAX = 500
_PART = 2500
"""Characters of each part of the message, so that it stays below what Slack takes."""

_OF_LEAD = "lead"


def handoff_form(
    incident: Incident, so_far: SoFar, *, receiver: UserId | None, holds_lead: bool
) -> View:
    """Anything that passes from one to another. Who holds the lead may hand it over along."""
    goes_along = form_field(
        "lead",
        "The lead",
        fields.checkbox(option("It goes along", "goes_along"), is_ticked=True),
        optional=True,
    )
    return _form(
        incident,
        so_far,
        receiver=receiver,
        subject=LEAD_SUBJECT if holds_lead else None,
        lead=[goes_along] if holds_lead else [],
        form_context=str(incident.id),
    )


def lead_form(incident: Incident, so_far: SoFar) -> View:
    """The lead, to somebody else or to oneself."""
    return _form(
        incident,
        so_far,
        receiver=None,
        subject=LEAD_SUBJECT,
        lead=[context("The lead changes when you send this.")],
        form_context=f"{incident.id}:{_OF_LEAD}",
    )


def parse_handoff(values: fields.Values, form_context: str) -> tuple[int, HandoffDraft]:
    """The incident's id, and what the form says."""
    incident_id, _, about = form_context.partition(":")
    goes_along = fields.read_checkbox(values, "lead")
    return int(incident_id), replace(
        _told(values),
        receiver=fields.read_person(values, "receiver"),
        is_of_lead=about == _OF_LEAD or goes_along,
        is_own_lead=goes_along,
    )


def describe_form(incident: Incident, so_far: SoFar, given: Given) -> View:
    """The lead has changed already; what is missing is where things stand."""
    receiver = _named(given.handoff.receiver)
    return modal(
        DESCRIBE_FORM,
        "Hand over",
        [
            section(f"*{incident.label}* · {harmless(clip(incident.title, TITLE))}"),
            section(f"{receiver} has the lead now. Tell them where things stand."),
            *_told_fields(LEAD_SUBJECT, so_far),
        ],
        submit="Hand over",
        close="Not now",
        private_metadata=str(given.entry_id),
    )


def parse_description(values: fields.Values, form_context: str) -> tuple[int, HandoffDraft]:
    """The hand-off's entry, and what the form says; who receives it is known."""
    return int(form_context), _told(values)


def handoff_message(given: Given) -> Message:
    """The hand-off in the channel, as it stands."""
    handoff = given.handoff
    headline = _headline(handoff)
    blocks: list[Block] = [section(headline), *_given_parts(handoff)]
    if handoff.received_at is not None:
        blocks += _answer(handoff)
    elif given.is_replaced:
        blocks.append(context("It was handed on since."))
    elif given.awaits_answer:
        blocks.append(actions("handoff", _have_it(given)))
        blocks.append(
            context(
                f"{_named(handoff.receiver)}, press it once you have read this, and say in a line "
                "what you take over."
            )
        )
    return Message(headline, blocks)


def read_back_form(given: Given) -> View:
    return modal(
        READ_BACK_FORM,
        "I have it",
        [
            section(_headline(given.handoff)),
            *_given_parts(given.handoff),
            form_field(
                "read_back",
                "Read it back in a line: what do you take over?",
                fields.text_input(max_length=READ_BACK_MAX),
            ),
        ],
        submit="I have it",
        close="Cancel",
        private_metadata=str(given.entry_id),
    )


def parse_read_back(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "read_back")


def had_already(given: Given) -> Message:
    text = (
        f"You have {_had_it(given.handoff)}: your answer stands in the channel. Nothing more to do."
    )
    return Message(text, (section(text),))


def nudge_receiver(given: Given) -> Message:
    """To the receiver, once, in private."""
    given_at = given.handoff.given_at
    at = f" at {moment(given_at, '{time}')}" if given_at else ""
    text = (
        f"🤝 {_named(given.handoff.giver)} handed {_subject(given.handoff)} to you{at}. Do you "
        "have it? Press the button and say in a line what you take over."
    )
    return Message(text, (section(text), actions("nudge", _have_it(given))))


def nudge_giver(given: Given) -> Message:
    """To the giver, once, in private."""
    text = (
        f"🤝 {_named(given.handoff.receiver)} has not said yet that they have "
        f"{_subject(given.handoff)}. A word to them may help, or hand it to somebody who is here: "
        "`/incident handoff`."
    )
    return Message(text, (section(text),))


def _form(
    incident: Incident,
    so_far: SoFar,
    *,
    receiver: UserId | None,
    subject: Mrkdwn | None,
    lead: list[Block],
    form_context: str,
) -> View:
    return modal(
        HANDOFF_FORM,
        "Hand over",
        [
            section(f"*{incident.label}* · {harmless(clip(incident.title, TITLE))}"),
            form_field("receiver", "To whom?", fields.person(receiver)),
            *_told_fields(subject, so_far),
            *lead,
        ],
        submit="Hand over",
        close="Cancel",
        private_metadata=form_context,
    )


def _told_fields(subject: Mrkdwn | None, so_far: SoFar) -> list[Block]:
    return [
        form_field(
            "subject",
            "What?",
            fields.text_input(plain(subject) if subject else "", max_length=SUBJECT_MAX),
        ),
        form_field(
            "state",
            "Where do things stand?",
            fields.text_input(so_far.state, multiline=True),
            hint="Filled in from the last entries. Change whatever you know better.",
        ),
        form_field(
            "questions",
            "What is open?",
            fields.text_input(so_far.questions, multiline=True),
            optional=True,
        ),
    ]


def _told(values: fields.Values) -> HandoffDraft:
    return HandoffDraft(
        receiver=None,
        subject=fields.read_text(values, "subject"),
        state_given=fields.read_text(values, "state"),
        open_questions=fields.read_text(values, "questions"),
    )


def _headline(handoff: Handoff) -> str:
    giver, receiver = _named(handoff.giver), _named(handoff.receiver)
    if handoff.role is not Role.LEAD:
        return f"🤝 {giver} hands over to {receiver}: {_subject(handoff)}"
    named = handoff.subject not in (None, LEAD_SUBJECT)
    return f"🤝 {receiver} has the lead now, from {giver}" + (
        f": {_subject(handoff)}" if named else ""
    )


def _subject(handoff: Handoff) -> str:
    return harmless(clip(handoff.subject or Mrkdwn("it"), 4 * SUBJECT_MAX))


def _given_parts(handoff: Handoff) -> list[Block]:
    parts = (
        ("Where things stand", handoff.state_given),
        ("What is open", handoff.open_questions),
    )
    return [section(f"*{label}*\n{harmless(clip(told, _PART))}") for label, told in parts if told]


def _answer(handoff: Handoff) -> list[Block]:
    if handoff.read_back is None:
        return []  # taken by the one who has it: there is nothing to confirm
    words = harmless(clip(handoff.read_back, _PART))
    has_it = f"{_named(handoff.receiver)} has {_had_it(handoff)}"
    return [section(f":white_check_mark: {has_it}: {words}")]


def _had_it(handoff: Handoff) -> str:
    """After *have* or *has*."""
    at = handoff.received_at
    return f"had it since {moment(at, '{time}')}" if at else "it"


def _have_it(given: Given) -> InteractiveElement:
    return button("I have it", HAVE_IT, str(given.entry_id), style="primary")


def _named(user: UserId | None) -> Mrkdwn:
    return user_mention(user) if user else Mrkdwn("somebody")
