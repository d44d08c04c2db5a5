"""The timeline to read, page by page, and the short answers about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement, Option
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.incidents.views import ADD_NOTE
from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    form_field,
    menu,
    modal,
    option,
    section,
)
from app.slack.mrkdwn import (
    Mrkdwn,
    bold,
    channel_mention,
    clip,
    esc,
    harmless,
    link,
    moment,
    user_mention,
)
from app.timeline.rules import Decision, Entry, Handoff, message_of
from app.timeline.rules_entries import (
    EVERYTHING,
    KEPT_BY_HAND,
    KIND_SIGNS,
    REMOVED,
    Listed,
    TimelinePage,
)
from app.timeline.views_entries import RESTORE, EntryContext, kind_options
from app.vocabulary import Confidence

TIMELINE_FORM = "timeline.page"
CHOOSE_SHOWN = "timeline.choose_shown"
EARLIER = "timeline.earlier"
LATER = "timeline.later"
EDIT = "timeline.edit_entry"
ENTRY_TEXT = 600
ENTRY_LINE = 1100
DETAIL_TEXT = 200


def timeline_page(page: TimelinePage) -> View:
    """One page, in the order of time, under a heading for each day of the reader's."""
    is_paged = page.pages > 1
    jump = form_field(
        "jump",
        "Jump to a time",
        fields.text_input(max_length=100, placeholder="Like 14:05 or yesterday 23:50"),
        optional=True,
    )
    return modal(
        TIMELINE_FORM,
        "Timeline",
        [
            section(bold(f"{page.incident.label} · {harmless(page.incident.title)}")),
            actions("show", menu(CHOOSE_SHOWN, _choices(), page.place.show)),
            *(_entries(page) if page.listed else [section(_nothing(page.place.show))]),
            *([context(f"Page {page.place.page} of {page.pages}")] if is_paged else []),
            actions("pages", *_page_buttons(page)),
            *([jump] if is_paged else []),
        ],
        submit="Jump" if is_paged else None,
        private_metadata=EntryContext(place=page.place, is_beneath=True).dump(),
    )


def parse_jump(values: fields.Values) -> str:
    """The time to jump to, as typed; empty when nothing was."""
    return str(values.get("jump", {}).get("value") or "").strip()


def entry_line(entry: Entry, workspace_url: str) -> str:
    """When, who said it, and what, as it was said; the time leads to where it was said."""
    at = moment(entry.occurred_at, "{time}", url=message_of(entry, workspace_url))
    words = harmless(clip(entry.text, ENTRY_TEXT)) if entry.is_filled else "_being read from Slack_"
    author = esc(entry.author_label or "")
    if entry.author and not author:  # an app is known by the name it uses, not by its bot
        author = user_mention(entry.author)
    recalled = "_recalled_" if entry.confidence is Confidence.RECALLED else ""
    said = f"{KIND_SIGNS.get(entry.kind, '')} {words}".strip()
    lines = [
        " · ".join(part for part in (at, author, recalled) if part),
        said,
        _assumption(entry, entry.decision) if entry.decision else "",
        _ends(entry.handoff) if entry.handoff else "",
        *(f":paperclip: {_file(file)}" for file in entry.files),
        f":link: {link(entry.link, 'Where it comes from')}" if entry.link else "",
    ]
    return clip(Mrkdwn("\n".join(line for line in lines if line)), ENTRY_LINE)


def noted(occurred_at: datetime | None) -> Message:
    text = (
        f":white_check_mark: Noted at {moment(occurred_at, '{time}, {date_short_pretty}')}."
        if occurred_at
        else ":white_check_mark: Noted. It finds its place on the timeline as soon as I know your "
        "time zone, in a moment."
    )
    return Message(text, (section(text),))


def saved() -> Message:
    text = ":white_check_mark: Saved. The timeline says it so now."
    return Message(text, (section(text),))


def kept(incident: Incident, occurred_at: datetime | None) -> Message:
    """Said in the form's place: the person may be anywhere."""
    at = f"at {moment(occurred_at, '{time}, {date_short_pretty}')}" if occurred_at else "soon"
    where = f" It is worked on in {channel_mention(incident.channel)}." if incident.channel else ""
    text = f":white_check_mark: It is on the timeline of {incident.label} {at}.{where}"
    return Message(text, (section(text),))


def _choices() -> Sequence[Option]:
    return [
        option("Everything", EVERYTHING),
        *kind_options(),
        option("Kept by hand", KEPT_BY_HAND),
        option("Removed", REMOVED),
    ]


def _nothing(show: str) -> str:
    if show == EVERYTHING:
        return "Nothing is kept yet. React to a message to keep it, or press *Add an entry*."
    if show == REMOVED:
        return "Nothing was removed. What is taken off the timeline can be brought back here."
    return "There is nothing of this kind."


def _entries(page: TimelinePage) -> Iterator[Block]:
    day = None
    for listed in page.listed:
        at = listed.entry.occurred_at
        if at.astimezone(page.zone).date() != day:
            day = at.astimezone(page.zone).date()
            yield context(f"*{moment(at, '{date_long_pretty}')}*")
        yield _listed(listed, page.workspace_url)


def _listed(listed: Listed, workspace_url: str) -> Block:
    entry = listed.entry
    if listed.is_deleted:
        return section(f"{moment(entry.occurred_at, '{time}')}\n_removed by its author_")
    line = entry_line(entry, workspace_url)
    if not listed.is_removed:
        return section(line, _edit_button(entry) if entry.is_filled else None)
    by = f"removed by {user_mention(listed.removed_by)}" if listed.removed_by else "no mark is left"
    return section(f"{line}\n_{by}_", button("Restore", RESTORE, str(entry.id)))


def _edit_button(entry: Entry) -> ButtonElement:
    return button("Edit", EDIT, str(entry.id))


def _assumption(entry: Entry, decision: Decision) -> str:
    """Unless the message says it itself."""
    is_told = decision.assumed is not None and decision.assumed != entry.text
    return f"_Assumed:_ {_detail(decision.assumed)}" if is_told and decision.assumed else ""


def _ends(handoff: Handoff) -> str:
    """From whom to whom, and which end is missing."""
    people = [user_mention(user) for user in (handoff.giver, handoff.receiver) if user]
    parts = [" → ".join(people)]
    if handoff.state_given is None:
        parts.append(":warning: no state was given")
    if handoff.received_at is None:
        parts.append(":warning: not read back yet")
    elif handoff.read_back:
        parts.append(f"read back: {_detail(handoff.read_back)}")
    return " · ".join(part for part in parts if part)


def _detail(text: Mrkdwn) -> Mrkdwn:
    return harmless(clip(Mrkdwn(" ".join(text.split())), DETAIL_TEXT))


def _page_buttons(page: TimelinePage) -> list[InteractiveElement]:
    number, buttons = page.place.page or page.pages, list[InteractiveElement]()
    if number > 1:
        buttons.append(button("Earlier", EARLIER, str(number - 1)))
    if number < page.pages:
        buttons.append(button("Later", LATER, str(number + 1)))
    return [*buttons, button("Add an entry", ADD_NOTE, str(page.incident.id))]


def _file(file: Mapping[str, str]) -> Mrkdwn:
    return link(file["permalink"], file["name"]) if file["permalink"] else esc(file["name"])
