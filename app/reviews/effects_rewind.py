"""Slack out, for the rewind: the messages of its stops in their order, and what hangs on them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.incidents.effects import noticing_trouble, post_for_review, review_place
from app.posting import find_post, keep_current, key_at
from app.reviews import queries_earlier, queries_rewind, service, views, views_stops
from app.reviews import service_contributions as contributions
from app.reviews import service_rewind as rewinding
from app.reviews import service_stops as stopping
from app.reviews.effects import agenda_key, review_and_incident, waiting_key
from app.reviews.rules_rewind import WAITS_FOR, Sight, Stop, Walk, is_reply
from app.reviews.views_rewind import waiting_line
from app.slack.blocks import Message
from app.slack.ids import ChannelId, MessageTs
from app.slack.retry import SlackFailure
from app.timeline.rules import found_message
from app.vocabulary import ReviewDepth


async def show_rewind(deps: Deps, job: Job) -> None:
    """Have every visited stop stand, in order, and only the current one have its buttons.

    One delivery does all of it, so that a rate limit in between cannot put a later stop before an
    earlier one.
    """
    review_id = job.arguments["review"]
    walk = await deps.db.read(queries_rewind.walk, review_id)
    async with noticing_trouble(deps, walk.incident):
        place = await review_place(deps, walk.incident, walk.review.facilitator)
        for sight in walk.sights:
            await _show_stop(deps, job, walk, sight, place)
        await _show_end(deps, job, walk, place)


async def show_agenda(deps: Deps, job: Job) -> None:
    """The rewind has begun, or the meeting is over: the agenda needs no button for it any more."""
    review, incident = await review_and_incident(deps, job)
    post = await deps.db.read(find_post, job.team_id, agenda_key(review))
    if post is None or post.channel != await review_place(deps, incident, review.facilitator):
        return
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    still_open = await deps.db.read(queries_earlier.still_open, incident, review.id)
    message = views.agenda_message(incident, review, rewind, still_open)
    await _update_if_there(deps, job, post.channel, post.ts, message)


async def tell_waiting(deps: Deps, job: Job) -> None:
    """Unless the rewind has begun, or the meeting is over."""
    review, incident = await review_and_incident(deps, job)
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    now = deps.clock.now()
    is_time = review.meets_at + WAITS_FOR <= now < review.ends_at
    is_over = review.is_off or review.closed_at is not None or not is_time
    if rewind.started_at is not None or is_over or review.depth is ReviewDepth.LIGHT:
        return
    message = waiting_line(review)
    await post_for_review(deps, job, waiting_key(review), incident, review.facilitator, message)


async def read_replies(deps: Deps, job: Job) -> None:
    """What was said in the threads while nobody listened is kept as well, and what was deleted
    there forgotten.
    """
    rewind = await deps.db.read(queries_rewind.rewind, job.arguments["review"])
    for stop in rewind.visited:
        if stop.channel is None or stop.ts is None:
            continue
        # Asked for first: a reply that comes while the thread is read may be missing from it.
        kept = await deps.db.read(queries_rewind.kept_replies, stop.id)
        said = await _thread(deps, job, stop.channel, stop.ts)
        replies = [found_message(one) for one in said if is_reply(one)]
        now = deps.clock.now()
        await deps.db.commit(contributions.keep_replies, job.team_id, stop, replies, now=now)
        times = {one["ts"] for one in said}
        if stop.ts in times:  # else there was no thread to be read
            await deps.db.commit(contributions.forget_replies, stop, kept - times)


async def _thread(
    deps: Deps, job: Job, channel: ChannelId, head: MessageTs
) -> Sequence[Mapping[str, Any]]:
    """All of it, the head as well."""
    said: list[Mapping[str, Any]] = []
    cursor: str | None = None
    while cursor != "":
        page, cursor = await deps.slack(job.team_id).replies(channel, head, cursor=cursor)
        said += page
    return said


async def _show_stop(deps: Deps, job: Job, walk: Walk, sight: Sight, place: ChannelId) -> None:
    stop, current = sight.stop, walk.rewind.current
    message = views_stops.stop_message(walk, sight)
    shown = _digest(message)
    is_elsewhere = stop.channel is not None and stop.channel != place
    if stop.shown == shown and not is_elsewhere:
        return
    if stop.channel and stop.ts and (current is None or current.id != stop.id):
        # Where nothing can be changed any more, an earlier stop stays as it is.
        if not is_elsewhere:
            await _update_if_there(deps, job, stop.channel, stop.ts, message)
            await _note(deps, stop, stop.channel, stop.ts, shown)
        return
    post = await keep_current(deps, job, _stop_key(walk, stop, place), place, message)
    await _note(deps, stop, post.channel, post.ts, shown)


async def _note(deps: Deps, stop: Stop, channel: ChannelId, ts: MessageTs, shown: str) -> None:
    await deps.db.commit(rewinding.stop_stands, stop.id, channel, ts, shown)


async def _show_end(deps: Deps, job: Job, walk: Walk, place: ChannelId) -> None:
    """Below the last stop once one is past it; then it says what has become of the rewind."""
    rewind = walk.rewind
    key = _key(walk, f"end:{len(rewind.stops)}", place)
    is_there = await deps.db.read(find_post, job.team_id, key) is not None
    if rewind.started_at is not None and (rewind.is_at_end or is_there):
        await keep_current(deps, job, key, place, views_stops.end_message(walk))


async def _update_if_there(
    deps: Deps, job: Job, channel: ChannelId, ts: MessageTs, message: Message
) -> None:
    try:
        await deps.slack(job.team_id).update(channel, ts, message)
    except SlackFailure as failure:
        if failure.error != "message_not_found":
            raise


def _stop_key(walk: Walk, stop: Stop, place: ChannelId) -> str:
    return _key(walk, str(stop.id), place)


def _key(walk: Walk, name: str, place: ChannelId) -> str:
    return key_at(f"stop:{walk.review.id}:{name}", place, walk.incident.channel)


def _digest(message: Message) -> str:
    blocks = [block.to_dict() for block in message.blocks]
    return hashlib.sha256(json.dumps([message.text, blocks]).encode()).hexdigest()


EFFECTS: Effects = {
    stopping.SHOW_REWIND: show_rewind,
    service.SHOW_AGENDA: show_agenda,
    rewinding.READ_REPLIES: read_replies,
    service.TELL_WAITING: tell_waiting,
}
