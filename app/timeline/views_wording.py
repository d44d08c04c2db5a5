"""What the author of kept words is told after the incident, and nobody else: which of them the
review would like to hear anew.
"""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from app.incidents.rules import Incident
from app.slack.blocks import Message, actions, button, context, section
from app.slack.mrkdwn import clip, harmless
from app.timeline.rules_wording import Passage
from app.timeline.views_entries import REWORD
from app.vocabulary import Letter
from app.workspace.views_letters import MUTE

SHOWN_AT_MOST = 3
QUOTE = 200


def passages_to_reword(incident: Incident, passages: Sequence[Passage]) -> Message:
    """A whisper; the first few passages, each with the way to its entry."""
    title = f"*{incident.label} is over. A word about how you would like to be quoted.*"
    blocks: list[Block] = [
        section(
            f"{title}\nThe summary leaves these lines of yours out, since a reader may take them "
            "as a judgment of somebody. Said anew, they are in it:"
        ),
        *map(_passage, passages[:SHOWN_AT_MOST]),
        context(_foot(len(passages) - SHOWN_AT_MOST)),
        actions("wording", button("Don't show me these", MUTE, Letter.WORDING.value)),
    ]
    return Message(title, blocks)


def _passage(one: Passage) -> Block:
    words = " ".join(harmless(clip(one.words, QUOTE)).split())
    return section(f"> {words}", button("Reword for the review", REWORD, str(one.entry_id)))


def _foot(more: int) -> str:
    only = "Only you see this. In the channel your words stay as you said them."
    return f"And {more} more, in `/incident timeline`. {only}" if more > 0 else only
