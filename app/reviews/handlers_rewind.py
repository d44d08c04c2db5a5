"""Slack in, for the rewind: the walk, and what people add on the way."""

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import (
    queries,
    queries_rewind,
    service_light,
    views_rewind,
    views_stops,
)
from app.reviews import service_contributions as contributions
from app.reviews import service_rewind as rewinding
from app.reviews import service_stops as stopping
from app.reviews.rules import Review
from app.reviews.rules_rewind import (
    Rewind,
    Stop,
    is_reply,
    may_start,
    start_comes_later,
    steering_sentence,
    steers,
)
from app.reviews.views import START
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.listeners import (
    Event,
    Form,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_event,
    on_form,
    on_press,
)
from app.timeline.rules import found_message, is_tombstone
from app.vocabulary import ReviewDepth
from app.wording.notes import note_in_review


async def on_start(deps: Deps, press: Press) -> Reply:
    incident, review, rewind = await _found(deps, int(press.value))
    now = deps.clock.now()
    if rewind.started_at is None and not may_start(press.user, review, incident, rewind, now=now):
        raise UserError(start_comes_later(incident, review))
    if review.depth is ReviewDepth.LIGHT:
        opened = Gesture(by=press.user, at=now, key=press.key)
        await deps.db.commit(service_light.open_threads, incident, review, opened)
    else:
        await deps.db.commit(rewinding.start, incident, review, press.user, now=now)
    return None


async def on_next(deps: Deps, press: Press) -> Reply:
    return await _move(deps, press, by=1)


async def on_back(deps: Deps, press: Press) -> Reply:
    return await _move(deps, press, by=-1)


async def on_finish(deps: Deps, press: Press) -> Reply:
    review_id, position = views_stops.parse_here(press.value)
    await steered(deps, review_id, press.user)
    await deps.db.commit(rewinding.finish, press.team, review_id, position, now=deps.clock.now())
    return None


async def on_reopen(deps: Deps, press: Press) -> Reply:
    review_id = int(press.value)
    await steered(deps, review_id, press.user)
    await deps.db.commit(rewinding.reopen, press.team, review_id, now=deps.clock.now())
    return None


async def on_park(deps: Deps, press: Press) -> Reply:
    stop = await _stop(deps, press.value)
    await deps.slack(press.team).open_form(press.trigger, views_rewind.park_form(stop))
    return None


async def on_park_form(deps: Deps, form: Form) -> Reply:
    idea = views_rewind.parse_park(form.values)
    if idea is None:
        return Problems({"idea": "Please say the idea in a few words."})
    stop = await _stop(deps, form.context)
    await deps.db.commit(contributions.park_idea, form.team, stop, idea, _gesture(deps, form))
    return Whisper(views_rewind.parked(), channel=await _place_of(deps, stop))


async def on_accounts(deps: Deps, press: Press) -> Reply:
    stop = await _stop(deps, press.value)
    await deps.slack(press.team).open_form(press.trigger, views_rewind.account_form(stop))
    return None


async def on_account_form(deps: Deps, form: Form) -> Reply:
    account = views_rewind.parse_account(form.values)
    if account is None:
        return Problems({"account": "Please say in a few words how you saw it."})
    stop = await _stop(deps, form.context)
    review_id = await deps.db.read(queries_rewind.review_id_of_stop, stop.id)
    note = await note_in_review(deps, form, ("account",), review_id)
    if note:
        return note
    gesture = _gesture(deps, form)
    await deps.db.commit(contributions.add_account, form.team, stop.entry_id, account, gesture)
    return Whisper(views_rewind.account_kept(), channel=await _place_of(deps, stop))


async def on_reply(deps: Deps, event: Event) -> Reply:
    """Somebody says something in a thread; anything else costs nothing."""
    if not is_reply(event.body):
        return None
    stop = await _stop_of(deps, event, event.body["thread_ts"])
    if stop is not None:
        reply = found_message(event.body)
        await deps.db.commit(
            contributions.keep_replies, event.team, stop, [reply], now=deps.clock.now()
        )
    return None


