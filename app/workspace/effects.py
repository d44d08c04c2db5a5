"""What a workspace's rows need from Slack."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.slack.ids import TeamId, UserId
from app.workspace import service
from app.workspace.rules import ANNOUNCEMENT_CHANNELS


async def read_profile(deps: Deps, job: Job) -> None:
    await read_profile_of(deps, job.team_id, UserId(job.arguments["user"]))


async def read_profile_of(deps: Deps, team: TeamId, user: UserId) -> None:
    """Read and keep what Slack says of a person now."""
    profile = await deps.slack(team).profile(user)
    await deps.db.commit(
        service.save_profile,
        team,
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
        await deps.db.commit(
            service.propose_announcement_channel, job.team_id, channel, now=deps.clock.now()
        )


EFFECTS: Effects = {
    service.READ_PROFILE: read_profile,
    service.FIND_ANNOUNCEMENT_CHANNEL: find_announcement_channel,
}
