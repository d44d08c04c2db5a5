"""What is done about entries by hand once their author's time zone is known."""

from datetime import datetime

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.slack.ids import UserId
from app.timeline import service_entries

ATTEMPTS_FOR_ZONE = 6


async def place_entry(deps: Deps, job: Job) -> None:
    """Once the typist's zone is known; if Slack keeps it, in the workspace's zone."""
    is_placed = await deps.db.commit(
        service_entries.place_entry,
        job.team_id,
        job.arguments["entry"],
        UserId(job.arguments["user"]),
        job.arguments["typed"],
        asked_at=datetime.fromisoformat(job.arguments["asked_at"]),
        waits=job.attempt < ATTEMPTS_FOR_ZONE,
    )
    if not is_placed:
        raise NotYetError("the person's time zone is not known")


EFFECTS: Effects = {service_entries.PLACE_ENTRY: place_entry}
