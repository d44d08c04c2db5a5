"""Slack out, for App Home."""

from datetime import datetime

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.doctor.queries import how_many_stuck
from app.followups.views_list import my_changes
from app.home import queries_home, service, views
from app.slack.ids import TeamId, UserId


async def show_home(deps: Deps, job: Job) -> None:
    user, now = UserId(job.arguments["user"]), deps.clock.now()
    home = await deps.db.read(queries_home.home, job.team_id, user, now=now)
    stuck = await _stuck(deps, job.team_id, user, now)
    page = views.home_page(home, my_changes(home.owned, user), stuck=stuck)
    await deps.slack(job.team_id).show_home(user, page)


async def _stuck(deps: Deps, team: TeamId, user: UserId, now: datetime) -> int:
    """How much did not reach Slack, for an admin; who is one is asked only when it matters."""
    how_many = await deps.db.read(how_many_stuck, team, now=now)
    if not how_many or not (await deps.slack(team).profile(user)).is_admin:
        return 0
    return how_many


EFFECTS: Effects = {service.SHOW_HOME: show_home}
