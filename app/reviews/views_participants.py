"""What people see of who takes part in a review: stepping back from it, and coming back."""

from slack_sdk.models.blocks import InteractiveElement

from app.reviews.rules import Review
from app.slack.blocks import Message, actions, button, section

DECLINE = "reviews.decline_part"
COME_BACK = "reviews.come_back"


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
