"""The forms in which a facilitator prepares the rewind: the list of stops, and adding one."""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_rewind import MOST_STOPS, Rewind, Stop
from app.reviews.rules_stops import why
from app.slack import fields
from app.slack.blocks import actions, button, context, divider, form_field, modal, option, section
from app.slack.mrkdwn import bold, clip, harmless, moment, plain
from app.timeline.rules import Entry

PREPARE_FORM = "reviews.prepare_form"
ADD_FORM = "reviews.add_stop_form"
EARLIER = "reviews.stop_earlier"
LATER = "reviews.stop_later"
DROP = "reviews.drop_stop"
ADD = "reviews.add_stop"
PAGE_BACK = "reviews.entries_back"
PAGE_ON = "reviews.entries_on"

ENTRIES_PER_PAGE = 100
"""As many options as a menu takes."""

_LINE = 200


def prepare_form(
    incident: Incident, review: Review, rewind: Rewind, entries: Mapping[int, Entry]
) -> View:
    """The stops in their order. What is changed here is stored at once."""
    blocks: list[Block] = [section(_introduction(incident, rewind))]
    for stop in rewind.stops:
        blocks += _stop(rewind, stop, entries[stop.entry_id])
    if len(rewind.stops) < MOST_STOPS:
        blocks.append(actions("add", button("Add a stop", ADD, str(review.id))))
    return modal(PREPARE_FORM, "Prepare the rewind", blocks, private_metadata=str(review.id))


def add_stop_form(review: Review, entries: Sequence[Entry], page: int, pages: int) -> View:
    """Entries to choose one more stop from, a page at a time, in the order of time."""
    if not entries:
        return modal("page", "Add a stop", [section("Every entry that is kept is a stop already.")])
    options = [option(_label(entry), str(entry.id)) for entry in entries]
    blocks: list[Block] = [form_field("entry", "Stop at", fields.choice(options))]
    if pages > 1:
        blocks += [
            context(f"Page {page} of {pages}, in the order of time"),
            actions("pages", *_page_buttons(review, page, pages)),
        ]
    return modal(
        ADD_FORM,
        "Add a stop",
        blocks,
        submit="Add",
        close="Cancel",
        private_metadata=str(review.id),
    )


def parse_added(values: fields.Values) -> int | None:
    """The id of the entry that was chosen."""
    chosen = fields.read_choice(values, "entry")
    return int(chosen) if chosen else None


def parse_page(value: str) -> tuple[int, int]:
    """The review and the page behind a button."""
    review_id, _, page = value.partition(":")
    return int(review_id), int(page)


def _introduction(incident: Incident, rewind: Rewind) -> str:
    title = bold(f"{incident.label} · {harmless(incident.title)}") + "\n"
    if not rewind.stops:
        return f"{title}Nothing is kept yet. Keep a message with :pushpin:, then come back."
    return (
        f"{title}These stops were chosen because there is something to learn at each; the order "
        "and the choice are yours. What you change is kept at once."
    )


def _stop(rewind: Rewind, stop: Stop, entry: Entry) -> Iterator[Block]:
    at = moment(entry.occurred_at, "{date_short_pretty}, {time}")
    words = harmless(clip(entry.text, _LINE)) or "_files_"
    yield divider()
    yield section(f"*{stop.place + 1}.* {at} · _{why(stop.reason, stop.measure)}_\n{words}")
    if stop.place <= rewind.reached:
        yield context("Visited")
        return
    yield actions(f"stop-{stop.id}", *_stop_buttons(rewind, stop))


def _stop_buttons(rewind: Rewind, stop: Stop) -> Iterator[InteractiveElement]:
    if stop.place > rewind.reached + 1:
        yield button("Move up", EARLIER, str(stop.id))
    if stop.place < len(rewind.stops) - 1:
        yield button("Move down", LATER, str(stop.id))
    yield button("Drop", DROP, str(stop.id))


def _page_buttons(review: Review, page: int, pages: int) -> Iterator[InteractiveElement]:
    if page > 1:
        yield button("Earlier", PAGE_BACK, f"{review.id}:{page - 1}")
    if page < pages:
        yield button("Later", PAGE_ON, f"{review.id}:{page + 1}")


def _label(entry: Entry) -> str:
    words = " ".join(plain(entry.text).split()) or "files"
    at = entry.occurred_at
    return f"{at:%a} {at.day}, {at:%H:%M} {words}"
