"""Help, and the App Home page."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.doctor.views import stuck_line
from app.home.rules_home import Home, Shelf
from app.home.views_shelves import shelf_blocks
from app.incidents.views import OPEN_START_FORM, incident_list
from app.learning.views_patterns import OPEN as OPEN_PATTERNS
from app.slack.blocks import Message, actions, button, context, divider, header, section
from app.slack.listeners import Help
from app.vocabulary import Meaning
from app.workspace.handlers import OPEN_SETTINGS
from app.workspace.rules_marks import Marks, shown_marks
from app.workspace.views_letters import OPEN_LETTERS


def help_page(lines: Sequence[Help], marks: Marks, *, unknown: str | None = None) -> Message:
    """Every command with what it does, and the gesture that needs no command."""
    listed = "\n".join(f"• `/incident {line.usage}`: {line.says}" for line in lines)
    shown = shown_marks(marks)
    blocks: list[Block] = [
        section("*What you can type*\n" + listed),
        context(
            f"In an incident's channel, {shown[Meaning.KEEP]} on a message keeps it on the "
            "timeline, and taking it off lets it go. Everything else is on the pinned card."
        ),
        context(
            f"Other emoji keep a message and say what it is: {shown[Meaning.DECISION]} a decision, "
            f"{shown[Meaning.HANDOFF]} a hand-off, {shown[Meaning.INSIGHT]} an insight, "
            f"{shown[Meaning.LUCK]} luck, {shown[Meaning.HELPED]} what helped."
        ),
    ]
    if unknown:
        blocks.insert(0, section(f"I don't know `/incident {unknown}` yet. This is what I know:"))
    return Message("What you can type after /incident", blocks)


def home_page(home: Home, own_changes: Sequence[Block] = (), *, stuck: int = 0) -> View:
    """What is open, what waits for this person, which reviews meet, one's own changes, what was
    shared lately, and what one may want to do or to choose. `stuck` is for admins.
    """
    blocks: list[Block] = [
        header("Onward"),
        section("Run the incident, rewind it together, build forward."),
        actions(
            "home",
            button("Start an incident", OPEN_START_FORM, "home", style="primary"),
            button("Messages and notes", OPEN_LETTERS, "home"),
            button("Settings", OPEN_SETTINGS, "home"),
        ),
        *([stuck_line(stuck)] if stuck else ()),
        divider(),
        *(shelf_blocks(Shelf.OPEN, home.incidents) or incident_list(()).blocks),
        *_apart(shelf_blocks(Shelf.STEPS, home.steps)),
        *_apart(shelf_blocks(Shelf.COMING, home.coming)),
        *_apart(own_changes),
        *_apart(shelf_blocks(Shelf.SHARED, home.shared)),
        divider(),
        section(
            "*Patterns*: what the reviews of the last 90 days have in common",
            button("Show patterns", OPEN_PATTERNS, "home"),
        ),
        context("Type `/incident help` anywhere to see what can be typed."),
    ]
    return View(type="home", blocks=blocks)


def _apart(blocks: Sequence[Block]) -> Sequence[Block]:
    return [divider(), *blocks] if blocks else ()
