"""The nights in which a workspace lets go of what is too old, and what is taken back from Slack."""

from collections.abc import Awaitable

from app.db import outbox
from app.db.outbox import Job
from app.db.search import forget_words
from app.deps import Deps, Effects
from app.privacy import service_retention
from app.slack.ids import CanvasId, ChannelId, FileId, MessageTs
from app.slack.retry import SlackFailure
from app.workspace.service import TIDY

STEPS_AT_ONCE = 20
_OUT_OF_REACH = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "cant_delete_message",
        "cant_delete_file",
        "canvas_deleting_failed",
        "access_denied",
    }
)


async def tidy(deps: Deps, job: Job) -> None:
    """A delivery has a time limit: a long night takes several. Then the next one is planned."""
    for _ in range(STEPS_AT_ONCE):
        tidied = service_retention.tidy_some
        if not await deps.db.commit(tidied, job.team_id, now=deps.clock.now()):
            break
    else:
        await deps.db.commit(outbox.go_on, job, now=deps.clock.now())
        return
    await deps.db.commit(forget_words)
    await deps.db.forget_replaced()
    await deps.db.commit(service_retention.plan, job.team_id, now=deps.clock.now())


async def take_back(deps: Deps, job: Job) -> None:
    """What is out of reach by now stays."""
    slack = deps.slack(job.team_id)
    for channel, ts in job.arguments.get("messages", ()):
        await _if_in_reach(slack.delete(ChannelId(channel), MessageTs(ts)))
    for file in job.arguments.get("files", ()):
        await _if_in_reach(slack.delete_file(FileId(file)))
    for canvas in job.arguments.get("canvases", ()):
        await _if_in_reach(slack.delete_canvas(CanvasId(canvas)))


async def _if_in_reach(call: Awaitable[None]) -> None:
    try:
        await call
    except SlackFailure as failure:
        if failure.error not in _OUT_OF_REACH:
            raise


EFFECTS: Effects = {TIDY: tidy, service_retention.TAKE_BACK: take_back}
