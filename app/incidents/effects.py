"""Slack out, for incidents. Every effect renders what is stored when it is delivered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.incidents import queries, queries_earlier, rules, service, service_presence, views
from app.incidents.rules import Incident
from app.posting import AlsoStore, Post, find_post, keep_current, post_once
from app.slack.blocks import Message
from app.slack.ids import ChannelId, UserId
from app.slack.retry import SlackFailure, Trouble
from app.vocabulary import ChannelState, TransitionKind
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

CHANNEL_STATE_BY_TROUBLE = {
    Trouble.CHANNEL_ARCHIVED: ChannelState.ARCHIVED,
    Trouble.CHANNEL_GONE: ChannelState.GONE,
    Trouble.NOT_IN_CHANNEL: ChannelState.LEFT,
}


STATE_OF_UNTAKEN = {
    Trouble.CHANNEL_ARCHIVED: ChannelState.ARCHIVED,
    Trouble.CHANNEL_GONE: ChannelState.LEFT,
    Trouble.NOT_IN_CHANNEL: ChannelState.LEFT,
    Trouble.REFUSED: ChannelState.REFUSED,
}
"""A private channel without the bot in it does not exist, as far as Slack tells."""


async def open_channel(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if incident.channel is not None:
        return
    try:
        channel, name = await _opened_channel(deps, job, incident)
    except SlackFailure as failure:
        if failure.trouble is Trouble.REFUSED:
            await deps.db.commit(service.channel_refused, incident.id, now=deps.clock.now())
        raise
    await deps.db.commit(
        service.channel_opened,
        incident.id,
        channel,
        name,
        now=deps.clock.now(),
        answer_to=job.arguments.get("answer_to", ""),
    )


async def take_channel(deps: Deps, job: Job) -> None:
    """Make a channel that was there before the incident's, once the bot is in it and knows whether
    it is private. Where it has to be invited, it goes on when it has been.
    """
    incident = await _incident(deps, job)
    if incident.channel is None or incident.channel_name is not None:
        return
    slack, now = deps.slack(job.team_id), deps.clock.now()
    try:
        place = await slack.place(incident.channel)
        if not place.is_member:
            await slack.join(incident.channel)
    except SlackFailure as failure:
        state = STATE_OF_UNTAKEN.get(failure.trouble)
        if state is None:
            raise
        became = service.change_channel_state
        await deps.db.commit(became, job.team_id, incident.channel, state, now=now)
        return
    is_private = place.is_private or job.arguments["is_private"]
    taken = service.channel_taken
    await deps.db.commit(taken, incident.id, place.name, is_private=is_private, now=now)


async def invite(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if incident.open_channel is None:
        return
    people = dict.fromkeys([incident.lead or incident.declared_by, incident.declared_by])
    async with noticing_trouble(deps, incident):
        await deps.slack(job.team_id).invite(incident.open_channel, list(people))


async def set_topic(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if incident.open_channel is None or not incident.has_own_channel:
        return
    marks = (await deps.db.read(workspace_queries.workspace, job.team_id)).marks
    async with noticing_trouble(deps, incident):
        await deps.slack(job.team_id).set_topic(incident.open_channel, views.topic(incident, marks))


async def show_card(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if incident.open_channel is None:
        return
    stands = partial(service.card_shown, incident_id=incident.id, now=deps.clock.now())
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    earlier = await deps.db.read(queries_earlier.earlier, incident)
    card = views.card(incident, workspace.marks, earlier)
    async with noticing_trouble(deps, incident):
        await keep_current(deps, job, card_key(incident), incident.open_channel, card, then=stands)


async def follow_settings(deps: Deps, job: Job) -> None:
    """The workspace chose other marks, or where to announce."""
    await deps.db.commit(service.follow_settings, job.team_id, now=deps.clock.now())


async def pin_card(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    card = await deps.db.read(find_post, job.team_id, card_key(incident))
    if card is not None:
        await deps.slack(job.team_id).pin(card.channel, card.ts)


async def bookmark_card(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    card = await deps.db.read(find_post, job.team_id, card_key(incident))
    if card is None:
        return
    slack = deps.slack(job.team_id)
    title = f"{incident.label} card"
    if job.is_repeated and await slack.has_bookmark(card.channel, title):
        return
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    await slack.add_bookmark(card.channel, title, card.permalink(workspace.url))


async def read_members(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if not incident.is_private or incident.open_channel is None:
        return
    async with noticing_trouble(deps, incident):
        members = await deps.slack(job.team_id).members(incident.open_channel)
    keep, now = service_presence.keep_members, deps.clock.now()
    await deps.db.commit(keep, job.team_id, incident.open_channel, members, now=now)


async def announce(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    where = workspace.choices.announce_channel
    if incident.is_private or where is None:
        return
    key = f"announcement:{incident.id}"
    if job.is_repeated and await deps.db.read(find_post, job.team_id, key) is None:
        # An attempt that was cut off may have posted it, and only members can look.
        await deps.slack(job.team_id).join(where)
    await keep_current(deps, job, key, where, views.announcement(incident))


async def tell_transition(deps: Deps, job: Job) -> None:
    transition = await deps.db.read(queries.transition, job.arguments["transition"])
    incident = await deps.db.read(queries.incident, transition.incident_id)
    if transition.kind is TransitionKind.DECLARED or incident.open_channel is None:
        return
    line = views.transition_line(incident, transition)
    told = partial(
        service.transition_told, team=job.team_id, transition_id=transition.id, now=deps.clock.now()
    )
    key = f"transition:{transition.id}"
    async with noticing_trouble(deps, incident):
        await post_once(deps, job, key, incident.open_channel, line, then=told)


async def tell_channel_trouble(deps: Deps, job: Job) -> None:
    incident = await _incident(deps, job)
    if incident.channel_state is ChannelState.OPEN:
        return
    slack = deps.slack(job.team_id)
    direct = await slack.direct_channel(incident.lead or incident.declared_by)
    await post_once(deps, job, job.key, direct, views.channel_trouble(incident))


async def post_for_review(
    deps: Deps,
    job: Job,
    key: str,
    incident: Incident,
    facilitator: UserId | None,
    message: Message,
    *,
    then: AlsoStore | None = None,
) -> Post:
    """Have a message stand where the review takes place, once.

    That is the incident's channel, or, when nothing can be posted there any more, the facilitator's
    direct messages, else the lead's: a review does not end because somebody archived a channel.
    """
    async with noticing_trouble(deps, incident):
        place = await review_place(deps, incident, facilitator)
        return await post_once(deps, job, key, place, message, then=then)


async def review_place(deps: Deps, incident: Incident, facilitator: UserId | None) -> ChannelId:
    """Where messages of the incident's review go."""
    if incident.open_channel is not None:
        return incident.open_channel
    person = facilitator or incident.lead or incident.declared_by
    return await deps.slack(incident.team).direct_channel(person)


