"""Delivering a letter: the effects of all features send theirs through here."""

from app.db.outbox import Job
from app.deps import Deps
from app.errors import NotYetError
from app.posting import Post, post_once
from app.slack.blocks import Message
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.retry import SlackFailure
from app.vocabulary import Letter
from app.workspace import service_letters, views_letters

_UNREACHABLE = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible"})


async def send_letter(deps: Deps, job: Job, kind: Letter, message: Message) -> Post | None:
    """Have the message stand in the direct messages with the job's `user`, once; None when it is
    not wanted, or nobody is there any more.

    Raises NotYetError outside the receiver's working hours.
    """
    user, now = UserId(job.arguments["user"]), deps.clock.now()
    if not await deps.db.read(service_letters.is_wanted, job.team_id, user, kind):
        return None
    calendar = await deps.db.read(service_letters.calendar_for, job.team_id, user, now=now)
    working_at = calendar.next_moment(now)
    if working_at > now:
        raise NotYetError("nobody is written to outside working hours", until_at=working_at)
    direct = await direct_with(deps, job.team_id, user)
    if direct is None:
        return None
    return await post_once(deps, job, job.key, direct, views_letters.letter(message, kind))


async def direct_with(deps: Deps, team: TeamId, user: UserId) -> ChannelId | None:
    """Their direct messages with the bot; None when nobody is there any more."""
    try:
        return await deps.slack(team).direct_channel(user)
    except SlackFailure as failure:
        if failure.error in _UNREACHABLE:
            return None
        raise
