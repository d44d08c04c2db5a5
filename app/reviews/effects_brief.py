"""Slack out, for the facilitator's brief."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.reviews import queries_brief, service_brief, views_brief
from app.reviews.effects import review_and_incident
from app.reviews.rules_brief import awaits_brief, briefs_at
from app.reviews.rules_rewind import guide
from app.slack.ids import UserId
from app.vocabulary import Letter
from app.workspace import service_letters
from app.workspace.letters import send_letter


async def send_brief(deps: Deps, job: Job) -> None:
    """To whoever guides the review by now; one that was put off takes its brief along."""
    user, now = UserId(job.arguments["user"]), deps.clock.now()
    review, incident = await review_and_incident(deps, job)
    if not awaits_brief(review, now=now):
        return
    if user != guide(review, incident):
        await deps.db.commit(service_brief.plan_brief, incident, review, now=now)
        return
    calendar = await deps.db.read(service_letters.calendar_for, job.team_id, user, now=now)
    due_at = briefs_at(calendar, review.meets_at, now=now)
    if due_at > now:
        raise NotYetError("the meeting was put off", until_at=due_at)
    brief = await deps.db.read(queries_brief.brief, review.id)
    await send_letter(deps, job, Letter.BRIEF, views_brief.brief_letter(brief))


EFFECTS: Effects = {service_brief.SEND_BRIEF: send_brief}
