"""The outgoing webhook as its admin sees it: the form, and the page that shows its secret once."""

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.addresses import ADDRESS_MAX
from app.slack import fields
from app.slack.blocks import context, form_field, modal, option, section
from app.slack.mrkdwn import NOTHING, esc, plain

OPEN_WEBHOOK = "workspace.open_webhook"
WEBHOOK_FORM = "workspace.webhook"
_SHOWN = 300


def webhook_form(url: str | None) -> View:
    """Filled in with the address that is told now, if there is one."""
    blocks: list[Block] = [
        section(
            "Another system can be told when a change is made, changes, or is done: a tracker, a "
            "board. What it gets is signed. Changes of private incidents are never sent."
        ),
        form_field(
            "url",
            "Where to send it",
            fields.text_input(url or "", max_length=ADDRESS_MAX),
            hint="It begins with https://. Leave it empty to send nothing.",
            optional=True,
        ),
    ]
    if url:
        renew = fields.checkboxes([option("Make a new secret", "renew")], [])
        hint = "The one before is not used any more from then on."
        blocks.append(form_field("secret", "Secret", renew, hint=hint, optional=True))
    return modal(WEBHOOK_FORM, "Outgoing webhook", blocks, submit="Save", close="Cancel")


def parse_webhook(values: fields.Values) -> tuple[str | None, bool]:
    """The address, and whether a new secret is wanted."""
    typed = plain(fields.read_text(values, "url") or NOTHING)
    return typed or None, fields.read_checkbox(values, "secret")


def webhook_secret(url: str, secret: str) -> View:
    """The only place in which the secret is ever shown."""
    shown = esc(url if len(url) <= _SHOWN else f"{url[:_SHOWN]}…").replace("`", "'")
    return modal(
        "page",
        "Outgoing webhook",
        [
            section(f":white_check_mark: Changes are told to `{shown}` from now on."),
            section(f"Secret, shown only this once: `{secret}`"),
            context(
                "Keep it where the receiver runs. How to check a signature with it is told in "
                "docs/operating.md."
            ),
        ],
    )


def webhook_kept(url: str | None) -> View:
    """Nothing new to show: the secret stays, or nothing is sent any more."""
    text = "Nothing is sent from now on. What was sent before stays where it is."
    if url:
        text = "It stays as it is, with the secret that it has."
    return modal("page", "Outgoing webhook", [section(f":white_check_mark: {text}")])
