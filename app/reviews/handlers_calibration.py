"""Slack in, for reading the timeline back."""

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries_calibration, service_readback, views_calibration
from app.reviews.rules_calibration import Reading
from app.reviews.views_calibration import Place
from app.slack.ids import TeamId, UserId
from app.slack.listeners import Form, Listener, Press, Problems, Redrawn, Reply, on_form, on_press
from app.slack.mrkdwn import Mrkdwn, mentioned_users, plain, without_mentions
from app.timeline.service_entries import ChangedMeanwhileError
from app.wording.notes import note_in_review
from app.workspace import queries as workspace_queries


async def on_check(deps: Deps, press: Press) -> Reply:
    view = await _page(deps, Place(review_id=int(press.value)), press.user)
    await deps.slack(press.team).open_form(press.trigger, view)
    return None


async def on_right(deps: Deps, press: Press) -> Reply:
    await deps.db.commit(service_readback.confirm, int(press.value), press.user)
    return await _redrawn(deps, press, Place.load(press.context))


async def on_not_quite(deps: Deps, press: Press) -> Reply:
    place = Place.load(press.context)
    reading = await _reading(deps, int(press.value), press.user)
    if reading.is_own:
        shown = await _with_names(deps, press.team, reading.entry.text)
        form = views_calibration.correct_form(place, reading.entry, shown)
    else:
        form = views_calibration.beside_form(place, reading)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_page_back(deps: Deps, press: Press) -> Reply:
    place = Place.load(press.context)
    return await _redrawn(deps, press, Place(review_id=place.review_id, page=place.page - 1))


async def on_page_on(deps: Deps, press: Press) -> Reply:
    place = Place.load(press.context)
    return await _redrawn(deps, press, Place(review_id=place.review_id, page=place.page + 1))


async def on_correct_form(deps: Deps, form: Form) -> Reply:
    place = Place.load(form.context)
    if place.entry_id is None or place.seen is None:
        return None
    draft = views_calibration.parse_correction(form.values, place.seen)
    if draft is None:
        return Problems({"text": "Please say in a few words how it was."})
    note = await note_in_review(deps, form, ("text",), place.review_id, is_edit=True)
    if note:
        return note
    entry_id, gesture = place.entry_id, _gesture(deps, form)
    try:
        await deps.db.commit(
            service_readback.correct, form.team, entry_id, draft, place.seen, gesture
        )
    except ChangedMeanwhileError as changed:
        return Problems({"text": changed.sentence})
    return await _beneath(deps, form, place)


async def on_beside_form(deps: Deps, form: Form) -> Reply:
    place, account = Place.load(form.context), views_calibration.parse_beside(form.values)
    if account is None or place.entry_id is None:
        return Problems({"account": "Please say in a few words how you saw it."})
    note = await note_in_review(deps, form, ("account",), place.review_id)
    if note:
        return note
    gesture = _gesture(deps, form)
    await deps.db.commit(service_readback.add_beside, form.team, place.entry_id, account, gesture)
    return await _beneath(deps, form, place)


async def _reading(deps: Deps, entry_id: int, user: UserId) -> Reading:
    """Raises UserError when there are no words any more that one could agree with."""
    reading = await deps.db.read(queries_calibration.reading, entry_id, user)
    if not plain(reading.entry.text).strip():
        raise UserError(
            "Its author deleted this message, so nothing of it is kept. `/incident note` adds what "
            "you saw."
        )
    return reading


async def _with_names(deps: Deps, team: TeamId, text: Mrkdwn) -> Mrkdwn:
    """A text whose mentions a form can show."""
    people = await deps.db.read(workspace_queries.people, team, mentioned_users(text))
    return without_mentions(text, lambda user: f"@{people[user].name if user in people else user}")


async def _page(deps: Deps, place: Place, user: UserId) -> View:
    part = await deps.db.read(queries_calibration.part, place.review_id, user)
    return views_calibration.check_page(part, place.page)


async def _redrawn(deps: Deps, press: Press, place: Place) -> Reply:
    if press.view is None:
        return None
    return Redrawn({press.view: await _page(deps, place, press.user)})


async def _beneath(deps: Deps, form: Form, place: Place) -> Reply:
    if form.beneath is None:
        return None
    return Redrawn({form.beneath: await _page(deps, place, form.user)})


def _gesture(deps: Deps, form: Form) -> Gesture:
    return Gesture(by=form.user, at=deps.clock.now(), key=form.key)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_calibration.CHECK, on_check),
    on_press(views_calibration.RIGHT, on_right),
    on_press(views_calibration.NOT_QUITE, on_not_quite),
    on_press(views_calibration.PAGE_BACK, on_page_back),
    on_press(views_calibration.PAGE_ON, on_page_on),
    on_form(views_calibration.CORRECT_FORM, on_correct_form),
    on_form(views_calibration.BESIDE_FORM, on_beside_form),
)
