"""What people see of the questions before a review: the letter that brings them."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, InteractiveElement

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.views_participants import come_back_button, decline_button
from app.slack.blocks import Message, actions, section
from app.slack.mrkdwn import harmless, moment
from app.vocabulary import ReviewDepth


def reflection_letter(incident: Incident, review: Review, *, has_declined: bool) -> Message:
    """What the review is for, and that somebody is asked; for who would rather not, the way back.
    Nothing here depends on whether somebody has answered.
    """
    title = f"*Before the review of {incident.label} · {harmless(incident.title)}*"
    if has_declined:
        text = f"{title}\nYou are not taking part; nobody is told why. The door stays open."
        blocks: list[Block] = [section(text)]
    else:
        blocks = [
            section(
                f"{title}\n{_when(review)}, with what was known at each moment, and look for what "
                "made this possible. Nobody is judged; what you saw is what is needed."
            ),
        ]
    blocks.append(actions("reflection", *_presses(review, has_declined=has_declined)))
    return Message(f"Before the review of {incident.label}", blocks)


def _when(review: Review) -> str:
    if review.depth is ReviewDepth.LIGHT:
        return (
            f"From {moment(review.meets_at)} until {moment(review.ends_at)} we walk through the "
            "timeline in threads"
        )
    when = moment(review.meets_at, "{date_long} at {time}")
    return f"On {when} we walk through the timeline together"


def _presses(review: Review, *, has_declined: bool) -> Iterator[InteractiveElement]:
    if has_declined:
        yield come_back_button(review)
    else:
        yield decline_button(review)
