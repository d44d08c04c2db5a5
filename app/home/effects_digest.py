"""Slack out, for the weekly digest."""

from datetime import datetime

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.home import queries_digest, views_digest
from app.posting import post_once
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace.rules_digest import LATEST, week_of


async def post_digest(deps: Deps, job: Job) -> None:
    """One a calendar week, whatever is chosen meanwhile; none when there is nothing to tell. Plans
    the next one.
    """
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    due, now = datetime.fromisoformat(job.arguments["due"]), deps.clock.now()
    channel = workspace.choices.announce_channel
    if workspace.choices.digest_day is None:
        return
    digest = await deps.db.read(queries_digest.digest, job.team_id, now=now)
    if channel and not digest.is_empty and now - due <= LATEST:
        key = f"digest:{week_of(workspace, due)}"
        await post_once(deps, job, key, channel, views_digest.digest_post(digest))
    await deps.db.commit(workspace_service.plan_digest, job.team_id, now=now)


EFFECTS: Effects = {workspace_service.POST_DIGEST: post_digest}
