"""What people see around the rewind: where the review stands, the small forms, short answers."""

from slack_sdk.models.views import View

from app.reviews.rules import Review
from app.reviews.rules_rewind import Stop
from app.slack import fields
from app.slack.blocks import Message, form_field, modal, section
from app.slack.mrkdwn import Mrkdwn, user_mention

PARK_FORM = "reviews.park_form"
ACCOUNT_FORM = "reviews.account_form"


def waiting_line(review: Review) -> Message:
    """Ten minutes after the hour, when nobody has started."""
    facilitator = review.facilitator if review.accepted_at else None
    who = f"{user_mention(facilitator)} may be held up. " if facilitator else ""
    text = (
        f":hourglass_flowing_sand: The rewind waits. {who}Anybody here may press *Start the "
        "rewind* above, or type `/incident review`."
    )
    return Message("The rewind waits.", (section(text),))


def park_form(stop: Stop) -> View:
    return modal(
        PARK_FORM,
        "Park an idea",
        [
            section("Ideas for changes wait until the rewind is done, so that none cuts it short."),
            form_field("idea", "In one line", fields.text_input(max_length=300)),
        ],
        submit="Park it",
        close="Cancel",
        private_metadata=str(stop.id),
    )


def parse_park(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "idea")


def parked() -> Message:
    text = ":parking: Parked. It comes back when changes are decided."
    return Message(text, (section(text),))


def account_form(stop: Stop) -> View:
    return modal(
        ACCOUNT_FORM,
        "Two accounts",
        [
            section(
                "Both accounts stay, side by side; neither corrects the other. Yours is shown with "
                "your role."
            ),
            form_field(
                "account",
                "How did you see it?",
                fields.text_input(multiline=True, max_length=1000),
                hint="What you saw, and what you took it to be at that moment.",
            ),
        ],
        submit="Add mine",
        close="Cancel",
        private_metadata=str(stop.id),
    )


def parse_account(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "account")


def account_kept() -> Message:
    text = ":white_check_mark: It stands beside the first account now."
    return Message(text, (section(text),))
