"""Slack out, for the questions before a review: one letter to each who takes part."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.posting import Post, find_post
from app.reviews import queries, service_preparation, views_reflections
from app.reviews.effects import review_and_incident
from app.reviews.rules_preparation import is_asking
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.slack.retry import SlackFailure
from app.vocabulary import Letter
from app.workspace import views_letters
from app.workspace.letters import send_letter


async def ask_reflections(deps: Deps, job: Job) -> None:
    """Send it once, to somebody who takes part, while there is a point in asking; afterwards have
    it say what is true now.
    """
    review, incident = await review_and_incident(deps, job)
    user = UserId(job.arguments["user"])
    has_declined = await deps.db.read(queries.has_declined, review.id, user)
    message = views_reflections.reflection_letter(incident, review, has_declined=has_declined)
    post = await deps.db.read(find_post, job.team_id, job.key)
    if post is not None:
        await _update(deps, job, post, message)
    elif is_asking(review, now=deps.clock.now()):
        taking_part = await deps.db.read(queries.participants, incident, review)
        if user in taking_part:
            await send_letter(deps, job, Letter.REFLECTION, message)


async def _update(deps: Deps, job: Job, post: Post, message: Message) -> None:
    letter = views_letters.letter(message, Letter.REFLECTION)
    try:
        await deps.slack(job.team_id).update(post.channel, post.ts, letter)
    except SlackFailure as failure:
        if failure.error != "message_not_found":
            raise


EFFECTS: Effects = {service_preparation.ASK_REFLECTIONS: ask_reflections}
