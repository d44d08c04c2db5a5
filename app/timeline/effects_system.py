"""What is done about entries that nobody kept, and about marks on our own messages."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.effects import noticing_trouble
from app.posting import Post
from app.slack.ids import ChannelId, MessageTs, UserId
from app.timeline import service_system, views_system

ATTEMPTS_FOR_PROFILE = 6


async def record_transition(deps: Deps, job: Job) -> None:
    transition = await deps.db.read(incident_queries.transition, job.arguments["transition"])
    record = service_system.record_transition
    await deps.db.commit(record, job.team_id, transition, now=deps.clock.now())


async def record_join(deps: Deps, job: Job) -> None:
    """Once Slack has said whether it is a bot; if it keeps that, as somebody."""
    is_recorded = await deps.db.commit(
        service_system.record_join,
        job.team_id,
        job.arguments["incident"],
        Post(ChannelId(job.arguments["channel"]), MessageTs(job.arguments["ts"])),
        UserId(job.arguments["user"]),
        waits=job.attempt < ATTEMPTS_FOR_PROFILE,
        now=deps.clock.now(),
    )
    if not is_recorded:
        raise NotYetError("it is not known whether this is a bot")


async def tell_ours(deps: Deps, job: Job) -> None:
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    if incident.open_channel is None:
        return
    user = UserId(job.arguments["user"])
    async with noticing_trouble(deps, incident):
        slack = deps.slack(job.team_id)
        await slack.whisper(incident.open_channel, user, views_system.ours())


EFFECTS: Effects = {
    incident_service.RECORD_TRANSITION: record_transition,
    service_system.RECORD_JOIN: record_join,
    service_system.TELL_OURS: tell_ours,
}
