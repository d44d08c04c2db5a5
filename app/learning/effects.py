"""Work of learning that nobody waits for. It sends nothing by itself."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents.service import SEE_BEFORE
from app.learning import service
from app.learning.queries_similar import similar


async def see_before(deps: Deps, job: Job) -> None:
    """The declaration does not wait for it: the card shows it when it is known."""
    incident_id = job.arguments["incident"]
    found = await deps.db.read(similar, incident_id)
    now = deps.clock.now()
    await deps.db.commit(service.keep_similar, job.team_id, incident_id, found, now=now)


EFFECTS: Effects = {SEE_BEFORE: see_before}
