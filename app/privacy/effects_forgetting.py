"""What forgetting a person does in the background, and the report of it."""

import secrets

from app.db import outbox
from app.db.outbox import Job
from app.db.search import forget_words
from app.deps import Deps, Effects
from app.posting import post_once
from app.privacy import service_forgetting, views_forgetting
from app.slack.ids import UserId
from app.workspace.letters import direct_with

STEPS_AT_ONCE = 20
TOKEN_BYTES = 6


async def forget_person(deps: Deps, job: Job) -> None:
    """A delivery has a time limit: with many incidents it takes several."""
    for _ in range(STEPS_AT_ONCE):
        token, now = secrets.token_hex(TOKEN_BYTES), deps.clock.now()
        if not await deps.db.commit(
            service_forgetting.forget_some, job.team_id, token=token, now=now
        ):
            break
    else:
        await deps.db.commit(outbox.go_on, job, now=deps.clock.now())
        return
    await deps.db.commit(forget_words)
    await deps.db.forget_replaced()


async def tell_forgotten(deps: Deps, job: Job) -> None:
    """To whoever asked, at once: they wait for it."""
    direct = await direct_with(deps, job.team_id, UserId(job.arguments["user"]))
    if direct is not None:
        message = views_forgetting.forgotten(job.arguments["counts"])
        await post_once(deps, job, f"{job.key}:{job.arguments['at']}", direct, message)


EFFECTS: Effects = {
    service_forgetting.FORGET_PERSON: forget_person,
    service_forgetting.TELL_FORGOTTEN: tell_forgotten,
}
