"""What people see of who takes part in a review: the form that changes it, stepping back."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, section
from app.slack.ids import UserId
from app.slack.mrkdwn import bold, harmless

DECLINE = "reviews.decline_part"
COME_BACK = "reviews.come_back"
PARTICIPANTS_FORM = "reviews.participants_form"
MOST_SHOWN = 100


def participants_form(
    incident: Incident, review: Review, users: Sequence[UserId], *, has_declined: bool
) -> View:
    """Who takes part, to add to and to take from. `users` stand in an order of their own; of more
    than a hundred the first are shown, and the others stay.
    """
    shown = users[:MOST_SHOWN]
    own = come_back_button(review) if has_declined else decline_button(review)
    more = len(users) - len(shown)
    blocks: list[Block] = [
        section(
            f"{bold(f'{incident.label} · {harmless(incident.title)}')}\nWhoever took part in the "
            "response is here by itself. Who is added gets a letter that says what it is for."
        ),
        form_field("people", "Taking part", fields.people(shown), optional=True),
        *([context(f"And {more} more.")] if more else []),
        context("Who would rather not take part, or is a bot, is not added."),
        actions("own", own),
    ]
    return modal(
        PARTICIPANTS_FORM,
        "Who takes part",
        blocks,
        submit="Save",
        close="Cancel",
        private_metadata=",".join([str(review.id), *shown]),
    )


def parse_participants(
    values: fields.Values, note: str
) -> tuple[int, frozenset[UserId], frozenset[UserId]]:
    """The review, whom the form adds, and whom it takes out, compared with what it showed."""
    review_id, *shown = note.split(",")
    chosen, before = frozenset(fields.read_people(values, "people")), frozenset(map(UserId, shown))
    return int(review_id), chosen - before, before - chosen


def decline_button(review: Review) -> InteractiveElement:
    return button("I'd rather not", DECLINE, str(review.id))


def come_back_button(review: Review) -> InteractiveElement:
    return button("Take part after all", COME_BACK, str(review.id))


def declined(review: Review) -> Message:
    """For somebody who would rather not take part."""
    text = "That is fine: you get no letters about this review. Nobody has to give a reason."
    return Message(text, (section(text), actions("declined", come_back_button(review))))


def came_back() -> Message:
    """For somebody who takes part after all."""
    text = "Good to have you. `/incident review` in the incident's channel shows where it stands."
    return Message(text, (section(text),))
