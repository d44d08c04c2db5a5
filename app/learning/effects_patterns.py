"""Slack out, for the picture of patterns."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.learning import queries_patterns, rules_spans, service_patterns, views_patterns
from app.learning.rules_pattern_picture import picture
from app.posting import post_once
from app.slack.ids import UserId

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


EFFECTS: Effects = {service_patterns.SEND_PICTURE: send_picture}
