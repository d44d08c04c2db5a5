"""What is deleted in the background, a bounded step at a time."""

from app.db import outbox
from app.db.outbox import Job
from app.db.search import forget_words
from app.deps import Deps, Effects
from app.logs import get_logger
from app.privacy import service

STEPS_AT_ONCE = 20

log = get_logger("privacy")


async def delete_workspace(deps: Deps, job: Job) -> None:
    """A delivery has a time limit: of a large workspace each deletes a part."""
    for _ in range(STEPS_AT_ONCE):
        if not await deps.db.commit(service.delete_some, job.team_id):
            break
    else:
        await deps.db.commit(outbox.go_on, job, now=deps.clock.now())
        return
    is_installed = job.arguments["is_installed"]
    end, now = service.end_deletion, deps.clock.now()
    await deps.db.commit(end, job.team_id, is_installed=is_installed, now=now)
    await deps.db.commit(forget_words)
    await deps.db.forget_replaced()
    log.info("privacy.workspace_deleted", team=job.team_id)


EFFECTS: Effects = {service.DELETE_WORKSPACE: delete_workspace}
