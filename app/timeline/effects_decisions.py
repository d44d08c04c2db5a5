"""Slack out, for decisions: the one question about what was assumed."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble
from app.slack.ids import TeamId, UserId
from app.timeline import queries_decisions, service_decisions, service_meanings
from app.timeline import views_decisions as views
from app.timeline.rules_decisions import Decided
from app.workspace import queries as workspace_queries
from app.workspace.effects import read_profile_of


async def ask_assumption(deps: Deps, job: Job) -> None:
    """Once for each decision that somebody marked, unless it says what was assumed; never after the
    incident. A crash in the moment of asking can ask twice.
    """
    decided = await deps.db.read(queries_decisions.decision, job.arguments["entry"])
    incident = await deps.db.read(incident_queries.incident, decided.incident_id)
    marked_by = await deps.db.read(queries_decisions.who_marked_decision, decided.entry_id)
    is_due = decided.is_kept and not decided.was_asked and decided.known.assumed is None
    if not is_due or marked_by is None or not incident.is_open or incident.open_channel is None:
        return
    asked = await _who_is_asked(deps, job.team_id, decided, marked_by)
    async with noticing_trouble(deps, incident):
        message = views.asking(decided)
        await deps.slack(job.team_id).whisper(incident.open_channel, asked, message)
    now = deps.clock.now()
    await deps.db.commit(service_decisions.was_asked, decided.entry_id, now=now)


async def _who_is_asked(deps: Deps, team: TeamId, decided: Decided, marked_by: UserId) -> UserId:
    """The author, if that is a person; else who marked it."""
    author = decided.author
    if author is None:
        return marked_by
    if not await deps.db.read(workspace_queries.people, team, [author]):
        await read_profile_of(deps, team, author)
    is_bot = await deps.db.read(workspace_queries.is_bot, team, author)
    return marked_by if is_bot else author


EFFECTS: Effects = {service_meanings.ASK_ASSUMPTION: ask_assumption}
