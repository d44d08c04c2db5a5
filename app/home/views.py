"""Help, and the App Home page."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.home.rules_home import LISTED, Upcoming
from app.incidents.rules import Incident
from app.incidents.views import OPEN_START_FORM, incident_list
from app.learning.views_patterns import OPEN as OPEN_PATTERNS
from app.slack.blocks import Message, actions, button, context, divider, header, section
from app.slack.listeners import Help
from app.slack.mrkdwn import channel_mention, clip, harmless, link, moment
from app.summaries.queries_shared import Shared
from app.vocabulary import Meaning
from app.workspace.handlers import OPEN_SETTINGS
from app.workspace.rules_marks import Marks, shown_marks
from app.workspace.views_letters import OPEN_LETTERS

_TITLE = 150


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


def home_page(
    incidents: Sequence[Incident],
    shared: Sequence[Shared] = (),
    own_changes: Sequence[Block] = (),
    coming: Sequence[Upcoming] = (),
) -> View:
    """What is open, which reviews meet, one's own changes, what was shared lately, and what one may
    want to do or to choose.
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
        divider(),
        *incident_list(incidents).blocks,
        *_coming(coming),
        *([divider(), *own_changes] if own_changes else []),
        *_shared(shared),
        divider(),
        section(
            "*Patterns*: what the reviews of the last 90 days have in common",
            button("Show patterns", OPEN_PATTERNS, "home"),
        ),
        context("Type `/incident help` anywhere to see what can be typed."),
    ]
    return View(type="home", blocks=blocks)


def _coming(coming: Sequence[Upcoming]) -> list[Block]:
    """The next reviews, with what the reader is asked to do."""
    if not coming:
        return []
    lines = "\n".join(map(_review, coming[:LISTED]))
    more = [context("There are more, later on.")] if len(coming) > LISTED else []
    return [divider(), section(f"*Reviews that meet*\n{lines}"), *more]


def _review(one: Upcoming) -> str:
    place = f" in {channel_mention(one.channel)}" if one.channel else ""
    step = ""
    if one.is_asked:
        step = " · *you are asked to facilitate*: the answer waits in your messages"
    elif one.facilitates:
        step = " · *you facilitate*"
    title = harmless(clip(one.title, _TITLE))
    return f"• {one.label} {title} · {moment(one.meets_at)}{place}{step}"


def _shared(shared: Sequence[Shared]) -> list[Block]:
    if not shared:
        return []
    lines = "\n".join(
        f"• {link(one.url, one.label)} {harmless(clip(one.title, _TITLE))}" for one in shared
    )
    return [divider(), section(f"*Reviews to read*\n{lines}")]
