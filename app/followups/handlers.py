"""Slack in, for changes: listing them, answering for them, saying how far they are, and leaving
parked ideas. The forms are in `handlers_forms` and `handlers_moves`.
"""

from app.deps import Deps
from app.followups import rules_listing, service, service_listing, views, views_list, views_moves
from app.followups.rules_listing import Asked, Scope
from app.incidents.service import Gesture
from app.slack.listeners import (
    Command,
    Help,
    Listener,
    Press,
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_press,
)
from app.slack.mrkdwn import plain


async def on_changes(deps: Deps, command: Command) -> Reply:
    """Those that were asked for; else the incident's in its channel, one's own elsewhere."""
    asked = rules_listing.parse_listing(plain(command.text))
    place, now = (command.team, command.channel), deps.clock.now()
    listing = await deps.db.read(service_listing.listed, *place, command.user, asked, now=now)
    return Whisper(views_list.changes_list(listing))


async def on_turn(deps: Deps, press: Press) -> Reply:
    """Another page, in the place of the one that was pressed in."""
    asked, now = Asked.load(press.value), deps.clock.now()
    place = press.team, press.channel
    listing = await deps.db.read(service_listing.listed, *place, press.user, asked, now=now)
    if press.view is not None:
        return Redrawn({press.view: views_list.changes_page(listing)})
    return Whisper(views_list.changes_list(listing), replaces=True)


async def on_open_mine(deps: Deps, press: Press) -> Reply:
    """On App Home, which has no channel: it opens as a page."""
    place, now = (press.team, None), deps.clock.now()
    asked = Asked(Scope.MINE)
    listing = await deps.db.read(service_listing.listed, *place, press.user, asked, now=now)
    return Whisper(views_list.changes_list(listing))


async def on_finish(deps: Deps, press: Press) -> Reply:
    now = deps.clock.now()
    found = await deps.db.commit(service.finish, press.team, int(press.value), now=now)
    return Whisper(views_moves.done(found))


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
    found = await deps.db.commit(service.decline, press.team, int(press.value), press.user, now=now)
    return Whisper(views.declined(found))


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
        help_line=Help(
            "changes [mine|open|overdue|INC-7]",
            "show the changes of this incident, your own, or all that are open",
        ),
    ),
    on_press(views_list.TURN, on_turn),
    on_press(views_list.TURN_BACK, on_turn),
    on_press(views_list.OPEN_MINE, on_open_mine),
    on_press(views.FINISH, on_finish),
    on_press(views.REOPEN, on_reopen),
    on_press(views.TAKE, on_take),
    on_press(views.DECLINE, on_decline),
    on_press(views.LEAVE_IDEA, on_leave_idea),
    on_press(views.OFFER_AGAIN, on_offer_again),
)
