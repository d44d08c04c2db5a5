"""What a workspace's rows need from Slack."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.slack.ids import TeamId, UserId
from app.workspace import queries, service
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
        names=profile.names,
        time_zone=profile.time_zone,
        is_bot=profile.is_bot,
        is_active=profile.is_active,
        now=deps.clock.now(),
    )


async def read_group(deps: Deps, job: Job) -> None:
    """Who is in the user group that was chosen; nobody when there is none of this handle."""
    workspace = await deps.db.read(queries.workspace, job.team_id)
    handle = workspace.choices.facilitator_group
    if handle is None:
        return
    members = await deps.slack(job.team_id).group_members(handle)
    now = deps.clock.now()
    await deps.db.commit(service.keep_group, job.team_id, handle, members, now=now)


async def find_announcement_channel(deps: Deps, job: Job) -> None:
    channel = await deps.slack(job.team_id).usual_channel(*ANNOUNCEMENT_CHANNELS)
    if channel is not None:
        await deps.db.commit(
            service.propose_announcement_channel, job.team_id, channel, now=deps.clock.now()
        )


EFFECTS: Effects = {
    service.READ_PROFILE: read_profile,
    service.READ_GROUP: read_group,
    service.FIND_ANNOUNCEMENT_CHANNEL: find_announcement_channel,
}
