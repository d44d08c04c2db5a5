"""Slack out, for changes on their way: reminders of a day, and asking later whether they hold. Each
letter is written from what is true when it goes, and not at all when what it was planned for is
past.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.followups import queries, service_reminders, views_look_backs, views_reminders
from app.followups.rules import FollowUp
from app.followups.rules_look_backs import Asking
from app.followups.rules_reminders import Occasion
from app.reviews import queries as review_queries
from app.slack.blocks import Message
from app.slack.ids import TeamId, UserId
from app.slack.retry import SlackFailure
from app.vocabulary import FollowUpState, Letter
from app.workspace import queries as workspace_queries
from app.workspace.effects import read_profile_of
from app.workspace.letters import send_letter

_GONE = frozenset({"user_not_found", "user_not_visible"})


async def remind(deps: Deps, job: Job) -> None:
    """Of one who has left meanwhile, the lead is asked for somebody else."""
    found, user = await _due_still(deps, job), UserId(job.arguments["user"])
    if found is None or not found.is_owned_by(user):
        return
    if await _has_left(deps, job.team_id, user):
        now = deps.clock.now()
        await deps.db.commit(service_reminders.ask_for_owner, job.team_id, found, now=now)
        return
    incident = await deps.db.read(queries.incident_of, found)
    occasion = Occasion(job.arguments["occasion"])
    message = views_reminders.reminder(incident, found, user, _day(job), occasion)
    await send_letter(deps, job, Letter.CHANGES, message)


async def tell_unanswered(deps: Deps, job: Job) -> None:
    """Whoever facilitates; else the lead. Its owner was asked before."""
    found = await _due_still(deps, job)
    if found is None:
        return
    incident = await deps.db.read(queries.incident_of, found)
    review = await deps.db.read(review_queries.review, found.review_id)
    asked = [review.facilitator, incident.lead, incident.declared_by]
    message = views_reminders.unanswered(incident, found)
    await _send_to_first(deps, job, [one for one in asked if one != found.owner], message)


async def find_owner(deps: Deps, job: Job) -> None:
    """The lead; of a lead who has left, too, whoever facilitates."""
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    if found is None or not found.is_open or found.owner != job.arguments["gone"]:
        return
    incident = await deps.db.read(queries.incident_of, found)
    review = await deps.db.read(review_queries.review, found.review_id)
    asked = [incident.lead, review.facilitator, incident.declared_by]
    message = views_reminders.owner_gone(incident, found)
    await _send_to_first(deps, job, [one for one in asked if one != found.owner], message)


async def look_back(deps: Deps, job: Job) -> None:
    """Its owner; else whoever facilitated, or led."""
    asking = Asking.load(f"{job.arguments['followup']} {_asked(job)}")
    found = await deps.db.read(queries.followup, asking.followup_id)
    if found is None or found.state is not FollowUpState.DONE:
        return
    if found.closed_at != asking.done_at or asking.answer_in(found) is not None:
        return
    incident = await deps.db.read(queries.incident_of, found)
    review = await deps.db.read(review_queries.review, found.review_id)
    message = views_look_backs.look_back(incident, found, asking)
    asked = [found.owner, review.facilitator, incident.lead, incident.declared_by]
    await _send_to_first(deps, job, asked, message)


async def _due_still(deps: Deps, job: Job) -> FollowUp | None:
    """The change, if it is open and due on the day that this was planned for."""
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    is_still = found is not None and found.is_open and found.due_on == _day(job)
    return found if is_still else None


async def _send_to_first(
    deps: Deps, job: Job, users: Sequence[UserId | None], message: Message
) -> None:
    """To the first of them who is here. A job that comes back finds whom it wrote to."""
    for user in users:
        if user is not None and not await _has_left(deps, job.team_id, user):
            named = replace(job, arguments={**job.arguments, "user": user})
            await send_letter(deps, named, Letter.CHANGES, message)
            return


async def _has_left(deps: Deps, team: TeamId, user: UserId) -> bool:
    """As Slack says now."""
    try:
        await read_profile_of(deps, team, user)
    except SlackFailure as failure:
        if failure.error in _GONE:
            return True
        raise
    person = await deps.db.read(workspace_queries.person, team, user)
    return person is not None and not person.is_active


def _day(job: Job) -> date:
    return date.fromisoformat(job.arguments["due_on"])


def _asked(job: Job) -> str:
    return f"{job.arguments['days']} {job.arguments['done_at']}"


EFFECTS: Effects = {
    service_reminders.REMIND: remind,
    service_reminders.TELL_UNANSWERED: tell_unanswered,
    service_reminders.FIND_OWNER: find_owner,
    service_reminders.LOOK_BACK: look_back,
}
