"""What people see of a review's date: the message that says where the review stands, and the forms
that move, skip and call it off.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InteractiveElement, Option
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import LENGTH, LONG_LENGTH, Review, meeting_problem
from app.reviews.rules_facilitator import facilitating
from app.reviews.rules_rewind import Rewind, standing
from app.reviews.rules_schedule import Move, Offer
from app.reviews.rules_slots import Slot
from app.reviews.views import PREPARE
from app.reviews.views_facilitator import CHANGE_FACILITATOR
from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    form_field,
    modal,
    option,
    overflow,
    section,
)
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, harmless, link, moment, user_mention
from app.vocabulary import ReviewDepth, ReviewState

RESCHEDULE = "reviews.reschedule"
RESCHEDULE_FORM = "reviews.reschedule_form"
SKIP = "reviews.skip"
SKIP_FORM = "reviews.skip_form"
CALL_OFF = "reviews.call_off"
CALL_OFF_FORM = "reviews.call_off_form"
BRING_BACK = "reviews.bring_back"
MAKE_LIGHT = "reviews.make_light"
LIGHT_FORM = "reviews.light_form"
MORE = "reviews.more"

NAMED_AT_MOST = 20
_REASON_MAX = 300
_MINUTE = timedelta(minutes=1)
_PURPOSE = (
    "We walk through the timeline together, with what was known at each moment, and look for what "
    "made this possible. Nobody is judged; what you saw is what is needed."
)


def schedule(
    incident: Incident,
    review: Review,
    participants: Sequence[UserId],
    rewind: Rewind,
    *,
    meeting_link: str | None = None,
) -> Message:
    """The date in everybody's own time, where the review stands, who takes part, what it is for."""
    when = moment(review.meets_at, "{date_long} at {time}")
    title = f"~{when}~" if review.is_off else when
    lines = [f":calendar: *Review · {title}*{_how(review, meeting_link)}"]
    if not review.is_off:
        lines.append(facilitating(review))
    lines.append(standing(review, rewind))
    blocks: list[Block] = [
        section("\n".join(lines)),
        section(_PURPOSE),
        context(f"Taking part: {_names(participants)}"),
    ]
    if presses := list(_presses(review, rewind)):
        blocks.append(actions("review", *presses))
    if _has_meeting(review, rewind):
        blocks.append(context("*Add to calendar*: open the newest file in the thread of this."))
    return Message(_notice(incident, review, when), blocks)


def reschedule_form(incident: Incident, review: Review, offer: Offer) -> View:
    """Three other times, or a date of one's own, and how long."""
    options = [_slot_option(slot, offer.zone) for slot in offer.slots]
    notes = dict.fromkeys(slot.note for slot in offer.slots if slot.note)
    return modal(
        RESCHEDULE_FORM,
        "Reschedule",
        [
            section(_title(incident)),
            form_field(
                "slot",
                "Times that suit",
                fields.radio(options, options[0].value),
                hint="The times are in your zone.",
                optional=True,
            ),
            *(context(note) for note in notes),
            form_field(
                "meets_at",
                "Or another time",
                fields.moment(),
                hint="If you fill this in, it is taken instead.",
                optional=True,
            ),
            form_field("length", "How long?", fields.choice(_LENGTHS, _minutes(offer.length))),
        ],
        submit="Move it",
        close="Keep the date",
        private_metadata=f"{review.id}:{offer.sequence}",
    )


def parse_reschedule(
    values: fields.Values, context: str, incident: Incident, *, now: datetime
) -> Move | dict[str, str]:
    """When to meet instead, or what is wrong: a sentence by field id."""
    typed, slot = fields.read_moment(values, "meets_at"), fields.read_choice(values, "slot")
    meets_at = typed or (datetime.fromtimestamp(int(slot), UTC) if slot else None)
    field = "slot" if slot and not typed else "meets_at"
    if meets_at is None:
        return {field: "Please choose one of the times, or give another one."}
    ended_at = incident.resolved_at or now
    if problem := meeting_problem(meets_at, resolved_at=ended_at, now=now):
        return {field: problem}
    length = int(fields.read_choice(values, "length") or _minutes(LENGTH)) * _MINUTE
    return Move(meets_at=meets_at, length=length, sequence=int(context.partition(":")[2]))


def review_in(context: str) -> int:
    """The review that a form of this module is about."""
    return int(context.partition(":")[0])


