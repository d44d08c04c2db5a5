"""Slack in, for preparing the rewind: the list of stops, moving, dropping and adding them."""

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.reviews import queries, queries_rewind, views_prepare
from app.reviews import service_stops as stopping
from app.reviews.handlers_rewind import steered
from app.reviews.rules import Review
from app.reviews.rules_stops import can_be_stop
from app.reviews.views import PREPARE
from app.slack.listeners import (
    Form,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    on_form,
    on_press,
)
from app.timeline import queries as timeline_queries


async def on_prepare(deps: Deps, press: Press) -> Reply:
    incident, review, _ = await steered(deps, int(press.value), press.user)
    await deps.db.commit(stopping.prepare, incident, review)
    view = await _prepare_view(deps, review)
    await deps.slack(press.team).open_form(press.trigger, view)
    return None


async def on_move_up(deps: Deps, press: Press) -> Reply:
    return await _shift(deps, press, by=-1)


async def on_move_down(deps: Deps, press: Press) -> Reply:
    return await _shift(deps, press, by=1)


async def on_drop(deps: Deps, press: Press) -> Reply:
    _, review, _ = await steered(deps, int(press.context), press.user)
    stop = await deps.db.read(queries_rewind.stop, int(press.value))
    if stop is not None:
        await deps.db.commit(stopping.drop_stop, press.team, stop, now=deps.clock.now())
    return await _redrawn(deps, press, review)


async def on_add(deps: Deps, press: Press) -> Reply:
    _, review, _ = await steered(deps, int(press.value), press.user)
    view = await _add_view(deps, review, page=1)
    await deps.slack(press.team).push_form(press.trigger, view)
    return None


async def on_page(deps: Deps, press: Press) -> Reply:
    review_id, page = views_prepare.parse_page(press.value)
    review = await deps.db.read(queries.review, review_id)
    view = await _add_view(deps, review, page=page)
    return Redrawn({press.view: view}) if press.view else None


async def on_add_form(deps: Deps, form: Form) -> Reply:
    entry_id = views_prepare.parse_added(form.values)
    if entry_id is None:
        return Problems({"entry": "Please choose an entry to stop at."})
    incident, review, _ = await steered(deps, int(form.context), form.user)
    try:
        await deps.db.commit(stopping.add_stop, incident, review, entry_id, now=deps.clock.now())
    except UserError as error:
        return Problems({"entry": error.sentence})
    view = await _prepare_view(deps, review)
    return Redrawn({form.beneath: view}) if form.beneath else None


async def _shift(deps: Deps, press: Press, *, by: int) -> Reply:
    _, review, _ = await steered(deps, int(press.context), press.user)
    stop = await deps.db.read(queries_rewind.stop, int(press.value))
    if stop is not None:
        await deps.db.commit(stopping.shift_stop, press.team, stop, by, now=deps.clock.now())
    return await _redrawn(deps, press, review)


async def _redrawn(deps: Deps, press: Press, review: Review) -> Reply:
    return Redrawn({press.view: await _prepare_view(deps, review)}) if press.view else None


async def _prepare_view(deps: Deps, review: Review) -> View:
    incident, rewind, entries = await deps.db.read(queries_rewind.preparation, review)
    return views_prepare.prepare_form(incident, review, rewind, entries)


async def _add_view(deps: Deps, review: Review, *, page: int) -> View:
    """A page of the entries that are no stop yet."""
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    taken = {stop.entry_id for stop in rewind.stops}
    entries = await deps.db.read(timeline_queries.timeline, review.incident_id)
    free = [entry for entry in entries if entry.id not in taken and can_be_stop(entry)]
    size = views_prepare.ENTRIES_PER_PAGE
    pages = max(1, -(-len(free) // size))
    page = min(page, pages)
    shown = free[(page - 1) * size : page * size]
    return views_prepare.add_stop_form(review, shown, page, pages)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(PREPARE, on_prepare),
    on_press(views_prepare.EARLIER, on_move_up),
    on_press(views_prepare.LATER, on_move_down),
    on_press(views_prepare.DROP, on_drop),
    on_press(views_prepare.ADD, on_add),
    on_press(views_prepare.PAGE_BACK, on_page),
    on_press(views_prepare.PAGE_ON, on_page),
    on_form(views_prepare.ADD_FORM, on_add_form),
)
