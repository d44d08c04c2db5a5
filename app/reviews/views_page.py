"""What `/incident review` shows: where the review stands, and the next step of whoever asks."""

from collections.abc import Iterator
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_facilitator import is_pending
from app.reviews.rules_next_step import NOTHING_BESIDES, Besides, NextStep, next_step
from app.reviews.rules_reflections import takes_answers
from app.reviews.rules_rewind import Rewind, may_start, named_guide, standing, steers
from app.reviews.views import PREPARE, start_button
from app.reviews.views_calibration import CHECK
from app.reviews.views_facilitator import answer_buttons
from app.reviews.views_reading import read_button
from app.reviews.views_reflections import answer_button
from app.reviews.views_schedule import bring_back_button, reschedule_button
from app.slack.blocks import Message, actions, button, context, section
from app.slack.ids import UserId
from app.slack.links import permalink
from app.slack.mrkdwn import harmless, link, moment, user_mention
from app.vocabulary import ReviewState

OPEN_CHECKLIST = "summaries.open_checklist"
"""A press that the summaries answer, which stand above this feature."""


def review_page(
    incident: Incident,
    review: Review,
    rewind: Rewind,
    viewer: UserId,
    *,
    workspace_url: str,
    now: datetime,
    besides: Besides = NOTHING_BESIDES,
) -> Message:
    """Where the review stands, and the next step of whoever asks."""
    when = moment(review.meets_at)
    step = next_step(incident, review, rewind, viewer, has_changes=besides.has_changes)
    blocks: list[Block] = [
        section(
            f"*The review of {incident.label} · {harmless(incident.title)}*\n"
            f"{standing(review, rewind)} · {when}, guided by "
            f"{user_mention(named_guide(review, incident))}"
        ),
        section(f"*Your next step:* {_told(step, rewind, workspace_url)}"),
    ]
    if takes_answers(review):
        blocks.append(context(_answered(besides.answers)))
        if reflecting := list(_reflecting(review, viewer)):
            blocks.append(actions("reflections", *reflecting))
    presses = list(_presses(incident, review, rewind, viewer, now=now))
    if besides.has_unread:
        presses.append(button("Check my entries", CHECK, str(review.id)))
        blocks.append(section("The timeline says something that concerns you. Is it right?"))
    if presses:
        blocks.append(actions("review", *presses))
    return Message(f"The review of {incident.label}", blocks)


def _told(step: NextStep, rewind: Rewind, workspace_url: str) -> str:
    current = rewind.current
    if step is not NextStep.REPLY or current is None:
        return _STEPS[step]
    if not (current.channel and current.ts):
        return f"reply in the thread of stop {current.place + 1}."
    place = permalink(workspace_url, current.channel, current.ts)
    return f"reply in the thread of {link(place, f'stop {current.place + 1}')}."


_COMPLETE = (
    "complete the summary: the checklist shows what it still lacks, and how to mend that. Then "
    "share it."
)

_STEPS = {
    NextStep.BRING_BACK: "bring the review back when there is something to learn after all.",
    NextStep.SET_DATE: "choose another date for it.",
    NextStep.ACCEPT: "say whether you facilitate this time. Either answer helps.",
    NextStep.PREPARE: ("look through the stops, then start the rewind when everybody is there."),
    NextStep.REFLECT: (
        "answer the questions, if you like, and keep what is missing with :pushpin: or "
        "`/incident note`."
    ),
    NextStep.FINISH: "finish the review.",
    NextStep.SAY_MISSING: "say what is missing, in the channel.",
    NextStep.DECIDE: (
        f"write down what is to change, if anything: `/incident change`. After that, {_COMPLETE}"
    ),
    NextStep.COMPLETE: _COMPLETE,
    NextStep.READ: (
        "read the summary in the channel. Something contributed that is not in it? "
        "`/incident finding`. An idea for what to change? `/incident change`."
    ),
}


def _answered(answers: int) -> str:
    if not answers:
        return "No answers to the questions before the review so far."
    told = "1 answer" if answers == 1 else f"{answers} answers"
    return f"{told} to the questions before the review so far."


def _reflecting(review: Review, viewer: UserId) -> Iterator[InteractiveElement]:
    """Whoever facilitates reads, once they have said yes; everybody else answers."""
    if viewer != review.facilitator:
        yield answer_button(review)
    elif review.accepted_at:
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
        if now < review.meets_at:
            return
    if rewind.started_at is None and may_start(viewer, review, incident, rewind, now=now):
        yield start_button(review)
    if steers(viewer, review, incident, rewind) and not (
        rewind.started_at is not None and rewind.is_at_end
    ):
        yield button("Prepare the rewind", PREPARE, str(review.id))
