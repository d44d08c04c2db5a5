"""What is deleted in the background, a bounded step at a time; and sending a copy of all of it."""

from app.db import outbox
from app.db.outbox import Job
from app.db.search import forget_words
from app.deps import Deps, Effects
from app.logs import get_logger
from app.posting import post_once
from app.privacy import service, views
from app.privacy.copying import Whose, is_large, zipped
from app.slack.ids import UserId
from app.workspace.letters import direct_with
from app.workspace.queries_installation import is_installed

STEPS_AT_ONCE = 20
SENT_AT_MOST = 20_000_000
"""Bytes."""
COPY_NAME = "onward.zip"

log = get_logger("privacy")


async def delete_workspace(deps: Deps, job: Job) -> None:
    """A delivery has a time limit: of a large workspace each deletes a part. Where the app had left
    and is there again, the rest stays.
    """
    ordered = job.arguments["is_installed"]
    if not ordered and await deps.db.read(is_installed, job.team_id):
        return
    for _ in range(STEPS_AT_ONCE):
        if not await deps.db.commit(service.delete_some, job.team_id):
            break
    else:
        await deps.db.commit(outbox.go_on, job, now=deps.clock.now())
        return
    now = deps.clock.now()
    await deps.db.commit(service.end_ordered_deletion, job.team_id, ordered=ordered, now=now)
    await deps.db.commit(forget_words)
    await deps.db.forget_replaced()
    log.info("privacy.workspace_deleted", team=job.team_id)


async def copy(deps: Deps, job: Job) -> None:
    """A line in the direct messages of whoever asked, and the file below it, if it is small."""
    user, team, slack = UserId(job.arguments["user"]), job.team_id, deps.slack(job.team_id)
    direct = await direct_with(deps, team, user)
    if direct is None:
        return
    content = None
    if not await deps.db.read(is_large, team):
        content = await deps.db.read(zipped, Whose(team, user), at_most=SENT_AT_MOST)
    line = views.copy_line() if content else views.copy_too_large(team)
    post = await post_once(deps, job, job.key, direct, line)
    is_there = job.is_repeated and await slack.own_file(direct, COPY_NAME, thread=post.ts)
    if content and not is_there:
        await slack.upload(
            direct, name=COPY_NAME, title="Everything", content=content, thread=post.ts
        )


EFFECTS: Effects = {service.DELETE_WORKSPACE: delete_workspace, service.COPY: copy}
