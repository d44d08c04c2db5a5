"""Slack out, for the offer to reword."""

import asyncio

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble
from app.incidents.rules import Incident
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.slack.retry import SlackFailure, Trouble
from app.timeline import queries_wording, service_wording, views_wording
from app.timeline.rules_wording import judging_passages
from app.wording import queries as wording_queries
from app.workspace import queries as workspace_queries


async def offer_rewording(deps: Deps, job: Job) -> None:
    """A whisper to an author whose kept words may read as a judgment; nothing to anybody else, and
    nothing within the hour after a note. It is not made up for later: a row that waits would tell
    when somebody had one. A crash in the moment of whispering can whisper twice.
    """
    user = UserId(job.arguments["user"])
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    if not await _is_due(deps, incident, user):
        return
    own = await deps.db.read(queries_wording.own_words, incident.id, user)
    if not all(one.is_filled for one in own):
        raise NotYetError("what was kept last is still being read")
    passages = await asyncio.to_thread(judging_passages, own)  # of hundreds it takes a while
    if passages:
        await _whisper(deps, incident, user, views_wording.passages_to_reword(incident, passages))


async def _is_due(deps: Deps, incident: Incident, user: UserId) -> bool:
    if incident.open_channel is None:
        return False
    if not deps.notes.is_over(incident.team, user, now=deps.clock.now()):
        return False
    if await deps.db.read(workspace_queries.is_bot, incident.team, user):
        return False
    return await deps.db.read(wording_queries.is_welcome, user, incident.id)


async def _whisper(deps: Deps, incident: Incident, user: UserId, message: Message) -> None:
    """Who has left the channel or the workspace is told nothing."""
    if incident.open_channel is None:
        return
    try:
        async with noticing_trouble(deps, incident):
            await deps.slack(incident.team).whisper(incident.open_channel, user, message)
    except SlackFailure as failure:
        if failure.trouble is Trouble.REFUSED:
            return
        raise
    deps.notes.begin(incident.team, user, now=deps.clock.now())


EFFECTS: Effects = {service_wording.OFFER_REWORDING: offer_rewording}
