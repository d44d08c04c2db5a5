"""Work of learning that nobody waits for."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents import queries, queries_earlier, views
from app.incidents.service import SEE_BEFORE, TELL_WHERE
from app.learning import service
from app.learning.queries_similar import similar


async def see_before(deps: Deps, job: Job) -> None:
    """The declaration does not wait for it: the card shows it when it is known."""
    incident_id = job.arguments["incident"]
    found = await deps.db.read(similar, incident_id)
    now = deps.clock.now()
    await deps.db.commit(service.keep_similar, job.team_id, incident_id, found, now=now)


async def tell_where(deps: Deps, job: Job) -> None:
    """Where the start was typed, which Slack allows for half an hour, also where the bot is not.
    Nothing can change it later, so what was seen before is looked up first.
    """
    await see_before(deps, job)
    incident = await deps.db.read(queries.incident, job.arguments["incident"])
    where = views.where_it_is(incident, await deps.db.read(queries_earlier.earlier, incident))
    await deps.slack(job.team_id).respond(job.arguments["answer_to"], where, replaces=False)


EFFECTS: Effects = {SEE_BEFORE: see_before, TELL_WHERE: tell_where}
