"""Slack out, for a shared review that comes back to a channel."""

from functools import partial

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.posting import AlsoStore, find_post, post_once
from app.slack.ids import ChannelId
from app.slack.retry import SlackFailure, Trouble
from app.summaries import queries_anniversary, service_anniversary, views_anniversary
from app.summaries.rules_anniversary import Anniversary, Lesson
from app.workspace.letters import direct_with

_GONE = frozenset({Trouble.CHANNEL_ARCHIVED, Trouble.CHANNEL_GONE, Trouble.NOT_IN_CHANNEL})


async def bring_back(deps: Deps, job: Job) -> None:
    """Once, unless it was taken back or is not shared with everybody any more."""
    review_id, channel = job.arguments["review"], ChannelId(job.arguments["channel"])
    asked = await deps.db.read(queries_anniversary.anniversary, review_id, channel)
    if asked is None:
        return
    settle = partial(service_anniversary.settle, review_id=review_id, asked=asked)
    lesson = await deps.db.read(queries_anniversary.lesson, job.team_id, review_id)
    if lesson is None:
        await deps.db.commit(settle)
        return
    try:
        await _post(deps, job, asked, lesson, then=settle)
    except SlackFailure as failure:
        if not _is_closed(failure):
            raise
        await _tell_asker(deps, job, asked, lesson)
        await deps.db.commit(settle)


def _is_closed(failure: SlackFailure) -> bool:
    """Whether the channel is gone, or not for everybody to post in."""
    return failure.trouble in _GONE or failure.error.startswith("restricted_action")


async def _post(
    deps: Deps, job: Job, asked: Anniversary, lesson: Lesson, *, then: AlsoStore
) -> None:
    key, message = _key(job, asked), views_anniversary.lesson_post(lesson)
    if job.is_repeated and await deps.db.read(find_post, job.team_id, key) is None:
        # An attempt that was cut off may have posted it, and only members can look.
        await deps.slack(job.team_id).join(asked.channel)
    await post_once(deps, job, key, asked.channel, message, then=then)


async def _tell_asker(deps: Deps, job: Job, asked: Anniversary, lesson: Lesson) -> None:
    """Privately: it is theirs to choose another channel."""
    direct = await direct_with(deps, job.team_id, asked.asked_by)
    if direct is None:
        return
    message = views_anniversary.could_not_come_back(lesson, asked.channel)
    await post_once(deps, job, f"{_key(job, asked)}:gone", direct, message)


def _key(job: Job, asked: Anniversary) -> str:
    """Each time that it was asked for is one."""
    return f"{job.key}:{asked.due_at:%Y-%m-%d}"


EFFECTS: Effects = {service_anniversary.BRING_BACK: bring_back}
