"""The timeline as a page to read, the note form, and the short answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.incidents.views import ADD_NOTE
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, section
from app.slack.mrkdwn import Mrkdwn, clip, esc, harmless, link, moment, user_mention
from app.timeline.rules import Entry
from app.vocabulary import EntryKind

NOTE_FORM = "timeline.note_form"
EARLIER = "timeline.earlier"
LATER = "timeline.later"
PAGE_SIZE = 10
ENTRY_TEXT = 600
ENTRY_LINE = 1100
"""So that a full page stays below the 12,000 characters that Slack takes in one message."""

KIND_SIGNS = {
    EntryKind.DECISION: "⚖️ ",
    EntryKind.HANDOFF: "🤝 ",
    EntryKind.STATUS: "🔹 ",
}


def timeline_page(incident: Incident, entries: Sequence[Entry], page: int, pages: int) -> Message:
    """One page, in the order of time; times are shown in the reader's zone."""
    title = f"*Timeline of {incident.label}*"
    if not entries:
        text = (
            f"{title}\nNothing is kept yet. Put :pushpin: on a message, or add a note with "
            "`/incident note`."
        )
        blocks: list[Block] = [section(text), actions("pages", _note_button(incident))]
        return Message(f"Timeline of {incident.label}", blocks)
    blocks = [section(title), *(section(entry_line(entry)) for entry in entries)]
    if pages > 1:
        blocks.append(context(f"Page {page} of {pages}"))
    blocks.append(actions("pages", *_page_buttons(incident, page, pages)))
    return Message(f"Timeline of {incident.label}, page {page} of {pages}", blocks)


def entry_line(entry: Entry) -> str:
    """When, who said it, and what, as it was said."""
    at = moment(entry.occurred_at, "{date_short_pretty}, {time}")
    words = harmless(clip(entry.text, ENTRY_TEXT)) if entry.is_filled else "_being read from Slack_"
    author = user_mention(entry.author) if entry.author else esc(entry.author_label or "")
    by = f" · {author}" if author else ""
    said = f"{KIND_SIGNS.get(entry.kind, '')}{words}"
    files = [f":paperclip: {_file(file)}" for file in entry.files]
    origin = [f":link: {link(entry.link, 'Where it comes from')}"] if entry.link else []
    lines = [f"{at}{by}", *([said] if said else []), *files, *origin]
    return clip(Mrkdwn("\n".join(lines)), ENTRY_LINE)


def note_form(incident: Incident) -> View:
    return modal(
        NOTE_FORM,
        "Add a note",
        [
            section(f"*{incident.label} · {harmless(incident.title)}*"),
            form_field(
                "text",
                "What happened?",
                fields.text_input(multiline=True),
                hint="If it happened earlier, begin with its time, like 14:05.",
            ),
        ],
        submit="Add",
        close="Cancel",
        private_metadata=str(incident.id),
    )


def parse_note(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "text")


def noted(occurred_at: datetime | None) -> Message:
    text = (
        f":white_check_mark: Noted at {moment(occurred_at, '{time}, {date_short_pretty}')}."
        if occurred_at
        else ":white_check_mark: Noted. It finds its place on the timeline as soon as I know your "
        "time zone, in a moment."
    )
    return Message(text, (section(text),))


def _page_buttons(incident: Incident, page: int, pages: int) -> list[InteractiveElement]:
    buttons: list[InteractiveElement] = []
    if page > 1:
        buttons.append(button("Earlier", EARLIER, f"{incident.id}:{page - 1}"))
    if page < pages:
        buttons.append(button("Later", LATER, f"{incident.id}:{page + 1}"))
    return [*buttons, _note_button(incident)]


def _note_button(incident: Incident) -> InteractiveElement:
    return button("Add a note", ADD_NOTE, str(incident.id))


def _file(file: Mapping[str, str]) -> Mrkdwn:
    return link(file["permalink"], file["name"]) if file["permalink"] else esc(file["name"])
