"""Messages that stand exactly once: posted, found again after a crash, updated in place.

Each has a key. The place of a delivered one is a row in `posts`; a delivery that was cut off before
the row was stored finds the message by the key in its metadata (docs/adr/0001-outbox.md).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.db.outbox import Job
from app.db.tables import PostRow
from app.db.upsert import insert_once
from app.deps import Deps
from app.slack.blocks import Message
from app.slack.ids import ChannelId, MessageTs, TeamId
from app.slack.links import permalink
from app.slack.retry import SlackFailure


@dataclass(frozen=True, slots=True)
class Post:
    """Where a message stands."""

    channel: ChannelId
    ts: MessageTs

    def permalink(self, workspace_url: str) -> str:
        return permalink(workspace_url, self.channel, self.ts)


AlsoStore = Callable[[Session], None]
"""Stored in the same transaction as the place of a message that now stands."""


def find_post(session: Session, team: TeamId, key: str) -> Post | None:
    """Where the message with this key was posted, if it was."""
    row = session.execute(
        select(PostRow.channel_id, PostRow.message_ts).where(
            PostRow.team_id == team, PostRow.key == key
        )
    ).one_or_none()
    return None if row is None else Post(ChannelId(row.channel_id), MessageTs(row.message_ts))


def key_at(key: str, place: ChannelId, usual: ChannelId | None) -> str:
    """The key of a message in a place that need not be its usual one: each place has its own, since
    a channel may be archived, and who is written to instead may change.
    """
    return key if place == usual else f"{key}:{place}"


def stands_somewhere(session: Session, team: TeamId, key: str) -> bool:
    """Whether the message was posted in its usual place or in another one."""
    is_one = or_(PostRow.key == key, PostRow.key.startswith(f"{key}:", autoescape=True))
    found = select(PostRow.id).where(PostRow.team_id == team, is_one).limit(1)
    return session.scalar(found) is not None


def posted(session: Session, team: TeamId, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys under which a message was posted."""
    is_one = PostRow.team_id == team, PostRow.key.in_(keys)
    return frozenset(session.scalars(select(PostRow.key).where(*is_one)))


def _remember(session: Session, team: TeamId, key: str, post: Post, then: AlsoStore | None) -> None:
    values = {"team_id": team, "key": key, "channel_id": post.channel, "message_ts": post.ts}
    insert_once(session, PostRow, values, unique=("team_id", "key"))
    if then is not None:
        then(session)


def _forget(session: Session, team: TeamId, key: str) -> None:
    session.execute(delete(PostRow).where(PostRow.team_id == team, PostRow.key == key))


async def post_once(
    deps: Deps,
    job: Job,
    key: str,
    channel: ChannelId,
    message: Message,
    *,
    thread: MessageTs | None = None,
    then: AlsoStore | None = None,
) -> Post:
    """Have the message stand in the channel; a repetition returns the one that is there."""
    return (await _posted(deps, job, key, channel, message, thread=thread, then=then))[0]


async def keep_current(
    deps: Deps,
    job: Job,
    key: str,
    channel: ChannelId,
    message: Message,
    *,
    thread: MessageTs | None = None,
    then: AlsoStore | None = None,
) -> Post:
    """Have the message stand in the channel and say what it says now.

    One that somebody deleted by hand is posted anew.
    """
    post, is_new = await _posted(deps, job, key, channel, message, thread=thread, then=then)
    if is_new:
        return post
    try:
        await deps.slack(job.team_id).update(post.channel, post.ts, message)
    except SlackFailure as failure:
        if failure.error != "message_not_found":
            raise
        await deps.db.commit(_forget, job.team_id, key)
        post, _ = await _posted(deps, job, key, channel, message, thread=thread, then=then)
    return post


async def keep_thread_current(
    deps: Deps, job: Job, key: str, under: Post, messages: Sequence[Message]
) -> None:
    """Have exactly these messages of ours stand below another one, in order."""
    for number, message in enumerate(messages):
        part = _part(key, number)
        await keep_current(deps, job, part, under.channel, message, thread=under.ts)
    await _delete_from(deps, job, key, len(messages))


async def _delete_from(deps: Deps, job: Job, key: str, number: int) -> None:
    """Delete the parts from this number on, which an earlier, longer version had."""
    while surplus := await deps.db.read(find_post, job.team_id, _part(key, number)):
        await deps.slack(job.team_id).delete(surplus.channel, surplus.ts)
        await deps.db.commit(_forget, job.team_id, _part(key, number))
        number += 1


def _part(key: str, number: int) -> str:
    return f"{key}.{number + 1}"


async def _posted(
    deps: Deps,
    job: Job,
    key: str,
    channel: ChannelId,
    message: Message,
    *,
    thread: MessageTs | None = None,
    then: AlsoStore | None = None,
) -> tuple[Post, bool]:
    known = await deps.db.read(find_post, job.team_id, key)
    if known is not None:
        return known, False
    slack = deps.slack(job.team_id)
    found = await slack.own_post(channel, key, thread=thread) if job.is_repeated else None
    ts = found or await slack.post(channel, message, key=key, thread=thread)
    post = Post(channel, ts)
    await deps.db.commit(_remember, job.team_id, key, post, then)
    return post, found is None
