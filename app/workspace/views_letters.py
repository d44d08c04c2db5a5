"""What stands below every letter: how to get no more of its kind, and how to get them again."""

from slack_sdk.models.blocks import Block

from app.slack.blocks import Message, actions, button, section
from app.vocabulary import Letter

MUTE = "workspace.mute"
UNMUTE = "workspace.unmute"

LETTER_LABELS = {
    Letter.FACILITATING: "Asking to facilitate",
    Letter.REFLECTION: "Questions before a review",
    Letter.CALIBRATION: "Checking the timeline",
    Letter.BRIEF: "Briefs for facilitators",
    Letter.CHANGES: "Changes that have an owner",
}


def letter(message: Message, kind: Letter) -> Message:
    """The message with its foot."""
    foot: list[Block] = [
        actions("letter", button("No more of these", MUTE, kind.value)),
    ]
    return Message(message.text, [*message.blocks, *foot])


def muted(kind: Letter) -> Message:
    """Somebody will get no more letters of this kind."""
    text = f"Done: no more of these ({LETTER_LABELS[kind].lower()}). What you have stays usable."
    blocks = [section(text), actions("letter", button("Send them again", UNMUTE, kind.value))]
    return Message(text, blocks)


def unmuted(kind: Letter) -> Message:
    """Somebody gets letters of this kind again."""
    text = f"Good: you will get these again ({LETTER_LABELS[kind].lower()})."
    return Message(text, (section(text),))
