"""Slack out, for a summary that was posted and reads differently now; and letting go of what people
wrote from messages that were deleted.
"""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents.effects import noticing_trouble
from app.posting import find_post, keep_current
from app.reviews import queries as review_queries
from app.summaries import queries, queries_written, service_corrections, service_notes
from app.summaries.effects import summary_key
from app.summaries.rules_notes import differing, digests
from app.summaries.views_notes import changes_note
from app.timeline.service import FORGET_WORDS


async def note_changes(deps: Deps, job: Job) -> None:
    """In the thread of the summary, which sections differ from what was noted before."""
    review_id, number = job.arguments["review"], job.arguments["number"]
    known = await deps.db.read(queries_written.known_to_readers, review_id, number)
    summary = await deps.db.read(queries.newest_summary, review_id)
    if known is None or summary is None:
        return
    post = await deps.db.read(find_post, job.team_id, summary_key(summary))
    changed = differing(known, digests(summary.document))
    if post is not None and changed:
        key, note = f"summary-note:{review_id}:{number}", changes_note(changed)
        async with noticing_trouble(deps, summary.incident):
            await keep_current(deps, job, key, post.channel, note, thread=post.ts)
    done, now = service_notes.noted, deps.clock.now()
    await deps.db.commit(done, job.team_id, review_id, number, summary.document, now=now)


async def forget_words(deps: Deps, job: Job) -> None:
    """A message was deleted whose words somebody may have put into a section."""
    review = await deps.db.read(review_queries.review_of, job.arguments["incident"])
    if review is None:
        return
    forget, now = service_corrections.forget_words, deps.clock.now()
    await deps.db.commit(forget, job.team_id, review, job.arguments["runs"], now=now)


EFFECTS: Effects = {service_notes.NOTE_CHANGES: note_changes, FORGET_WORDS: forget_words}
