"""Slack out, for hand-offs: the message in the channel, and quiet nudges until it is answered."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble
from app.incidents.rules import Incident
from app.posting import keep_current
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.timeline import queries_handoffs, service_handoffs, service_meanings
from app.timeline import views_handoffs as views
from app.timeline.rules_handoffs import Given
from app.vocabulary import Source


async def show_handoff(deps: Deps, job: Job) -> None:
    """What somebody marked in a message stands there already."""
    found = await _given(deps, job)
    if found is None:
        return
    given, incident = found
    if given.source is Source.MESSAGE or incident.open_channel is None:
        return
    key, message = f"handoff:{given.entry_id}", views.handoff_message(given)
    async with noticing_trouble(deps, incident):
        post = await keep_current(deps, job, key, incident.open_channel, message)
    await deps.db.commit(service_handoffs.stands, given.entry_id, post.channel, post.ts)


async def invite_receiver(deps: Deps, job: Job) -> None:
    found = await _given(deps, job)
    if found is None:
        return
    given, incident = found
    if given.handoff.receiver is None or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        await deps.slack(job.team_id).invite(incident.open_channel, [given.handoff.receiver])


async def nudge_receiver(deps: Deps, job: Job) -> None:
    """Once; the giver is next, whether or not Slack lets us reach the receiver."""
    found = await _given(deps, job)
    if found is None or not _is_waited_for(*found):
        return
    given, incident = found
    now = deps.clock.now()
    await deps.db.commit(service_handoffs.nudge_giver_later, job.team_id, given.entry_id, now=now)
    await _whisper(deps, incident, given.handoff.receiver, views.nudge_receiver(given))


async def nudge_giver(deps: Deps, job: Job) -> None:
    found = await _given(deps, job)
    if found is None or not _is_waited_for(*found):
        return
    given, incident = found
    await _whisper(deps, incident, given.given_by, views.nudge_giver(given))


async def _given(deps: Deps, job: Job) -> tuple[Given, Incident] | None:
    """None when the message that told it was deleted."""
    given = await deps.db.read(queries_handoffs.given, job.arguments["entry"])
    if given is None:
        return None
    return given, await deps.db.read(incident_queries.incident, given.incident_id)


def _is_waited_for(given: Given, incident: Incident) -> bool:
    return given.awaits_answer and incident.is_open


async def _whisper(deps: Deps, incident: Incident, user: UserId | None, message: Message) -> None:
    if user is None or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        await deps.slack(incident.team).whisper(incident.open_channel, user, message)


EFFECTS: Effects = {
    service_meanings.SHOW_HANDOFF: show_handoff,
    service_handoffs.INVITE_RECEIVER: invite_receiver,
    service_handoffs.NUDGE_RECEIVER: nudge_receiver,
    service_handoffs.NUDGE_GIVER: nudge_giver,
}
