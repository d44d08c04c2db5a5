"""Slack out, for the end of a review: groups without a factor, and the poll."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents.effects import noticing_trouble, review_place
from app.incidents.rules import Incident
from app.posting import find_post, keep_current, key_at, stands_somewhere
from app.reviews import queries_findings, queries_rewind, service
from app.reviews.effects import review_and_incident
from app.reviews.rules import Review
from app.reviews.rules_findings import empty_groups, open_groups
from app.reviews.views_groups import groups_message
from app.reviews.views_poll import poll_message
from app.slack.blocks import Message


async def ask_groups(deps: Deps, job: Job) -> None:
    """Once the rewind is over, about each empty group; afterwards that message says what became of
    it. Nothing is posted where every group has a factor.
    """
    review, incident = await review_and_incident(deps, job)
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    if review.closed_at is None or rewind.is_under_way:
        return
    found = await deps.db.read(queries_findings.findings, review.id)
    answers = await deps.db.read(queries_findings.group_answers, review.id)
    still_open = open_groups(found, answers)
    key = f"groups:{review.id}"
    if not still_open and not await deps.db.read(stands_somewhere, job.team_id, key):
        return
    answered = [group for group in empty_groups(found) if group in answers]
    message = groups_message(review.id, still_open, answered)
    await _keep(deps, job, key, incident, review, message)


async def show_poll(deps: Deps, job: Job) -> None:
    """Once the rewind is over; from then on it says how many have answered what."""
    review, incident = await review_and_incident(deps, job)
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    key = f"poll:{review.id}"
    if rewind.is_under_way and not await deps.db.read(stands_somewhere, job.team_id, key):
        return
    poll = await deps.db.read(queries_findings.poll, review.id)
    message = poll_message(review.id, poll)
    await _keep(deps, job, key, incident, review, message)


async def _keep(
    deps: Deps, job: Job, key: str, incident: Incident, review: Review, message: Message
) -> None:
    """Where the review is. What stands in a channel that was archived since stays as it is."""
    async with noticing_trouble(deps, incident):
        place = await review_place(deps, incident, review.facilitator)
        post = await deps.db.read(find_post, job.team_id, key)
        if post is None or post.channel == place:
            await keep_current(deps, job, key_at(key, place, incident.channel), place, message)


EFFECTS: Effects = {
    service.ASK_GROUPS: ask_groups,
    service.SHOW_POLL: show_poll,
}
