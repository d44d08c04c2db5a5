"""Slack in, for changes: listing them, answering for them, saying how far they are, and leaving
parked ideas. The forms are in `handlers_forms`.
"""

from app.deps import Deps
from app.followups import queries, service, views
from app.followups.handlers_forms import board_here
from app.incidents import queries as incident_queries
from app.incidents.service import Gesture
from app.slack.listeners import (
    Command,
    Help,
    Listener,
    Press,
    Reply,
    Whisper,
    on_command,
    on_press,
)


async def on_changes(deps: Deps, command: Command) -> Reply:
    """The incident's in its channel, one's own elsewhere."""
    incident = await deps.db.read(
        incident_queries.incident_in_channel, command.team, command.channel
    )
    if incident is None:
        owned = await deps.db.read(queries.owned, command.team, command.user)
        return Whisper(views.own_changes(owned))
    return Whisper(views.change_list(await board_here(deps, command.team, command.channel)))


async def on_finish(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    await deps.db.commit(service.finish, press.team, int(press.value), now=now)
    return None


async def on_reopen(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    await deps.db.commit(service.reopen, press.team, int(press.value), now=now)
    return None


async def on_take(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    found = await deps.db.commit(service.take, press.team, int(press.value), press.user, now=now)
    return Whisper(views.taken(found))


async def on_decline(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    await deps.db.commit(service.decline, press.team, int(press.value), press.user, now=now)
    return Whisper(views.declined())


async def on_leave_idea(deps: Deps, press: Press) -> Reply:
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    await deps.db.commit(service.leave_idea, press.team, int(press.value), gesture)
    return None


async def on_offer_again(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    await deps.db.commit(service.offer_ideas_again, press.team, int(press.value), now=now)
    return None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "changes",
        on_changes,
        help_line=Help("changes", "show the changes of this incident; elsewhere, your own"),
    ),
    on_press(views.FINISH, on_finish),
    on_press(views.REOPEN, on_reopen),
    on_press(views.TAKE, on_take),
    on_press(views.DECLINE, on_decline),
    on_press(views.LEAVE_IDEA, on_leave_idea),
    on_press(views.OFFER_AGAIN, on_offer_again),
)
