"""The line that files of an incident hang on."""

from app.incidents.rules import Incident
from app.slack.blocks import Message, section
from app.slack.mrkdwn import channel_mention, harmless


def files_line(incident: Incident, *, lacks_calendar: bool) -> Message:
    """`lacks_calendar` says why a calendar file that was asked for is not among them."""
    place = f" ({channel_mention(incident.channel)})" if incident.channel else ""
    text = f"Here is *{incident.label}* as files, in this thread: {harmless(incident.title)}{place}"
    if lacks_calendar:
        text += "\nThere is no calendar file: no meeting is planned."
    return Message(f"Files of {incident.label}", (section(text),))


def files_on_their_way(incident: Incident) -> Message:
    text = f":package: The files of {incident.label} come to you in a direct message in a moment."
    return Message(text, (section(text),))
