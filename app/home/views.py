"""Help, and the App Home page."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.incidents.views import OPEN_START_FORM, incident_list
from app.slack.blocks import Message, actions, button, context, divider, header, section
from app.slack.listeners import Help
from app.workspace.handlers import OPEN_SETTINGS


def help_page(lines: Sequence[Help], *, unknown: str | None = None) -> Message:
    """Every command with what it does, and the gesture that needs no command."""
    listed = "\n".join(f"• `/incident {line.usage}`: {line.says}" for line in lines)
    blocks: list[Block] = [
        section("*What you can type*\n" + listed),
        context(
            "In an incident's channel, :pushpin: on a message keeps it on the timeline, and taking "
            "it off lets it go. Everything else is on the pinned card."
        ),
        context(
            "Other emoji keep a message and say what it is: :scales: a decision, :handshake: a "
            "hand-off, :bulb: an insight, :four_leaf_clover: luck, :star: what helped."
        ),
    ]
    if unknown:
        blocks.insert(0, section(f"I don't know `/incident {unknown}` yet. This is what I know:"))
    return Message("What you can type after /incident", blocks)


def home_page(incidents: Sequence[Incident]) -> View:
    """What is open, and the two things one may want to do about it."""
    blocks: list[Block] = [
        header("Onward"),
        section("Run the incident, rewind it together, build forward."),
        actions(
            "home",
            button("Start an incident", OPEN_START_FORM, "home", style="primary"),
            button("Settings", OPEN_SETTINGS, "home"),
        ),
        divider(),
        *incident_list(incidents).blocks,
        context("Type `/incident help` anywhere to see what can be typed."),
    ]
    return View(type="home", blocks=blocks)
