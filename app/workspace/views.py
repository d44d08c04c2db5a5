"""The settings form and its parser."""

from slack_sdk.models.views import View

from app.slack import fields
from app.slack.blocks import Message, form_field, modal, section
from app.slack.mrkdwn import NOTHING, channel_mention, plain
from app.workspace.rules import Choices

SETTINGS_FORM = "workspace.settings"


def settings_form(choices: Choices) -> View:
    return modal(
        SETTINGS_FORM,
        "Settings",
        [
            form_field(
                "announce_channel",
                "Announce incidents in",
                fields.public_channel(choices.announce_channel),
                hint="Private incidents are never announced.",
                optional=True,
            ),
            form_field(
                "facilitators",
                "Who can facilitate reviews",
                fields.people(choices.facilitators),
                hint="Onward suggests one of them who was not part of the response.",
                optional=True,
            ),
            form_field("time_zone", "Time zone", fields.text_input(choices.time_zone)),
            form_field("day_starts_at", "Day starts at", fields.text_input(choices.day_starts_at)),
            form_field("day_ends_at", "Day ends at", fields.text_input(choices.day_ends_at)),
            form_field(
                "holiday_country",
                "Country whose holidays are kept free",
                fields.text_input(choices.holiday_country or "", max_length=2),
                hint="Two letters, like DE, US or IN.",
                optional=True,
            ),
        ],
        submit="Save",
        close="Cancel",
    )


def parse_settings(values: fields.Values) -> Choices:
    def typed(field: str) -> str:
        return plain(fields.read_text(values, field) or NOTHING)

    return Choices(
        announce_channel=fields.read_channel(values, "announce_channel"),
        time_zone=typed("time_zone"),
        day_starts_at=typed("day_starts_at"),
        day_ends_at=typed("day_ends_at"),
        holiday_country=typed("holiday_country").upper() or None,
        facilitators=fields.read_people(values, "facilitators"),
    )


def settings_saved(choices: Choices) -> Message:
    where = (
        f"Incidents are announced in {channel_mention(choices.announce_channel)}."
        if choices.announce_channel
        else "Incidents are announced nowhere until you choose a channel."
    )
    text = f"Saved. {where}"
    return Message(text, (section(text),))
