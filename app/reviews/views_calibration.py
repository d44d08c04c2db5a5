"""Reading the timeline back: the letter, the form with one's entries, correcting, adding a second
account; each parser beside its form.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.incidents.views import ADD_NOTE
from app.reviews.rules_calibration import Part, Reading, most_telling
from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    divider,
    form_field,
    modal,
    section,
)
from app.slack.mrkdwn import Mrkdwn, clip, harmless, link, moment
from app.timeline.rules import Entry, message_of
from app.timeline.rules_entries import KIND_LABELS, Draft, Seen, filled_in, fingerprint

CHECK = "reviews.check_entries"
RIGHT = "reviews.entry_right"
NOT_QUITE = "reviews.entry_not_quite"
PAGE_BACK = "reviews.check_back"
PAGE_ON = "reviews.check_on"
CORRECT_FORM = "reviews.correct_form"
BESIDE_FORM = "reviews.beside_form"

_LINE = 150
_SHOWN = 1500
_ACCOUNT = 400
_ACCOUNTS = 3
_ACCOUNT_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What somebody is looking at, and the entry that a form on top is about."""

    review_id: int
    page: int = 1
    entry_id: int | None = None
    seen: Seen | None = None

    def dump(self) -> str:
        seen = self.seen.dump() if self.seen else None
        return json.dumps([self.review_id, self.page, self.entry_id, seen])

    @classmethod
    def load(cls, stored: str) -> "Place":
        review_id, page, entry_id, seen = json.loads(stored)
        return cls(
            review_id=review_id,
            page=page,
            entry_id=entry_id,
            seen=Seen.load(seen) if seen else None,
        )


def calibration_letter(part: Part, meeting_link: str | None, *, workspace_url: str) -> Message:
    """What the timeline says that concerns its receiver. It reveals nothing of answers."""
    incident, review = part.incident, part.review
    shown = most_telling(part.readings)
    more = len(part.readings) - len(shown)
    lines = [_line(reading, workspace_url) for reading in shown]
    if more:
        lines.append(f"_and {more} more_")
    blocks: list[Block] = [
        section(
            f"*Did I capture this right? What is missing?*\n{incident.label} · "
            f"{harmless(clip(incident.title, _LINE))} is reviewed on {moment(review.meets_at)}. "
            "This is what the timeline says that concerns you:"
        ),
        section("\n".join(lines)),
        actions(
            "calibration",
            button("Check them", CHECK, str(review.id), style="primary"),
            button("Add what is missing", ADD_NOTE, str(incident.id)),
        ),
        context(_agenda(part, meeting_link)),
        context(
            "If you would like to answer the questions, you still can: `/incident review` in the "
            "channel has them. If you already answered without your name, there is nothing to do: "
            "I can't know."
        ),
    ]
    return Message(f"Did I capture this right? The review of {incident.label}", blocks)


def check_page(part: Part, page: int) -> View:
    """Somebody's entries, a page at a time; what is pressed is kept at once."""
    page = min(max(page, 1), part.pages)
    if not part.readings:
        nothing = "No entry of the timeline concerns you. `/incident note` adds what is missing."
        return modal("page", "Check your entries", [section(nothing)])
    blocks: list[Block] = [section(_introduction(part))]
    for reading in part.page(page):
        blocks += _reading(reading)
    if part.pages > 1:
        blocks += [divider(), context(f"Page {page} of {part.pages}"), _turning(part, page)]
    place = Place(review_id=part.review.id, page=page)
    return modal("page", "Check your entries", blocks, private_metadata=place.dump())


