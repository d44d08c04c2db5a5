"""Slack out, for reading a channel back: one call a step, and what a person is told at the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.incidents.effects import noticing_trouble
from app.slack.gateway import Gateway
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.retry import SlackFailure
from app.timeline import queries_sync, service_sync, views_sync
from app.timeline.rules_reading import (
    Progress,
    Reading,
    ThreadPosition,
    floor_of,
    heads_in,
    read_messages,
    ts_at,
)
from app.timeline.rules_suggestions import said_in, suggest
from app.workspace import queries as workspace_queries

AHEAD = timedelta(days=1)
"""Slack's clock may be before ours: the newest messages are asked for with room to spare."""

PAGES_FOR_SUGGESTIONS = 5
BEFORE_IT_BEGAN = timedelta(minutes=30)
"""The first alert may come before what people take for the beginning."""


async def ask_sync(deps: Deps, job: Job) -> None:
    """For features below this one, which cannot call the use case."""
    incident_id = job.arguments["incident"]
    await deps.db.commit(service_sync.ask, job.team_id, incident_id, now=deps.clock.now())


async def sync(deps: Deps, job: Job) -> None:
    """One step: one call, and what it shows repaired. The next one is due when this is stored."""
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    progress = await deps.db.read(queries_sync.unfinished, incident.id)
    if progress is None or incident.open_channel is None:
        return
    began_at = await deps.db.read(queries_sync.began_at, incident.id)
    floor = floor_of(began_at)
    async with noticing_trouble(deps, incident):
        if progress.is_in_channel(floor):
            await _read_channel(deps, job, progress, incident.open_channel, floor)
        elif progress.threads:
            await _read_thread(deps, job, progress, incident.open_channel)
        else:
            await _read_pins(deps, job, progress, incident.open_channel)


async def tell_recovered(deps: Deps, job: Job) -> None:
    """To who asked, else who resolved the incident, else its lead."""
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    outcome = await deps.db.read(queries_sync.outcome, incident.id)
    person = outcome.asked_by or outcome.resolved_by or incident.lead
    if person is None or incident.open_channel is None:
        return
    message = views_sync.recovered(outcome.recovered)
    await deps.slack(job.team_id).whisper(incident.open_channel, person, message)


async def suggest_messages(deps: Deps, job: Job) -> None:
    """Show who resolved the incident what nobody has marked. Nothing that is read here is stored;
    a delivery that is repeated reads again.
    """
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    person = (await deps.db.read(queries_sync.outcome, incident.id)).resolved_by
    channel, ended_at = incident.open_channel, incident.resolved_at
    if person is None or channel is None or ended_at is None:
        return
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    slack = deps.slack(job.team_id)
    since = incident.started_at - BEFORE_IT_BEGAN
    async with noticing_trouble(deps, incident):
        read = await _latest(slack, channel, since=since, until=ended_at)
    said = said_in(read, workspace.bot_user)
    kept = await deps.db.read(queries_sync.kept_of, incident.id, [one.message.ts for one in said])
    found = suggest(said, kept, ended_at=ended_at)
    if found:
        message = views_sync.suggestions(incident, found, workspace.url)
        await slack.whisper(channel, person, message)


async def _read_channel(
    deps: Deps, job: Job, progress: Progress, channel: ChannelId, floor: MessageTs
) -> None:
    asked_at = deps.clock.now()
    latest = progress.position or ts_at(asked_at + AHEAD)
    page = await deps.slack(job.team_id).history(channel, oldest=floor, latest=latest)
    reading = Reading(
        channel=channel,
        messages=read_messages(page.messages, await _bot(deps, job)),
        asked_at=asked_at,
        heads=heads_in(page.messages),
        after=MessageTs(page.messages[-1]["ts"]) if page.messages else latest,
        until=progress.position,
        is_last=not (page.has_more and page.messages),
    )
    await deps.db.commit(service_sync.repair_from_channel, job, progress, reading)


async def _read_thread(deps: Deps, job: Job, progress: Progress, channel: ChannelId) -> None:
    at = ThreadPosition.load(progress.threads[0])
    asked_at = deps.clock.now()
    try:
        messages, cursor = await deps.slack(job.team_id).replies(channel, at.head, cursor=at.cursor)
    except SlackFailure as failure:
        if failure.error != "invalid_cursor":
            raise
        await deps.db.commit(service_sync.begin_thread_anew, job, progress, now=asked_at)
        return
    replies = [message for message in messages if message["ts"] != at.head]
    reading = Reading(
        channel=channel,
        messages=read_messages(replies, await _bot(deps, job)),
        asked_at=asked_at,
        thread=at.head,
        after=at.reached,
        until=MessageTs(replies[-1]["ts"]) if cursor and replies else None,
    )
    repair = service_sync.repair_from_thread
    await deps.db.commit(repair, job, progress, reading, at, cursor if replies else "")


async def _read_pins(deps: Deps, job: Job, progress: Progress, channel: ChannelId) -> None:
    asked_at = deps.clock.now()
    read = await deps.slack(job.team_id).pinned(channel)
    bot = await _bot(deps, job)
    pinned = {MessageTs(pin["message"]["ts"]): UserId(pin["created_by"]) for pin in read}
    ours = {MessageTs(pin["message"]["ts"]) for pin in read if pin["message"].get("user") == bot}
    repair = service_sync.repair_from_pins
    await deps.db.commit(repair, job, progress, channel, pinned, ours, asked_at=asked_at)


async def _bot(deps: Deps, job: Job) -> UserId:
    return (await deps.db.read(workspace_queries.workspace, job.team_id)).bot_user


async def _latest(
    slack: Gateway, channel: ChannelId, *, since: datetime, until: datetime
) -> Sequence[Mapping[str, Any]]:
    """The newest messages between two moments, a thousand at most."""
    found: list[Mapping[str, Any]] = []
    latest = ts_at(until)
    for _ in range(PAGES_FOR_SUGGESTIONS):
        page = await slack.history(channel, oldest=ts_at(since), latest=latest)
        found += page.messages
        if not page.has_more or not page.messages:
            break
        latest = MessageTs(page.messages[-1]["ts"])
    return list({message["ts"]: message for message in found}.values())


EFFECTS: Effects = {
    service_sync.SYNC: sync,
    service_sync.ASK_SYNC: ask_sync,
    service_sync.TELL_RECOVERED: tell_recovered,
    service_sync.SUGGEST: suggest_messages,
}
