"""Slack in and out, for copies of kept messages' files."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.timeline import queries_files, service_files

COPY_BYTES = 10 * 1024 * 1024


async def copy_files(deps: Deps, job: Job) -> None:
    """One by one; what cannot be had, or is too large, stays a name and a link."""
    entry_id = job.arguments["entry"]
    for wanted in await deps.db.read(queries_files.wanted_copies, entry_id):
        content = await deps.slack(job.team_id).file_content(wanted.file, at_most=COPY_BYTES)
        if content is not None:
            await deps.db.commit(service_files.store_copy, entry_id, wanted, content)


EFFECTS: Effects = {service_files.COPY_FILES: copy_files}