@asynccontextmanager
async def noticing_trouble(deps: Deps, incident: Incident) -> AsyncIterator[None]:
    """Keep that the incident's channel turns out to be unusable, if it does.

    Then NotYetError has the worker come back, and the effect finds the channel known as closed.
    """
    try:
        yield
    except SlackFailure as failure:
        state = CHANNEL_STATE_BY_TROUBLE.get(failure.trouble)
        if state is None or incident.open_channel is None:
            raise
        await deps.db.commit(
            service.change_channel_state,
            incident.team,
            incident.open_channel,
            state,
            now=deps.clock.now(),
        )
        raise NotYetError("the channel turned out to be unusable") from failure


def card_key(incident: Incident) -> str:
    return f"card:{incident.id}"


async def _incident(deps: Deps, job: Job) -> Incident:
    return await deps.db.read(queries.incident, job.arguments["incident"])


async def _opened_channel(deps: Deps, job: Job, incident: Incident) -> tuple[ChannelId, str]:
    """A channel of the best name that is free."""
    for name in rules.channel_names(incident.number, incident.title):
        channel = await _created(deps, job, incident, name)
        if channel is not None:
            return channel, name
    raise SlackFailure("conversations.create", "name_taken")


async def _created(deps: Deps, job: Job, incident: Incident, name: str) -> ChannelId | None:
    """A new channel of this name; None when the name is somebody else's."""
    slack = deps.slack(job.team_id)
    try:
        return await slack.create_channel(name, is_private=incident.is_private)
    except SlackFailure as failure:
        if failure.error != "name_taken":
            raise
    if not job.is_repeated:
        return None
    # The attempt before this one may have created it and been cut off before that was stored.
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    channel = await slack.own_channel_named(name, workspace.bot_user)
    if channel is None:
        return None
    other = await deps.db.read(queries.incident_id_in_channel, job.team_id, channel)
    return channel if other is None else None


EFFECTS: Effects = {
    service.OPEN_CHANNEL: open_channel,
    service.TAKE_CHANNEL: take_channel,
    service.INVITE: invite,
    service.SET_TOPIC: set_topic,
    service.SHOW_CARD: show_card,
    workspace_service.FOLLOW_SETTINGS: follow_settings,
    service.PIN_CARD: pin_card,
    service.BOOKMARK_CARD: bookmark_card,
    service.ANNOUNCE: announce,
    service.READ_MEMBERS: read_members,
    service.TELL_TRANSITION: tell_transition,
    service.TELL_CHANNEL_TROUBLE: tell_channel_trouble,
}
