"""Slack out, for the summary as the canvas of an incident's own channel.

Where canvases are not to be had, the message, its thread and the file say the same: nothing else
depends on it.
"""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.summaries import queries
from app.summaries.markdown import markdown
from app.summaries.queries import StoredSummary
from app.summaries.service_canvas import (
    SHOW_CANVAS,
    ShownCanvas,
    canvas_gone,
    canvas_shown,
    shown_canvas,
)


async def show_canvas(deps: Deps, job: Job) -> None:
    """A canvas keeps what it said before. So when versions were taken back, since somebody deleted
    what they quote, it makes way for a new one.
    """
    summary = await deps.db.read(queries.newest_summary, job.arguments["review"])
    if summary is None or not summary.incident.has_own_channel:
        return
    shown = await deps.db.read(shown_canvas, summary.review.id)
    if shown is None or not await _is_written(deps, job, summary, shown):
        await _create(deps, job, summary)


async def _is_written(deps: Deps, job: Job, summary: StoredSummary, shown: ShownCanvas) -> bool:
    """Whether the canvas that stands says it now."""
    review_id, slack = summary.review.id, deps.slack(job.team_id)
    if shown.version == summary.version:
        return True
    is_stored = await deps.db.read(queries.has_version, review_id, shown.version)
    if is_stored and await slack.write_canvas(shown.canvas, markdown(summary.document)):
        await deps.db.commit(canvas_shown, review_id, shown.canvas, summary.version)
        return True
    await slack.delete_canvas(shown.canvas)
    await deps.db.commit(canvas_gone, review_id)
    return False


async def _create(deps: Deps, job: Job, summary: StoredSummary) -> None:
    channel = summary.incident.open_channel
    if channel is None:
        return
    canvas = await deps.slack(job.team_id).create_channel_canvas(
        channel,
        f"Review of {summary.incident.label}",
        markdown(summary.document),
        is_repeated=job.is_repeated,
    )
    if canvas is not None:
        await deps.db.commit(canvas_shown, summary.review.id, canvas, summary.version)


EFFECTS: Effects = {SHOW_CANVAS: show_canvas}
