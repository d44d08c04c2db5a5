"""Slack out, for App Home."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.followups.views_list import my_changes
from app.home import queries_home, service, views
from app.slack.ids import UserId


async def show_home(deps: Deps, job: Job) -> None:
    user, now = UserId(job.arguments["user"]), deps.clock.now()
    home = await deps.db.read(queries_home.home, job.team_id, user, now=now)
    page = views.home_page(home, my_changes(home.owned, user))
    await deps.slack(job.team_id).show_home(user, page)


EFFECTS: Effects = {service.SHOW_HOME: show_home}
