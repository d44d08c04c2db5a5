"""Slack out, for App Home."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.followups.queries_listing import owned_by
from app.followups.views_list import my_changes
from app.home import queries_home, service, views
from app.incidents import queries as incident_queries
from app.slack.ids import UserId
from app.summaries.queries_shared import shared_lately


async def show_home(deps: Deps, job: Job) -> None:
    user = UserId(job.arguments["user"])
    incidents = await deps.db.read(incident_queries.open_incidents, job.team_id, user)
    shared = await deps.db.read(shared_lately, job.team_id, user)
    owned = await deps.db.read(owned_by, job.team_id, user)
    now = deps.clock.now()
    coming = await deps.db.read(queries_home.upcoming, job.team_id, user, now=now)
    page = views.home_page(incidents, shared, my_changes(owned, user), coming)
    await deps.slack(job.team_id).show_home(user, page)


EFFECTS: Effects = {service.SHOW_HOME: show_home}
