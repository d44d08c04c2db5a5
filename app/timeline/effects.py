"""Slack out, for the timeline: reading kept messages in batches, and the ✓."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.effects import noticing_trouble
from app.slack.gateway import HISTORY_PAGE, Gateway
from app.slack.ids import ChannelId, MessageTs, UserId
from app.timeline import queries, rules, service
from app.timeline.rules import FoundMessage
from app.workspace.rules_marks import STORED


async def hydrate(deps: Deps, job: Job) -> None:
    """Read every waiting message of a channel in as few calls as can be, and fill the entries."""
    channel = ChannelId(job.arguments["channel"])
    waiting = await deps.db.read(queries.waiting_messages, job.team_id, channel)
    wanted = {message.ts for message in waiting}
    if not wanted:
        return
    incident = await deps.db.read(incident_queries.incident_in_channel, job.team_id, channel)
    if incident is None or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        # Each step is stored as it is read: a rate limit half-way must not begin all over again.
        async for found, missing in _read(deps.slack(job.team_id), channel, wanted):
            now = deps.clock.now()
            await deps.db.commit(service.fill, job.team_id, channel, found, missing, now=now)


async def tick(deps: Deps, job: Job) -> None:
    """Put the ✓ on a message that is stored and filled; take it off one that was let go."""
    wanted = await deps.db.read(queries.tick, job.arguments["entry"])
    if wanted is None:
        return
    slack = deps.slack(job.team_id)
    if wanted.is_due:
        await slack.react(wanted.channel, wanted.ts, STORED)
    else:
        await slack.take_reaction_off(wanted.channel, wanted.ts, STORED)


async def keep_carried(deps: Deps, job: Job) -> None:
    await deps.db.commit(
        service.keep_carried,
        job.arguments["incident"],
        job.arguments["message"],
        UserId(job.arguments["by"]),
        now=deps.clock.now(),
    )


Step = tuple[Sequence[FoundMessage], Sequence[MessageTs]]
"""What one call found, and what it showed to be gone."""


async def _read(
    slack: Gateway, channel: ChannelId, wanted: Collection[MessageTs]
) -> AsyncIterator[Step]:
    """Read the channel, then the threads of those that are not in it: replies, or gone."""
    waiting = set(wanted)
    async for found in _read_channel(slack, channel, waiting):
        waiting -= {message.ts for message in found}
        yield found, ()
    for ts in sorted(waiting):
        if ts not in waiting:
            continue  # a thread that was read for another reply brought this one along
        found = await _read_thread(slack, channel, ts, waiting)
        waiting -= {ts, *(message.ts for message in found)}
        is_gone = all(message.ts != ts for message in found)
        yield found, [ts] if is_gone else ()


async def _read_channel(
    slack: Gateway, channel: ChannelId, wanted: Collection[MessageTs]
) -> AsyncIterator[Sequence[FoundMessage]]:
    """Page backwards from the newest wanted message, jumping over stretches with none."""
    remaining = sorted(wanted)
    while remaining:
        limit = 1 if len(remaining) == 1 else HISTORY_PAGE
        page = await slack.history(channel, oldest=remaining[0], latest=remaining[-1], limit=limit)
        yield _wanted_of(page.messages, remaining)
        if not page.has_more or not page.messages:
            return
        reached = MessageTs(page.messages[-1]["ts"])
        remaining = [ts for ts in remaining if ts < reached]


async def _read_thread(
    slack: Gateway, channel: ChannelId, ts: MessageTs, wanted: Collection[MessageTs]
) -> Sequence[FoundMessage]:
    """The message, and the other wanted replies of its thread."""
    found = _wanted_of(await slack.thread(channel, ts, oldest=ts, latest=ts), wanted)
    head = next((message.thread for message in found if message.thread), None)
    others = sorted(set(wanted) - {message.ts for message in found})
    if head is None or not others:
        return found
    replies = await slack.thread(channel, head, oldest=others[0], latest=others[-1])
    return [*found, *_wanted_of(replies, others)]


def _wanted_of(
    messages: Sequence[Mapping[str, Any]], wanted: Collection[MessageTs]
) -> Sequence[FoundMessage]:
    return [
        rules.found_message(message)
        for message in messages
        if message["ts"] in set(wanted) and not rules.is_tombstone(message)
    ]


EFFECTS: Effects = {
    service.HYDRATE: hydrate,
    service.TICK: tick,
    incident_service.KEEP_CARRIED: keep_carried,
}
