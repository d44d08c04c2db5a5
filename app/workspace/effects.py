"""What a workspace's rows need from Slack."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.slack.ids import UserId
from app.workspace import service
from app.workspace.rules import ANNOUNCEMENT_CHANNELS


async def read_profile(deps: Deps, job: Job) -> None:
    profile = await deps.slack(job.team_id).profile(UserId(job.arguments["user"]))
    await deps.db.commit(
        service.save_profile,
        job.team_id,
        profile.user_id,
        name=profile.name,
        time_zone=profile.time_zone,
        is_bot=profile.is_bot,
        is_active=profile.is_active,
        now=deps.clock.now(),
    )


async def find_announcement_channel(deps: Deps, job: Job) -> None:
    channel = await deps.slack(job.team_id).usual_channel(*ANNOUNCEMENT_CHANNELS)
    if channel is not None:
        await deps.db.commit(service.propose_announcement_channel, job.team_id, channel)


EFFECTS: Effects = {
    service.READ_PROFILE: read_profile,
    service.FIND_ANNOUNCEMENT_CHANNEL: find_announcement_channel,
}
