"""Slack out, for summaries: the message and its thread, the pin, the Markdown file."""

import asyncio
from functools import partial

from app.db.outbox import Job
from app.db.search import forget_words
from app.deps import Deps, Effects
from app.incidents.effects import noticing_trouble, review_place
from app.posting import Post, find_post, keep_current, keep_thread_current
from app.reviews import queries as review_queries
from app.reviews import queries_rewind, service_stops
from app.reviews.service import WRITE_SUMMARY
from app.summaries import queries, queries_checklist, service, service_notes
from app.summaries.markdown import markdown
from app.summaries.queries import StoredSummary
from app.summaries.rules_picture import picture
from app.summaries.telling import generate
from app.summaries.views import summary_messages
from app.timeline.service import FORGET


async def write(deps: Deps, job: Job) -> None:
    """Read, tell, store: telling a long story takes a while and must not hold a transaction."""
    review_id = job.arguments["review"]
    story, facts = await deps.db.read(queries_checklist.told, review_id)
    document = await asyncio.to_thread(generate, story, facts)
    await deps.db.commit(
        service.store,
        job.team_id,
        review_id,
        document,
        now=deps.clock.now(),
        asks_model=deps.ask is not None,
    )


async def forget(deps: Deps, job: Job) -> None:
    """Words that were deleted may stand in every version that was told of this incident, at the
    stops of its rewind, and in the index.
    """
    await _forget_told(deps, job)
    await deps.db.commit(forget_words)


async def _forget_told(deps: Deps, job: Job) -> None:
    review = await deps.db.read(review_queries.review_of, job.arguments["incident"])
    if review is None:
        return
    now = deps.clock.now()
    if (await deps.db.read(queries_rewind.rewind, review.id)).visited:
        await deps.db.commit(service_stops.show_again, job.team_id, [review.id], now=now)
    if await deps.db.read(queries.newest_summary, review.id) is None:
        return
    story, facts = await deps.db.read(queries_checklist.told, review.id)
    document = await asyncio.to_thread(generate, story, facts)
    await deps.db.commit(service.forget, job.team_id, review, document, now=now)


async def show(deps: Deps, job: Job) -> None:
    """Have the newest version stand in the channel, updated in place when there is one."""
    summary = await _newest(deps, job)
    if summary is None:
        return
    messages = summary_messages(summary.document, summary.review.id)
    key = summary_key(summary)
    stands = partial(
        service.shown, team=job.team_id, review_id=summary.review.id, now=deps.clock.now()
    )
    async with noticing_trouble(deps, summary.incident):
        place = await review_place(deps, summary.incident, summary.review.facilitator)
        post = await keep_current(deps, job, key, place, messages.first, then=stands)
        await keep_thread_current(deps, job, key, post, messages.replies)
    await deps.db.commit(
        service_notes.note_later, job.team_id, summary.review.id, now=deps.clock.now()
    )
    await deps.db.commit(
        service.send_files,
        job.team_id,
        summary.review.id,
        summary.version,
        now=deps.clock.now(),
    )


async def pin(deps: Deps, job: Job) -> None:
    post = await _post(deps, job)
    if post is not None:
        await deps.slack(job.team_id).pin(post.channel, post.ts)


async def send_file(deps: Deps, job: Job) -> None:
    summary, post = await _newest(deps, job), await _post(deps, job)
    if summary is None or post is None:
        return
    if summary.version != job.arguments["version"]:
        return  # outdated while it waited; the newer version has a row of its own
    name = f"{summary.incident.label}-summary-v{summary.version}.md"
    slack = deps.slack(job.team_id)
    found = await slack.own_file(post.channel, name, thread=post.ts) if job.is_repeated else None
    file = found or await slack.upload(
        post.channel,
        name=name,
        title=f"Review of {summary.incident.label}, version {summary.version}",
        content=markdown(summary.document).encode(),
        thread=post.ts,
    )
    sent = service.file_sent
    await deps.db.commit(
        sent, job.team_id, summary.review.id, summary.version, file, now=deps.clock.now()
    )


async def show_picture(deps: Deps, job: Job) -> None:
    """One picture below the summary: a newer one takes the place of the one before."""
    review_id, post = job.arguments["review"], await _post(deps, job)
    shown = picture(await deps.db.read(queries.story, review_id))
    before = await deps.db.read(queries.shown_picture, review_id)
    slack = deps.slack(job.team_id)
    if shown is None and before is not None:
        await slack.delete_file(before.file)
        await deps.db.commit(service.picture_gone, review_id)
    if post is None or shown is None or (before and before.digest == shown.digest()):
        return
    digest = shown.digest()
    name = f"timeline-{digest[:8]}.png"
    found = await slack.own_file(post.channel, name, thread=post.ts) if job.is_repeated else None
    file = found or await slack.upload(
        post.channel,
        name=name,
        title="The course of the incident",
        content=await deps.draw(shown.values()),
        alt=shown.alt,
        thread=post.ts,
    )
    if before and before.file != file:
        await slack.delete_file(before.file)
    await deps.db.commit(service.picture_shown, review_id, file, digest)


async def delete_files(deps: Deps, job: Job) -> None:
    """Files of versions that told of something that was deleted since."""
    review_id = job.arguments["review"]
    for version, file in await deps.db.read(queries.outdated_files, review_id):
        await deps.slack(job.team_id).delete_file(file)
        await deps.db.commit(service.file_deleted, review_id, version)


def summary_key(summary: StoredSummary) -> str:
    return f"summary:{summary.review.id}"


async def _newest(deps: Deps, job: Job) -> StoredSummary | None:
    return await deps.db.read(queries.newest_summary, job.arguments["review"])


async def _post(deps: Deps, job: Job) -> Post | None:
    return await deps.db.read(find_post, job.team_id, f"summary:{job.arguments['review']}")


EFFECTS: Effects = {
    WRITE_SUMMARY: write,
    FORGET: forget,
    service.SHOW: show,
    service.PIN: pin,
    service.SEND_FILE: send_file,
    service.SHOW_PICTURE: show_picture,
    service.DELETE_FILES: delete_files,
}
