"""Slack out, for reviews."""

from functools import partial

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble, post_for_review, review_place
from app.incidents.rules import Incident
from app.incidents.service import FOLLOW_CHANNEL, Gesture
from app.posting import Post, find_post, keep_current, key_at
from app.reviews import (
    queries,
    queries_earlier,
    queries_rewind,
    service,
    service_light,
    service_rewind,
    service_schedule,
    views,
    views_schedule,
)
from app.reviews.invitation import file_name, invitation
from app.reviews.queries_meeting import meeting_of
from app.reviews.rules import Review
from app.reviews.rules_rewind import named_guide
from app.slack.retry import SlackFailure
from app.vocabulary import ChannelState, ReviewDepth
from app.workspace import queries as workspace_queries

_TITLES = {
    False: "Add the review to your calendar",
    True: "Take the review out of your calendar",
}


async def tell_schedule(deps: Deps, job: Job) -> None:
    """The one message that says where the review stands: edited, never posted twice."""
    review, incident = await review_and_incident(deps, job)
    if incident.channel_state is ChannelState.OPENING:
        return  # follow_channel comes back to it
    participants = await deps.db.read(queries.participants, incident, review)
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    link = (await deps.db.read(workspace_queries.workspace, job.team_id)).choices.meeting_link
    message = views_schedule.schedule(
        incident, review, sorted(participants), rewind, meeting_link=link
    )
    told = partial(
        service.schedule_told, team=job.team_id, review_id=review.id, now=deps.clock.now()
    )
    key = schedule_key(review)
    async with noticing_trouble(deps, incident):
        place = await review_place(deps, incident, review.facilitator)
        post = await deps.db.read(find_post, job.team_id, key)
        if post is None or post.channel == place:  # elsewhere nothing can be changed any more
            key_here = key_at(key, place, incident.channel)
            await keep_current(deps, job, key_here, place, message, then=told)


async def follow_channel(deps: Deps, job: Job) -> None:
    """The incident's channel was opened after its review had been scheduled."""
    review = await deps.db.read(queries.review_of, job.arguments["incident"])
    if review is not None:
        now = deps.clock.now()
        await deps.db.commit(service.channel_opened, job.team_id, review.id, now=now)


async def pin_schedule(deps: Deps, job: Job) -> None:
    review, incident = await review_and_incident(deps, job)
    post = await _schedule(deps, job, review, incident)
    if post is not None:
        await deps.slack(job.team_id).pin(post.channel, post.ts)


async def send_invitation(deps: Deps, job: Job) -> None:
    review, incident = await review_and_incident(deps, job)
    post = await _schedule(deps, job, review, incident)
    if post is None or review.calendar_sequence != job.arguments["sequence"]:
        return  # it follows the message; a newer one follows a newer date
    slack = deps.slack(job.team_id)
    name = file_name(incident.number, review.calendar_sequence)
    if job.is_repeated and await slack.own_file(post.channel, name, thread=post.ts):
        return
    meeting = await deps.db.read(meeting_of, incident, review)
    await slack.upload(
        post.channel,
        name=name,
        title=_TITLES[meeting.is_cancelled],
        content=invitation(meeting, stamped_at=deps.clock.now()),
        thread=post.ts,
    )


async def invite_facilitator(deps: Deps, job: Job) -> None:
    review, incident = await review_and_incident(deps, job)
    if review.facilitator is None or review.accepted_at is None or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        await deps.slack(job.team_id).invite(incident.open_channel, [review.facilitator])


async def open_meeting(deps: Deps, job: Job) -> None:
    review = await deps.db.commit(
        service.open_meeting, job.team_id, job.arguments["review"], now=deps.clock.now()
    )
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    is_early = deps.clock.now() < review.meets_at
    if is_early or review.is_off or review.closed_at is not None or rewind.started_at is not None:
        return
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    if review.depth is ReviewDepth.LIGHT:
        by = named_guide(review, incident)
        opened = Gesture(by=by, at=deps.clock.now(), key=job.key)
        await deps.db.commit(service_light.open_threads, incident, review, opened)
        return
    still_open = await deps.db.read(queries_earlier.still_open, incident, review.id)
    message = views.agenda_message(incident, review, rewind, still_open)
    await post_for_review(deps, job, agenda_key(review), incident, review.facilitator, message)


async def close_meeting(deps: Deps, job: Job) -> None:
    review_id, now = job.arguments["review"], deps.clock.now()
    await deps.db.commit(service_rewind.end_slot, job.team_id, review_id, now=now)


async def retire_agenda(deps: Deps, job: Job) -> None:
    """What was posted at an hour at which nobody came does not ask for anything any more."""
    _, incident = await review_and_incident(deps, job)
    place = job.arguments["review"], job.arguments["sequence"]
    for key in (_agenda_key(*place), _waiting_key(*place)):
        post = await deps.db.read(find_post, job.team_id, key)
        if post is None:
            continue
        try:
            await deps.slack(job.team_id).update(post.channel, post.ts, views.agenda_over(incident))
        except SlackFailure as failure:
            if failure.error != "message_not_found":
                raise


def schedule_key(review: Review) -> str:
    return f"review:{review.id}"


def agenda_key(review: Review) -> str:
    """Each date has its own: a review may be moved after its hour has come and nobody was there."""
    return _agenda_key(review.id, review.calendar_sequence)


def waiting_key(review: Review) -> str:
    return _waiting_key(review.id, review.calendar_sequence)


def _agenda_key(review_id: int, sequence: int) -> str:
    return f"agenda:{review_id}:{sequence}"


def _waiting_key(review_id: int, sequence: int) -> str:
    return f"waiting:{review_id}:{sequence}"


async def review_and_incident(deps: Deps, job: Job) -> tuple[Review, Incident]:
    incident, review = await deps.db.read(queries.with_incident, job.arguments["review"])
    return review, incident


async def _schedule(deps: Deps, job: Job, review: Review, incident: Incident) -> Post | None:
    """The message that says where the review stands, in the place where it is kept."""
    place = await review_place(deps, incident, review.facilitator)
    key = key_at(schedule_key(review), place, incident.channel)
    return await deps.db.read(find_post, job.team_id, key)


EFFECTS: Effects = {
    FOLLOW_CHANNEL: follow_channel,
    service.TELL_SCHEDULE: tell_schedule,
    service.PIN_SCHEDULE: pin_schedule,
    service.SEND_INVITATION: send_invitation,
    service.INVITE_FACILITATOR: invite_facilitator,
    service.OPEN_MEETING: open_meeting,
    service.CLOSE_MEETING: close_meeting,
    service_schedule.RETIRE_AGENDA: retire_agenda,
}