def skip_form(incident: Incident, review: Review) -> View:
    """One line of reason."""
    return modal(
        SKIP_FORM,
        "Skip the review",
        [
            section(_title(incident)),
            form_field(
                "reason",
                "What makes it fine to hold no review?",
                fields.text_input(max_length=_REASON_MAX),
                hint="One line. It is shown with the review, which can be brought back any time.",
            ),
        ],
        submit="Skip it",
        close="Keep the review",
        private_metadata=str(review.id),
    )


def parse_skip(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "reason")


def call_off_form(incident: Incident, review: Review) -> View:
    """Asks once more."""
    return modal(
        CALL_OFF_FORM,
        "Cancel the meeting",
        [
            section(_title(incident)),
            section(
                f"The meeting of {moment(review.meets_at)} is called off, in calendars too. "
                "*Reschedule* gives the review another date."
            ),
        ],
        submit="Cancel meeting",
        close="Keep the date",
        private_metadata=str(review.id),
    )


def light_form(incident: Incident, review: Review) -> View:
    """Asks once more."""
    return modal(
        LIGHT_FORM,
        "Make it light",
        [
            section(_title(incident)),
            section(
                "All stops are posted at once, and people reply in threads within two working "
                "days, without a meeting. *Reschedule* brings the meeting back."
            ),
        ],
        submit="Make it light",
        close="Keep the meeting",
        private_metadata=str(review.id),
    )


def reschedule_button(review: Review) -> InteractiveElement:
    return button("Reschedule", RESCHEDULE, str(review.id))


def bring_back_button(review: Review) -> InteractiveElement:
    return button("Bring it back", BRING_BACK, str(review.id))


def _presses(review: Review, rewind: Rewind) -> Iterator[InteractiveElement]:
    if rewind.started_at is not None or review.closed_at is not None:
        return
    if review.state is ReviewState.SKIPPED:
        yield bring_back_button(review)
        return
    if not review.is_off:
        yield button("Prepare the rewind", PREPARE, str(review.id))
    yield reschedule_button(review)
    yield overflow(MORE, *_more(review))


def _more(review: Review) -> Iterator[Option]:
    is_light = review.depth is ReviewDepth.LIGHT
    yield option("Change facilitator", f"{CHANGE_FACILITATOR} {review.id}")
    if not is_light:
        yield option("Make it light", f"{MAKE_LIGHT} {review.id}")
    yield option("Skip the review", f"{SKIP} {review.id}")
    if not is_light and not review.is_off:
        yield option("Cancel the meeting", f"{CALL_OFF} {review.id}")


def _how(review: Review, meeting_link: str | None) -> str:
    if review.is_off:
        return ""
    if review.depth is ReviewDepth.LIGHT:
        return ", in threads, for two working days"
    where = f" · {link(meeting_link, 'join here')}" if meeting_link else ""
    return f", {_minutes(review.length)} minutes{where}"


def _has_meeting(review: Review, rewind: Rewind) -> bool:
    is_ahead = rewind.started_at is None and review.closed_at is None
    return is_ahead and not review.is_off and review.depth is ReviewDepth.FULL


def _notice(incident: Incident, review: Review, when: str) -> str:
    if review.state is ReviewState.SKIPPED:
        return f"No review of {incident.label} is planned now."
    if review.state is ReviewState.CALLED_OFF:
        return f"The review of {incident.label} waits for another date."
    return f"The review of {incident.label} is on {when}."


def _names(participants: Sequence[UserId]) -> str:
    named = " ".join(map(user_mention, participants[:NAMED_AT_MOST]))
    more = len(participants) - NAMED_AT_MOST
    return f"{named} and {more} more" if more > 0 else named


def _title(incident: Incident) -> str:
    return bold(f"{incident.label} · {harmless(incident.title)}")


def _slot_option(slot: Slot, zone: ZoneInfo) -> Option:
    at = slot.starts_at.astimezone(zone)
    return option(f"{at:%A}, {at.day} {at:%B} at {at:%H:%M}", str(int(slot.starts_at.timestamp())))


def _minutes(length: timedelta) -> str:
    return str(length // _MINUTE)


_LENGTHS = (
    option("An hour", _minutes(LENGTH)),
    option("An hour and a half", _minutes(LONG_LENGTH)),
)
