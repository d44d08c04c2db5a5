"""The few Block Kit pieces that the views are made of, so that a view reads as an outline of the
screen.

Texts given to these helpers are Mrkdwn already (`esc` is applied where text enters the system),
labels are plain. Each piece is shortened to Slack's limit for its place, so that a long text never
loses a whole message.
https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.slack.mrkdwn import Mrkdwn, clip

SECTION_TEXT = 3000
FIELD_TEXT = 2000
CONTEXT_TEXT = 2000
HEADER_TEXT = 150
BUTTON_TEXT = 75
NOTICE_TEXT = 4000
"""Of a message's own text; chat.update refuses more (`msg_too_long`)."""
OPTION_TEXT = 75


@dataclass(frozen=True, slots=True)
class Message:
    """What a message shows: its blocks, and the text (Mrkdwn) that notifications and screen readers
    use instead.
    """

    text: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clip(Mrkdwn(self.text), NOTICE_TEXT))


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=shortened(text, HEADER_TEXT), emoji=True))


def section(text: str, accessory: InteractiveElement | None = None) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(text, SECTION_TEXT), accessory=accessory)


def field_grid(*texts: str) -> SectionBlock:
    """Short facts in two columns; ten at most."""
    return SectionBlock(fields=[_mrkdwn(text, FIELD_TEXT) for text in texts])


def context(*texts: str) -> ContextBlock:
    return ContextBlock(elements=[_mrkdwn(text, CONTEXT_TEXT) for text in texts])


def divider() -> DividerBlock:
    return DividerBlock()


def actions(block_id: str, *elements: InteractiveElement) -> ActionsBlock:
    return ActionsBlock(block_id=block_id, elements=list(elements))


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    return ButtonElement(
        text=PlainTextObject(text=shortened(label, BUTTON_TEXT), emoji=True),
        action_id=action_id,
        value=value,
        style=style,
        confirm=confirm,
    )


def overflow(action_id: str, *options: Option) -> OverflowMenuElement:
    """The `…` menu: up to five options, each the action id of a press, if need be with a space and
    what it is about behind.
    """
    return OverflowMenuElement(action_id=action_id, options=list(options))


def menu(
    action_id: str, options: Sequence[Option], chosen: str = "", *, asks: str | None = None
) -> StaticSelectElement:
    """A select that acts at once; `chosen` is the value that is shown, `asks` is shown instead of
    none.
    """
    initial = next((option for option in options if option.value == chosen), None)
    return StaticSelectElement(
        action_id=action_id, options=list(options), initial_option=initial, placeholder=asks
    )


def option(label: str, value: str) -> Option:
    return Option(text=PlainTextObject(text=shortened(label, OPTION_TEXT), emoji=True), value=value)


def confirm(title: str, text: str, yes: str, no: str = "Not yet") -> ConfirmObject:
    return ConfirmObject(
        title=PlainTextObject(text=title),
        text=PlainTextObject(text=text),
        confirm=PlainTextObject(text=yes),
        deny=PlainTextObject(text=no),
    )


def form_field(
    field_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    optional: bool = False,
    is_heard: bool = False,
) -> InputBlock:
    """One input of a form. The field's id is its block's id, so that an error can be shown beside
    it. One that `is_heard` is a press as soon as it is changed.
    """
    return InputBlock(
        block_id=field_id,
        label=PlainTextObject(text=label, emoji=True),
        element=element,
        hint=PlainTextObject(text=hint) if hint else None,
        optional=optional,
        dispatch_action=is_heard or None,
    )


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    private_metadata: str | None = None,
) -> View:
    """A form, or with no `submit` a page to read. `private_metadata` comes back with the
    submission.
    """
    return View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=title, emoji=True),
        submit=PlainTextObject(text=submit, emoji=True) if submit else None,
        close=PlainTextObject(text=close, emoji=True),
        private_metadata=private_metadata,
        blocks=list(blocks),
    )


def shortened(text: str, limit: int) -> str:
    """Plain text of at most `limit` characters, ending in `…` when it was longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _mrkdwn(text: str, limit: int) -> MarkdownTextObject:
    return MarkdownTextObject(text=clip(Mrkdwn(text), limit))
