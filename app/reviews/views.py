"""What people see of a review: the resolve form, the agenda. Its date is in `views_schedule`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review, meeting_problem
from app.reviews.rules_agenda import StillOpen, agenda
from app.reviews.rules_facilitator import facilitating
from app.reviews.rules_proposal import Proposal, Resolution
from app.reviews.rules_rewind import Rewind
from app.reviews.views_facilitator import REASON_HINT, REASON_LABEL, REASON_MAX
from app.slack import fields
from app.slack.blocks import Message, actions, button, confirm, context, form_field, modal, section
from app.slack.mrkdwn import bold, clip, harmless, link, moment, plain

RESOLVE_FORM = "reviews.resolve_form"
POST_SUMMARY = "reviews.post_summary"
_ON_ITS_WAY = "On it: the summary is being written and will be in the channel in a moment."
PREPARE = "reviews.prepare"
START = "reviews.start"
_MINUTE = timedelta(minutes=1)
_CHANGE = 200


def resolve_form(incident: Incident, proposal: Proposal, *, now: datetime) -> View:
    """Everything is filled in as far as it can be known; everything can be changed."""
    blocks: list[Block] = [
        section(bold(f"{incident.label} · {harmless(incident.title)}")),
        form_field(
            "began_at",
            "When did it begin?",
            fields.moment(proposal.began_at),
            hint="The first sign on the timeline, or when it was declared.",
        ),
        form_field("ended_at", "When did it end?", fields.moment(now)),
        form_field(
            "impact",
            "What did users notice?",
            fields.text_input(plain(incident.impact) if incident.impact else "", multiline=True),
            optional=True,
        ),
        form_field(
            "eased_by",
            "What eased it?",
            fields.text_input(multiline=True),
            hint="One sentence is enough. It may turn out differently in the review.",
            optional=True,
        ),
        form_field(
            "meets_at",
            "When is the review?",
            fields.moment(proposal.slot.starts_at),
            hint=f"It takes {_long(proposal)}. This is the first time that suits; you can pick "
            "another.",
        ),
        form_field(
            "facilitator",
            "Who facilitates?",
            fields.person(proposal.facilitator),
            hint="Somebody who was not part of the response sees more.",
            optional=True,
        ),
        form_field(
            "facilitator_reason",
            REASON_LABEL,
            fields.text_input(max_length=REASON_MAX),
            hint=REASON_HINT,
            optional=True,
        ),
    ]
    if proposal.slot.note:
        blocks.append(context(proposal.slot.note))
    return modal(
        RESOLVE_FORM,
        "Resolve",
        blocks,
        submit="Resolve",
        close="Not yet",
        private_metadata=str(incident.id),
    )


def _long(proposal: Proposal) -> str:
    minutes = (proposal.slot.ends_at - proposal.slot.starts_at) // _MINUTE
    return "an hour" if minutes == 60 else f"{minutes} minutes"


def parse_resolution(
    values: fields.Values, incident: Incident, *, now: datetime
) -> Resolution | dict[str, str]:
    """The resolution, or what is wrong: a sentence by field id."""
    began_at = _exact_start(fields.read_moment(values, "began_at"), incident)
    ended_at = fields.read_moment(values, "ended_at")
    meets_at = fields.read_moment(values, "meets_at")
    problems = {
        "began_at": _start_problem(began_at, now),
        "ended_at": _end_problem(ended_at, began_at, now),
        "meets_at": _meeting_problem(meets_at, ended_at, now),
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found or began_at is None or ended_at is None or meets_at is None:
        return found
    return Resolution(
        began_at=began_at,
        ended_at=_exact_end(ended_at, began_at, now),
        impact=fields.read_text(values, "impact"),
        eased_by=fields.read_text(values, "eased_by"),
        meets_at=meets_at,
        facilitator=fields.read_person(values, "facilitator"),
        facilitator_reason=fields.read_text(values, "facilitator_reason"),
    )


def start_button(review: Review) -> InteractiveElement:
    return button("Start the rewind", START, str(review.id), style="primary")


def agenda_message(
    incident: Incident, review: Review, rewind: Rewind, still_open: Sequence[StillOpen] = ()
) -> Message:
    """The agenda with clock times, what is still open from earlier reviews, the button that starts
    the rewind, the one that ends all.
    """
    lines = [
        f"{_clock(review.meets_at, item.starts_at_minute)}  *{item.title}*\n{item.detail}"
        for item in agenda(review.length)
    ]
    ends = moment(review.ends_at, "{time}")
    presses = [] if rewind.started_at or review.closed_at else [start_button(review)]
    blocks: list[Block] = [
        section(f":compass: *The review of {incident.label} begins now*\n{facilitating(review)}"),
        section("\n".join(lines)),
        *open_changes(still_open),
        actions("agenda", *presses, _post_summary_button(review)),
    ]
    if review.closed_at is None:
        blocks.append(
            context(f"If nobody presses anything, the summary comes by itself at {ends}.")
        )
    return Message(f"The review of {incident.label} begins now", blocks)


def open_changes(still_open: Sequence[StillOpen]) -> list[Block]:
    """What to change, from which review, by when: a line each. Nothing when there are none."""
    if not still_open:
        return []
    title = "*Still open from earlier reviews*"
    return [section("\n".join([title, *map(_open_change, still_open)]))]


def _open_change(change: StillOpen) -> str:
    label = link(change.url, change.label) if change.url else change.label
    due = f", by {change.due_on.day} {change.due_on:%B}" if change.due_on else ""
    return f"• {harmless(clip(change.text, _CHANGE))} ({label}{due})"


def agenda_over(incident: Incident) -> Message:
    """What an agenda says once its meeting takes place at another time, or not at all."""
    text = (
        f":compass: The review of {incident.label} takes place at another time. Its pinned message "
        "says where it stands."
    )
    return Message(text, (section(text),))


def _post_summary_button(review: Review) -> InteractiveElement:
    return button(
        "Post the summary",
        POST_SUMMARY,
        str(review.id),
        confirm=confirm(
            "End the review?",
            "The summary is written from what is stored and posted in the channel.",
            "Post it",
        ),
    )


def summary_on_its_way() -> Message:
    return Message(_ON_ITS_WAY, (section(_ON_ITS_WAY),))


def summary_on_its_way_page() -> View:
    """The same, in the place of the page whose button was pressed."""
    return modal("page", "Summary", [section(_ON_ITS_WAY)])


def _clock(starts_at: datetime, minute: int) -> str:
    return moment(starts_at + minute * _MINUTE, "{time}")


def _exact_start(began_at: datetime | None, incident: Incident) -> datetime | None:
    """The picker knows minutes only: an untouched start keeps its seconds."""
    untouched = began_at is not None and abs(incident.started_at - began_at) < _MINUTE
    return incident.started_at if untouched else began_at


def _exact_end(ended_at: datetime, began_at: datetime, now: datetime) -> datetime:
    """The current minute means now, and no end precedes its start."""
    return now if abs(now - ended_at) < _MINUTE else max(ended_at, began_at)


def _start_problem(began_at: datetime | None, now: datetime) -> str | None:
    if began_at is None:
        return "Please say when it began, as far as you can tell now."
    if began_at > now + _MINUTE:
        return "This lies in the future. Please give the time when it began."
    return None


def _end_problem(ended_at: datetime | None, began_at: datetime | None, now: datetime) -> str | None:
    if ended_at is None:
        return "Please say when it ended; it can be corrected later."
    if ended_at > now + _MINUTE:
        return "This lies in the future. Please give the time when it was over."
    if began_at is not None and ended_at < began_at - _MINUTE:
        return "This is before the incident began. Please check date and time."
    return None


def _meeting_problem(
    meets_at: datetime | None, ended_at: datetime | None, now: datetime
) -> str | None:
    if meets_at is None:
        return "Please pick a date; it can be moved later."
    return meeting_problem(meets_at, resolved_at=ended_at or now, now=now)
