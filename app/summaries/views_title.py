"""The form of the incident's title, which is the title of its summary, with its parser."""

from slack_sdk.models.views import View

from app.incidents.rules import TITLE_MAX, Incident
from app.slack import fields
from app.slack.blocks import context, form_field, modal
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline.rules_entries import fingerprint

TITLE_FORM = "summaries.title_form"
EDIT_TITLE = "summaries.edit_title"
FIELD = "title"


def title_form(incident: Incident, review_id: int) -> View:
    """What users met, in a few words; `parse_seen` tells whether it has changed since."""
    return modal(
        TITLE_FORM,
        "Correct the title",
        [
            context(incident.label),
            form_field(
                FIELD,
                "What did users meet?",
                fields.text_input(plain(incident.title), max_length=TITLE_MAX),
                hint="It is the title of the incident, and stands wherever that is shown.",
            ),
        ],
        submit="Save",
        close="Cancel",
        private_metadata=f"{review_id}:{fingerprint(incident.title)}",
    )


def parse_title(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, FIELD)


def parse_seen(context: str) -> tuple[int, str]:
    """The review, and a fingerprint of the title that the form was filled in with."""
    review_id, _, seen = context.partition(":")
    return int(review_id), seen