def correct_form(place: Place, entry: Entry, shown: Mrkdwn) -> View:
    """For what somebody said themselves; `shown` is its text with names for mentions."""
    words = filled_in(shown)
    seen = Seen(
        text=fingerprint(entry.text),
        filled_in=fingerprint(words),
        when="",
        at=entry.occurred_at.timestamp(),
        kind=entry.kind,
        confidence=entry.confidence,
    )
    carried = Place(review_id=place.review_id, page=place.page, entry_id=entry.id, seen=seen)
    return modal(
        CORRECT_FORM,
        "Put it right",
        [
            context(f"You, {moment(entry.occurred_at)}. What it says now stays as a version."),
            form_field("text", "How was it?", fields.text_input(words, multiline=True)),
        ],
        submit="Save",
        close="Cancel",
        private_metadata=carried.dump(),
    )


def parse_correction(values: fields.Values, seen: Seen) -> Draft | None:
    """What it says now; None when nothing was typed."""
    text = fields.read_text(values, "text")
    if text is None:
        return None
    return Draft(text=text, kind=seen.kind, confidence=seen.confidence)


def beside_form(place: Place, reading: Reading) -> View:
    """For what somebody else said: both accounts stay."""
    carried = Place(review_id=place.review_id, page=place.page, entry_id=reading.entry.id)
    return modal(
        BESIDE_FORM,
        "Your account",
        [
            section(_quoted(reading)),
            form_field(
                "account",
                "How did you see it?",
                fields.text_input(multiline=True, max_length=_ACCOUNT_MAX),
                hint="What you saw, and what you took it to be at that moment. Both accounts stay, "
                "side by side; neither corrects the other.",
            ),
        ],
        submit="Add mine",
        close="Cancel",
        private_metadata=carried.dump(),
    )


def parse_beside(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "account")


def _introduction(part: Part) -> str:
    left = len(part.unread)
    waiting = f"{left} to look at" if left else "All of them are read, thank you"
    return (
        f"*{part.incident.label} · {harmless(clip(part.incident.title, _LINE))}*\n{waiting}. What "
        "you press is kept at once. Nobody sees who pressed what, only how many people read it "
        "back."
    )


def _reading(reading: Reading) -> Iterator[Block]:
    entry = reading.entry
    yield divider()
    yield section(_quoted(reading))
    if reading.is_confirmed:
        yield context(":white_check_mark: As you saw it")
    elif reading.has_own_account:
        yield context(":white_check_mark: Your account stands beside it")
    if reading.is_held_back:
        yield context("The summary leaves this out until it is reworded.")
    presses = [button("Not quite", NOT_QUITE, str(entry.id))]
    if not reading.is_read:
        presses.insert(0, button("Right", RIGHT, str(entry.id), style="primary"))
    yield actions(f"entry-{entry.id}", *presses)


def _quoted(reading: Reading) -> str:
    entry = reading.entry
    words = harmless(clip(entry.text, _SHOWN)).replace("\n", "\n> ")
    lines = [f"*{moment(entry.occurred_at)}*", f"> {words}"]
    for account in reading.accounts[:_ACCOUNTS]:
        said = harmless(clip(Mrkdwn(" ".join(account.text.split())), _ACCOUNT))
        lines.append(f"_Seen differently:_ {said}")
    return "\n".join(lines)


def _turning(part: Part, page: int) -> Block:
    review_id = str(part.review.id)
    presses = []
    if page > 1:
        presses.append(button("Earlier", PAGE_BACK, review_id))
    if page < part.pages:
        presses.append(button("Later", PAGE_ON, review_id))
    return actions("pages", *presses)


def _line(reading: Reading, workspace_url: str) -> str:
    """Its time, which leads to what was said. Without its words: what is deleted later must not
    stay in a letter.
    """
    entry = reading.entry
    done = " :white_check_mark:" if reading.is_read else ""
    when = moment(entry.occurred_at, url=message_of(entry, workspace_url))
    return f"• {when}: {KIND_LABELS[entry.kind].lower()}{done}"


def _agenda(part: Part, meeting_link: str | None) -> str:
    minutes = part.review.length // timedelta(minutes=1)
    where = f" {link(meeting_link, 'Join here')}." if meeting_link else ""
    return (
        f"{minutes} minutes: we walk through the timeline together, then look for what made it "
        f"possible and what helped.{where}"
    )
