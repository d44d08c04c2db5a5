"""Slack out, for files of an incident that somebody asked for."""

import asyncio

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries as incident_queries
from app.posting import post_once
from app.slack.ids import UserId
from app.summaries import queries_export, service_export, views_export
from app.summaries.files import Told, files
from app.summaries.rules_export import Format
from app.summaries.telling import generate


async def export(deps: Deps, job: Job) -> None:
    """A line in the direct messages of whoever asked, and the files below it."""
    incident = await deps.db.read(incident_queries.incident, job.arguments["incident"])
    story, facts, meeting = await deps.db.read(queries_export.all_of, incident)
    document = await asyncio.to_thread(generate, story, facts)
    told = Told(story, document, meeting, made_at=deps.clock.now())
    asked = [Format(each) for each in job.arguments["formats"]]
    found = await files(told, asked, deps.draw)
    slack = deps.slack(job.team_id)
    direct = await slack.direct_channel(UserId(job.arguments["user"]))
    lacks_calendar = Format.ICS in asked and meeting is None
    line = views_export.files_line(incident, lacks_calendar=lacks_calendar)
    post = await post_once(deps, job, f"export:{job.key}", direct, line)
    for file in found:
        if job.is_repeated and await slack.own_file(direct, file.name, thread=post.ts):
            continue
        await slack.upload(
            direct,
            name=file.name,
            title=file.name,
            content=file.content,
            alt=file.alt,
            thread=post.ts,
        )


EFFECTS: Effects = {service_export.EXPORT: export}
