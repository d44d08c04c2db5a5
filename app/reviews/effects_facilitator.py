"""Slack out, for facilitating: the letter that asks somebody, and what becomes of it."""

from collections.abc import Sequence

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents.rules import Incident
from app.posting import Post, find_post
from app.reviews import service, service_facilitator, views_facilitator
from app.reviews.effects import review_and_incident
from app.reviews.rules import Review
from app.reviews.rules_facilitator import is_pending
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.slack.retry import SlackFailure
from app.vocabulary import Letter
from app.workspace import queries as workspace_queries
from app.workspace.effects import read_profile_of
from app.workspace.letters import send_letter
from app.workspace.views_letters import letter


async def ask_facilitator(deps: Deps, job: Job) -> None:
    """Unless it is answered, or somebody else was named meanwhile. Of somebody who has left, the
    question goes to the next one.
    """
    review, incident = await review_and_incident(deps, job)
    user = UserId(job.arguments["user"])
    is_answered = review.facilitator != user or review.accepted_at is not None
    if is_answered or review.is_off or review.closed_at is not None:
        return
    if await _has_left(deps, incident, user):
        await _pass_on(deps, incident, review, user)
        return
    message = views_facilitator.asking(incident, review, UserId(job.arguments["by"]))
    if await send_letter(deps, job, Letter.FACILITATING, message):
        for earlier in (await _letters(deps, job, review, user))[:-1]:
            await _update(deps, job, earlier, views_facilitator.asked_anew(incident))


async def show_asked(deps: Deps, job: Job) -> None:
    """Letters that stand say what has become of the question; of two, the newer one does."""
    review, incident = await review_and_incident(deps, job)
    user = UserId(job.arguments["user"])
    message = views_facilitator.asked(incident, review, user)
    if is_pending(review, user):
        message = letter(message, Letter.FACILITATING)
    letters = await _letters(deps, job, review, user)
    for earlier in letters[:-1]:
        await _update(deps, job, earlier, views_facilitator.asked_anew(incident))
    for newest in letters[-1:]:
        await _update(deps, job, newest, message)


async def _letters(deps: Deps, job: Job, review: Review, user: UserId) -> Sequence[Post]:
    """Those that asked somebody, in their order."""
    keys = service.asking_keys(review.id, user)
    found = [await deps.db.read(find_post, job.team_id, key) for key in keys]
    return [post for post in found if post is not None]


async def _update(deps: Deps, job: Job, post: Post, message: Message) -> None:
    try:
        await deps.slack(job.team_id).update(post.channel, post.ts, message)
    except SlackFailure as failure:
        if failure.error != "message_not_found":
            raise


async def check_facilitator(deps: Deps, job: Job) -> None:
    """Before the meeting: somebody who has left meanwhile does not facilitate."""
    review, incident = await review_and_incident(deps, job)
    user = review.facilitator
    if user is None or review.is_off or review.closed_at is not None:
        return
    await read_profile_of(deps, job.team_id, user)
    if await _has_left(deps, incident, user):
        await _pass_on(deps, incident, review, user)


async def _has_left(deps: Deps, incident: Incident, user: UserId) -> bool:
    person = await deps.db.read(workspace_queries.person, incident.team, user)
    return person is not None and not person.is_active


async def _pass_on(deps: Deps, incident: Incident, review: Review, user: UserId) -> None:
    now = deps.clock.now()
    await deps.db.commit(service_facilitator.pass_on, incident, review.id, user, now=now)


EFFECTS: Effects = {
    service.ASK_FACILITATOR: ask_facilitator,
    service_facilitator.SHOW_ASKED: show_asked,
    service.CHECK_FACILITATOR: check_facilitator,
}
