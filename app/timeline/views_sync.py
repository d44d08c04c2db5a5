"""What a person is told about reading a channel back, and what else may matter in it."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from app.incidents.rules import Incident
from app.slack.blocks import Message, button, context, section
from app.slack.ids import MessageTs
from app.slack.links import permalink
from app.slack.mrkdwn import clip, harmless, link, moment, user_mention
from app.timeline.rules import said_at
from app.timeline.rules_suggestions import Suggestion
from app.timeline.rules_sync import DELETIONS, EDITS, MARKS_OFF, MARKS_ON

KEEP_SUGGESTED = "timeline.keep_suggested"
QUOTE = 200

_PIECES = {
    MARKS_ON: ("1 mark I had not kept yet", "{} marks I had not kept yet"),
    MARKS_OFF: ("1 mark that had been taken off", "{} marks that had been taken off"),
    EDITS: ("1 edit", "{} edits"),
    DELETIONS: ("1 deleted message", "{} deleted messages"),
}


def under_way() -> Message:
    text = ":hourglass_flowing_sand: Reading the channel back. I'll tell you here what was missing."
    return Message(text, (section(text),))


def recovered(found: Mapping[str, int]) -> Message:
    """What reading the channel back brought to light."""
    pieces = [
        one if found[what] == 1 else many.format(found[what])
        for what, (one, many) in _PIECES.items()
        if found.get(what)
    ]
    outcome = ", ".join(pieces) if pieces else "nothing was missing"
    text = f":white_check_mark: Read the channel back: {outcome}."
    return Message(text, (section(text),))


def suggestions(incident: Incident, found: Sequence[Suggestion], workspace_url: str) -> Message:
    """Messages that nobody has marked, each kept with one press."""
    title = f"*Do any of these belong on the timeline of {incident.label}?*"
    note = "Only you see this. What you don't keep is not stored anywhere."
    blocks: list[Block] = [section(title)]
    blocks += [_suggestion(incident, one, workspace_url) for one in found]
    return Message(title, [*blocks, context(note)])


def kept(incident: Incident, ts: MessageTs, workspace_url: str) -> Message:
    """After a press on *Keep*, also a second one."""
    where = incident.channel and link(permalink(workspace_url, incident.channel, ts), "message")
    text = f":white_check_mark: Kept: the {where or 'message'} is on the timeline."
    return Message(text, (section(text),))


def _suggestion(incident: Incident, one: Suggestion, workspace_url: str) -> Block:
    said = one.message
    at = moment(said_at(said.ts), "{time}")
    address = incident.channel and permalink(workspace_url, incident.channel, said.ts)
    when = link(address, "open") if address else ""
    by = f" · {user_mention(said.author)}" if said.author else ""
    words = harmless(clip(said.text, QUOTE)) or "_a file_"
    return section(
        f"{at}{by} · _{one.why}_ · {when}\n{words}",
        button("Keep", KEEP_SUGGESTED, f"{incident.id}:{said.ts}"),
    )
