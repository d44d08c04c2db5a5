"""What people see of letters: what stands below each of them, and the form in which one chooses."""

from collections.abc import Collection

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    form_field,
    modal,
    option,
    section,
)
from app.vocabulary import Letter
from app.workspace.rules import LETTER_LABELS

MUTE = "workspace.mute"
UNMUTE = "workspace.unmute"
OPEN_LETTERS = "workspace.open_letters"
LETTERS_FORM = "workspace.letters"


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


def letters_form(unsent: Collection[Letter], muted: Collection[Letter]) -> View:
    """Which letters somebody wants, of those that the workspace sends at all."""
    offered = [kind for kind in Letter if kind not in unsent]
    if not offered:
        return modal("page", "Messages and notes", [section(_NONE)])
    wanted = [kind.value for kind in offered if kind not in muted]
    blocks: list[Block] = [
        section(
            "Onward writes to you within your working hours, about each thing twice at most. Notes "
            "about wording come as you write, once an hour at most, and only you see them."
        ),
        form_field(
            "letters",
            "What reaches me",
            fields.checkboxes(
                [option(LETTER_LABELS[kind], kind.value) for kind in offered], wanted
            ),
            hint="Whatever you choose, `/incident review` in an incident's channel shows your next "
            "step.",
            optional=True,
        ),
    ]
    if unsent:
        off = ", ".join(LETTER_LABELS[kind].lower() for kind in Letter if kind in unsent)
        blocks.append(context(f"Switched off for everybody, in the settings: {off}."))
    return modal(
        LETTERS_FORM,
        "Messages and notes",
        blocks,
        submit="Save",
        close="Cancel",
        private_metadata=",".join(offered),
    )


def parse_letters(values: fields.Values, noted: str) -> dict[Letter, bool]:
    """Whether each letter that the form offered is wanted."""
    ticked = fields.read_checkboxes(values, "letters")
    return {Letter(kind): kind in ticked for kind in noted.split(",")}


_NONE = (
    "This workspace has switched all of these off, in `/incident settings`. "
    "`/incident review` in an incident's channel shows your next step."
)
