"""Slack out, for patterns: the picture, and once a month the channel."""

from datetime import datetime

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.learning import queries_patterns, rules_spans, service_patterns, views_patterns
from app.learning.rules_pattern_picture import picture
from app.posting import post_once
from app.slack.ids import UserId
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace.rules_digest import LATEST, month_of

NAME = "patterns.png"


async def send_picture(deps: Deps, job: Job) -> None:
    """As things stand now, and of what its reader may see now."""
    user, span = UserId(job.arguments["user"]), rules_spans.parse_span(job.arguments["span"])
    now = deps.clock.now()
    found = await deps.db.read(queries_patterns.patterns_for, job.team_id, user, span, now=now)
    grid = picture(found)
    if grid is None:
        return
    slack = deps.slack(job.team_id)
    image = await deps.draw(grid.values())
    direct = await slack.direct_channel(user)
    line = views_patterns.picture_line(found)
    post = await post_once(deps, job, f"patterns:{job.key}", direct, line)
    if job.is_repeated and await slack.own_file(direct, NAME, thread=post.ts):
        return
    await slack.upload(
        direct, name=NAME, title=grid.heading, content=image, alt=grid.alt, thread=post.ts
    )


async def post_monthly(deps: Deps, job: Job) -> None:
    """Once a calendar month, whatever is chosen meanwhile, of what everybody may see; not when that
    is too little. Plans the next one.
    """
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    due, now = datetime.fromisoformat(job.arguments["due"]), deps.clock.now()
    channel, span = workspace.choices.announce_channel, rules_spans.USUAL
    if not workspace.choices.tells_patterns:
        return
    found = await deps.db.read(queries_patterns.patterns_for, job.team_id, None, span, now=now)
    if channel and found.sections and now - due <= LATEST:
        key = f"monthly-patterns:{month_of(workspace, due)}"
        await post_once(deps, job, key, channel, views_patterns.patterns_post(found))
    await deps.db.commit(workspace_service.plan_patterns, job.team_id, now=now)


EFFECTS: Effects = {
    service_patterns.SEND_PICTURE: send_picture,
    workspace_service.POST_PATTERNS: post_monthly,
}