async def on_edit(deps: Deps, event: Event) -> Reply:
    """Of a reply, and of a message that a stop shows; unfurled links do not matter, being equal."""
    message = event.body["message"]
    if is_tombstone(message):
        return await _gone(deps, event, MessageTs(message["ts"]), head=None)
    if is_reply(message):
        stop = await _stop_of(deps, event, message["thread_ts"])
        if stop is not None:
            reply = found_message(message)
            await deps.db.commit(
                contributions.keep_replies, event.team, stop, [reply], now=deps.clock.now()
            )
    return await _show_again(deps, event, MessageTs(message["ts"]))


async def on_deletion(deps: Deps, event: Event) -> Reply:
    head = (event.body.get("previous_message") or {}).get("thread_ts")
    return await _gone(deps, event, MessageTs(event.body["deleted_ts"]), head=head)


async def on_archive(deps: Deps, event: Event) -> Reply:
    """A rewind under way goes on where its review goes on."""
    channel = ChannelId(event.body["channel"])
    review_id = await deps.db.read(queries_rewind.review_id_under_way, event.team, channel)
    if review_id is not None:
        await deps.db.commit(stopping.show_again, event.team, [review_id], now=deps.clock.now())
    return None


async def steered(deps: Deps, review_id: int, user: UserId) -> tuple[Incident, Review, Rewind]:
    """The review and its rewind, for somebody who steers it; UserError for everybody else."""
    incident, review, rewind = await _found(deps, review_id)
    if not steers(user, review, incident, rewind):
        raise UserError(steering_sentence(review, incident, rewind))
    return incident, review, rewind


async def _move(deps: Deps, press: Press, *, by: int) -> Reply:
    review_id, position = views_stops.parse_here(press.value)
    await steered(deps, review_id, press.user)
    await deps.db.commit(rewinding.move, press.team, review_id, position, by, now=deps.clock.now())
    return None


async def _gone(deps: Deps, event: Event, ts: MessageTs, *, head: str | None) -> Reply:
    stop = await _stop_of(deps, event, head) if head else None
    if stop is not None:
        await deps.db.commit(contributions.forget_reply, stop, ts)
    return await _show_again(deps, event, ts)


async def _show_again(deps: Deps, event: Event, ts: MessageTs) -> Reply:
    """A stop that shows this message shows what it says now."""
    channel = ChannelId(event.body["channel"])
    showing = await deps.db.read(queries_rewind.review_ids_showing, event.team, channel, ts)
    if showing:
        await deps.db.commit(stopping.show_again, event.team, showing, now=deps.clock.now())
    return None


async def _stop_of(deps: Deps, event: Event, head: str) -> Stop | None:
    channel = ChannelId(event.body["channel"])
    return await deps.db.read(queries_rewind.stop_of_thread, event.team, channel, MessageTs(head))


async def _stop(deps: Deps, stop_id: str) -> Stop:
    stop = await deps.db.read(queries_rewind.stop, int(stop_id))
    if stop is None:
        raise UserError("This stop is no longer part of the rewind. `/incident review` shows it.")
    return stop


async def _found(deps: Deps, review_id: int) -> tuple[Incident, Review, Rewind]:
    incident, review = await deps.db.read(queries.with_incident, review_id)
    return incident, review, await deps.db.read(queries_rewind.rewind, review_id)


async def _place_of(deps: Deps, stop: Stop) -> ChannelId | None:
    """Where an answer can be whispered: where the stop is, while that is open."""
    review_id = await deps.db.read(queries_rewind.review_id_of_stop, stop.id)
    incident, _, _ = await _found(deps, review_id)
    return incident.open_channel


def _gesture(deps: Deps, form: Form) -> Gesture:
    return Gesture(by=form.user, at=deps.clock.now(), key=form.key)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(START, on_start),
    on_press(views_stops.NEXT, on_next),
    on_press(views_stops.BACK, on_back),
    on_press(views_stops.FINISH, on_finish),
    on_press(views_stops.REOPEN, on_reopen),
    on_press(views_stops.PARK_IDEA, on_park),
    on_form(views_rewind.PARK_FORM, on_park_form),
    on_press(views_stops.TWO_ACCOUNTS, on_accounts),
    on_form(views_rewind.ACCOUNT_FORM, on_account_form),
    on_event("message", on_reply),
    on_event("message.file_share", on_reply),
    on_event("message.thread_broadcast", on_reply),
    on_event("message.message_changed", on_edit),
    on_event("message.message_deleted", on_deletion),
    on_event("channel_archive", on_archive),
    on_event("group_archive", on_archive),
)
