"""Slack out, for reviews."""

from functools import partial

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble, post_for_review
from app.incidents.rules import Incident
from app.posting import find_post
from app.reviews import queries, service, views
from app.reviews.invitation import Meeting, file_name, invitation
from app.reviews.rules import Review
from app.slack.mrkdwn import plain


async def tell_schedule(deps: Deps, job: Job) -> None:
    review, incident = await _review(deps, job)
    participants = await deps.db.read(queries.responders, incident)
    message = views.schedule(incident, review, sorted(participants))
    told = partial(
        service.schedule_told, team=job.team_id, review_id=review.id, now=deps.clock.now()
    )
    await post_for_review(
        deps, job, schedule_key(review), incident, review.facilitator, message, then=told
    )


async def send_invitation(deps: Deps, job: Job) -> None:
    review, incident = await _review(deps, job)
    post = await deps.db.read(find_post, job.team_id, schedule_key(review))
    if post is None:
        return
    slack = deps.slack(job.team_id)
    name = file_name(incident.number)
    if job.is_repeated and await slack.has_own_file(post.channel, name, thread=post.ts):
        return
    await slack.upload(
        post.channel,
        name=name,
        title="Add the review to your calendar",
        content=invitation(_meeting(incident, review), stamped_at=deps.clock.now()),
        thread=post.ts,
    )


async def invite_facilitator(deps: Deps, job: Job) -> None:
    review, incident = await _review(deps, job)
    if review.facilitator is None or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        await deps.slack(job.team_id).invite(incident.open_channel, [review.facilitator])


async def open_meeting(deps: Deps, job: Job) -> None:
    review = await deps.db.commit(service.open_meeting, job.arguments["review"])
    if review.closed_at is not None:
        return
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    message = views.agenda_message(incident, review)
    await post_for_review(deps, job, f"agenda:{review.id}", incident, review.facilitator, message)


async def close_meeting(deps: Deps, job: Job) -> None:
    await deps.db.commit(
        service.close_meeting, job.team_id, job.arguments["review"], now=deps.clock.now()
    )


def schedule_key(review: Review) -> str:
    return f"review:{review.id}"


async def _review(deps: Deps, job: Job) -> tuple[Review, Incident]:
    review = await deps.db.read(queries.review, job.arguments["review"])
    return review, await deps.db.read(incident_queries.incident, review.incident_id)


def _meeting(incident: Incident, review: Review) -> Meeting:
    return Meeting(
        uid=review.calendar_uid,
        sequence=review.calendar_sequence,
        title=f"Review of {incident.label}: {plain(incident.title)}",
        starts_at=review.meets_at,
        length=review.length,
        description="We walk through the timeline together and look for what made this possible.",
    )


EFFECTS: Effects = {
    service.TELL_SCHEDULE: tell_schedule,
    service.SEND_INVITATION: send_invitation,
    service.INVITE_FACILITATOR: invite_facilitator,
    service.OPEN_MEETING: open_meeting,
    service.CLOSE_MEETING: close_meeting,
}
