"""What an admin of a workspace sees of its data, and the form that deletes all of it."""

from slack_sdk.models.views import View

from app.slack import fields
from app.slack.blocks import button, context, form_field, modal, section, shortened
from app.slack.mrkdwn import NOTHING, plain

OPEN_DELETION = "privacy.open_deletion"
DELETION_FORM = "privacy.delete"
TYPED_NAME = "name"
_NAME_SHOWN = 80


def privacy_page() -> View:
    return modal(
        "page",
        "Privacy",
        [
            section(
                "All that Onward knows of this workspace can be deleted: every incident and "
                "review, what people answered, and the settings.",
                button("Delete everything", OPEN_DELETION, "delete", style="danger"),
            ),
        ],
    )


def deletion_form(name: str) -> View:
    """`name` is the workspace's."""
    return modal(
        DELETION_FORM,
        "Delete everything",
        [
            section(
                "Every incident, timeline, answer, review and change of this workspace is deleted "
                "from Onward, with its settings and hooks. Only a backup could bring them back."
            ),
            section(
                "What stands in Slack stays there: messages, channels, files and canvases. Onward "
                "then begins anew, as on its first day here."
            ),
            form_field(
                TYPED_NAME,
                "Name of this workspace",
                fields.text_input(""),
                hint=f"Type {shortened(name, _NAME_SHOWN)} if this is what you want.",
            ),
            context("To keep a copy, ask whoever runs Onward to export the workspace first."),
        ],
        submit="Delete everything",
        close="Cancel",
    )


def parse_deletion(values: fields.Values) -> str:
    """The name as it was typed."""
    return plain(fields.read_text(values, TYPED_NAME) or NOTHING).strip()


def deletion_begun() -> View:
    text = (
        "Everything is being deleted; with many incidents it takes some minutes. What stands in "
        "Slack stays, and you can archive or delete it there."
    )
    return modal("page", "Delete everything", [section(f":white_check_mark: {text}")])
