"""What people see around the rewind: where the review stands, the small forms, short answers."""

from collections.abc import Iterator
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_reflections import takes_answers
from app.reviews.rules_rewind import Rewind, Stop, guide, may_start, standing, steers
from app.reviews.views import PREPARE, start_button
from app.reviews.views_calibration import CHECK
from app.reviews.views_facilitator import answer_buttons, is_pending
from app.reviews.views_reading import read_button
from app.reviews.views_reflections import answer_button
from app.reviews.views_schedule import bring_back_button, reschedule_button
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, section
from app.slack.ids import UserId
from app.slack.links import permalink
from app.slack.mrkdwn import Mrkdwn, harmless, link, moment, user_mention
from app.vocabulary import ReviewState

PARK_FORM = "reviews.park_form"
OPEN_CHECKLIST = "summaries.open_checklist"
"""A press that the summaries answer, which stand above this feature."""
ACCOUNT_FORM = "reviews.account_form"


def review_page(
    incident: Incident,
    review: Review,
    rewind: Rewind,
    viewer: UserId,
    *,
    workspace_url: str,
    now: datetime,
    answers: int = 0,
    has_unread: bool = False,
) -> Message:
    """Where the review stands, and the next step of whoever asks. `answers` is how many there are
    to the questions before it; from whom is never told. `has_unread`: entries concern the viewer
    that they have not read back.
    """
    when = moment(review.meets_at)
    blocks: list[Block] = [
        section(
            f"*The review of {incident.label} · {harmless(incident.title)}*\n"
            f"{standing(review, rewind)} · {when}, guided by "
            f"{user_mention(guide(review, incident))}"
        ),
        section(f"*Your next step:* {_next_step(incident, review, rewind, viewer, workspace_url)}"),
    ]
    if takes_answers(review):
        blocks.append(context(_so_far(answers)))
        blocks.append(actions("reflections", *_reflecting(review, viewer)))
    presses = list(_presses(incident, review, rewind, viewer, now=now))
    if has_unread:
        presses.append(button("Check my entries", CHECK, str(review.id)))
        blocks.append(section("The timeline says something that concerns you. Is it right?"))
    if presses:
        blocks.append(actions("review", *presses))
    return Message(f"The review of {incident.label}", blocks)


def waiting_line(review: Review) -> Message:
    """Ten minutes after the hour, when nobody has started."""
    who = f"{user_mention(review.facilitator)} may be held up. " if review.facilitator else ""
    text = (
        f":hourglass_flowing_sand: The rewind waits. {who}Anybody here may press *Start the "
        "rewind* above, or type `/incident review`."
    )
    return Message("The rewind waits.", (section(text),))


def park_form(stop: Stop) -> View:
    return modal(
        PARK_FORM,
        "Park an idea",
        [
            section("Ideas for changes wait until the rewind is done, so that none cuts it short."),
            form_field("idea", "In one line", fields.text_input(max_length=300)),
        ],
        submit="Park it",
        close="Cancel",
        private_metadata=str(stop.id),
    )


def parse_park(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "idea")


def parked() -> Message:
    text = ":parking: Parked. It comes back when changes are decided."
    return Message(text, (section(text),))


def account_form(stop: Stop) -> View:
    return modal(
        ACCOUNT_FORM,
        "Two accounts",
        [
            section(
                "Both accounts stay, side by side; neither corrects the other. Yours is shown with "
                "your role."
            ),
            form_field(
                "account",
                "How did you see it?",
                fields.text_input(multiline=True, max_length=1000),
                hint="What you saw, and what you took it to be at that moment.",
            ),
        ],
        submit="Add mine",
        close="Cancel",
        private_metadata=str(stop.id),
    )


def parse_account(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "account")


def account_kept() -> Message:
    text = ":white_check_mark: It stands beside the first account now."
    return Message(text, (section(text),))


def _next_step(
    incident: Incident, review: Review, rewind: Rewind, viewer: UserId, workspace_url: str
) -> str:
    leads = steers(viewer, review, incident, rewind)
    if rewind.finished_at is not None or (
        review.state is ReviewState.BUILDING_FORWARD and not rewind.is_under_way
    ):
        return (
            "read the summary in the channel. Something missing? Keep a message with :pushpin: and "
            "type `/incident summary`."
        )
    if not rewind.is_under_way:
        return _step_before(review, leads=leads)
    current = rewind.current
    if current is None:
        return "finish the review." if leads else "say what is missing, in the channel."
    if not (current.channel and current.ts):
        return f"reply in the thread of stop {current.place + 1}."
    place = permalink(workspace_url, current.channel, current.ts)
    return f"reply in the thread of {link(place, f'stop {current.place + 1}')}."


def _step_before(review: Review, *, leads: bool) -> str:
    if review.state is ReviewState.SKIPPED:
        return "bring the review back when there is something to learn after all."
    if review.state is ReviewState.CALLED_OFF:
        return "choose another date for it."
    if leads:
        return "look through the stops, then start the rewind when everybody is there."
    return "keep what is missing with :pushpin:, or add it with `/incident note`."


def _so_far(answers: int) -> str:
    if not answers:
        return "No answers to the questions before the review so far."
    told = "1 answer" if answers == 1 else f"{answers} answers"
    return f"{told} to the questions before the review so far."


def _reflecting(review: Review, viewer: UserId) -> Iterator[InteractiveElement]:
    yield answer_button(review)
    if viewer == review.facilitator:
        yield read_button(review)


def _presses(
    incident: Incident, review: Review, rewind: Rewind, viewer: UserId, *, now: datetime
) -> Iterator[InteractiveElement]:
    """Only those that would do something for this person."""
    finishes = viewer == review.owner or steers(viewer, review, incident, rewind)
    if review.closed_at is not None and finishes:
        yield button("Checklist", OPEN_CHECKLIST, str(review.id))
    if rewind.finished_at is not None:
        return
    if review.is_off:
        is_skipped = review.state is ReviewState.SKIPPED
        yield bring_back_button(review) if is_skipped else reschedule_button(review)
        return
    if is_pending(review, viewer):
        yield from answer_buttons(review)
    if rewind.started_at is None and may_start(viewer, review, incident, rewind, now=now):
        yield start_button(review)
    if steers(viewer, review, incident, rewind) and not (
        rewind.started_at is not None and rewind.is_at_end
    ):
        yield button("Prepare the rewind", PREPARE, str(review.id))
