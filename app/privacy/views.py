"""What an admin chooses about a workspace's data: how long it is kept, and that all of it goes."""

from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from app.privacy.rules_retention import CHOICES, PERIODS, Keeping, Kept
from app.slack import fields
from app.slack.blocks import Message, button, context, form_field, modal, option, section, shortened
from app.slack.mrkdwn import NOTHING, plain
from app.workspace.rules_log import SettingChange
from app.workspace.views_log import last_changed

COPY_ALL = "privacy.copy_all"
OPEN_DELETION = "privacy.open_deletion"
DELETION_FORM = "privacy.delete"
PRIVACY_FORM = "privacy.keep"
TYPED_NAME = "name"
_NAME_SHOWN = 80
_FOR_EVER = "0"
KEPT_LABELS = {
    Kept.TEXTS: (
        "Texts of timelines",
        "What was said, decided and handed over goes, files too. Times, findings and changes stay.",
    ),
    Kept.ANSWERS: (
        "Answers before a review",
        "They are deleted, whoever may see them. How many there were is still told.",
    ),
    Kept.INCIDENTS: (
        "Whole incidents",
        "An incident goes with its review and changes, and with what Onward posted about it.",
    ),
}


def privacy_form(keeping: Keeping, changed: SettingChange | None = None) -> View:
    """`changed` is the last change of these choices."""
    return modal(
        PRIVACY_FORM,
        "Privacy",
        [
            section(
                "How long Onward keeps things. Time counts from when a review was shared or "
                "closed; without one, from when the incident ended. What is open always stays."
            ),
            *(
                form_field(
                    kind.value,
                    label,
                    fields.choice(_periods(kind), str(keeping.get(kind) or _FOR_EVER)),
                    hint=effect,
                )
                for kind, (label, effect) in KEPT_LABELS.items()
            ),
            *last_changed(changed),
            section(
                "All of it can be taken along as files, but for secrets, and for answers that "
                "are for a facilitator alone.",
                button("Send me everything", COPY_ALL, "copy"),
            ),
            section(
                "All that Onward knows of this workspace can be deleted: every incident and "
                "review, what people answered, and the settings.",
                button("Delete everything", OPEN_DELETION, "delete", style="danger"),
            ),
        ],
        submit="Save",
        close="Cancel",
    )


def parse_privacy(values: fields.Values) -> Keeping:
    """What can be chosen; anything else is for ever."""
    chosen = {kind: fields.read_choice(values, kind.value) or "" for kind in Kept}
    allowed = {kind: {str(days) for days in CHOICES[kind]} for kind in Kept}
    return {kind: int(days) if days in allowed[kind] else None for kind, days in chosen.items()}


def privacy_kept(keeping: Keeping) -> View:
    periods = (PERIODS[days] if (days := keeping.get(kind)) else "no limit" for kind in KEPT_LABELS)
    names = (label for label, _ in KEPT_LABELS.values())
    lines = [f"• {label}: {period}" for label, period in zip(names, periods, strict=True)]
    text = "Saved. Anything older goes in the coming night."
    return modal("page", "Privacy", [section("\n".join([f":white_check_mark: {text}", *lines]))])


def _periods(kind: Kept) -> list[Option]:
    return [
        option("No limit", _FOR_EVER),
        *(option(f"For {PERIODS[days]}", str(days)) for days in CHOICES[kind]),
    ]


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


def copy_asked() -> View:
    text = "It is put together, and comes to you as a direct message in a moment."
    return modal("page", "Everything as files", [section(f":hourglass_flowing_sand: {text}")])


def copy_line() -> Message:
    text = (
        "Here is all that Onward stored of this workspace and that you may know of, one JSON file "
        "for each kind of thing; `manifest.json` describes them."
    )
    return Message(text, (section(text),))


def copy_too_large(team: str) -> Message:
    text = (
        "This workspace has more than a message should carry. Please ask whoever runs Onward for "
        f"it: `python -m app export-workspace {team} --out folder` writes everything."
    )
    return Message(text, (section(text),))
