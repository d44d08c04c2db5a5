"""Slack in, for a review's date: moving it, calling it off, skipping the review, holding it in
threads.
"""

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries, service_light, service_schedule, views_schedule
from app.reviews.rules import Review
from app.reviews.rules_schedule import steering_sentence, steers_review
from app.slack.listeners import Form, Listener, Press, Problems, Reply, on_form, on_press


async def on_reschedule(deps: Deps, press: Press) -> Reply:
    """Anybody may look for a better time."""
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    await deps.db.read(service_schedule.check_is_ahead, review.id)
    offer = await deps.db.read(
        service_schedule.offer, incident, review, press.user, now=deps.clock.now()
    )
    form = views_schedule.reschedule_form(incident, review, offer)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_reschedule_form(deps: Deps, form: Form) -> Reply:
    incident, review = await deps.db.read(
        queries.with_incident, views_schedule.review_in(form.context)
    )
    now = deps.clock.now()
    move = views_schedule.parse_reschedule(form.values, form.context, incident, now=now)
    if isinstance(move, dict):
        return Problems(move)
    await deps.db.commit(service_schedule.move, incident, review.id, move, _gesture(deps, form))
    return None


async def on_skip(deps: Deps, press: Press) -> Reply:
    incident, review = await _steered(deps, press)
    form = views_schedule.skip_form(incident, review)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_skip_form(deps: Deps, form: Form) -> Reply:
    reason = views_schedule.parse_skip(form.values)
    if reason is None:
        return Problems({"reason": "Please give the reason in one line; it is kept."})
    incident, review = await deps.db.read(queries.with_incident, int(form.context))
    await deps.db.commit(service_schedule.skip, incident, review.id, reason, _gesture(deps, form))
    return None


async def on_call_off(deps: Deps, press: Press) -> Reply:
    incident, review = await _steered(deps, press)
    form = views_schedule.call_off_form(incident, review)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_call_off_form(deps: Deps, form: Form) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(form.context))
    await deps.db.commit(service_schedule.call_off, incident, review.id, _gesture(deps, form))
    return None


async def on_bring_back(deps: Deps, press: Press) -> Reply:
    """Anybody may: a review that takes place after all harms nobody."""
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    await deps.db.commit(service_schedule.bring_back, incident, review.id, _gesture(deps, press))
    return None


async def on_make_light(deps: Deps, press: Press) -> Reply:
    incident, review = await _steered(deps, press)
    form = views_schedule.light_form(incident, review)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_light_form(deps: Deps, form: Form) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(form.context))
    await deps.db.commit(service_light.make_light, incident, review, _gesture(deps, form))
    return None


async def _steered(deps: Deps, press: Press) -> tuple[Incident, Review]:
    """For whoever may decide that there is no meeting; UserError for everybody else."""
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    await deps.db.read(service_schedule.check_is_ahead, review.id)
    if not steers_review(press.user, review, incident):
        raise UserError(steering_sentence(review, incident))
    return incident, review


def _gesture(deps: Deps, asked: Press | Form) -> Gesture:
    return Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_schedule.RESCHEDULE, on_reschedule),
    on_form(views_schedule.RESCHEDULE_FORM, on_reschedule_form),
    on_press(views_schedule.SKIP, on_skip),
    on_form(views_schedule.SKIP_FORM, on_skip_form),
    on_press(views_schedule.CALL_OFF, on_call_off),
    on_form(views_schedule.CALL_OFF_FORM, on_call_off_form),
    on_press(views_schedule.BRING_BACK, on_bring_back),
    on_press(views_schedule.MAKE_LIGHT, on_make_light),
    on_form(views_schedule.LIGHT_FORM, on_light_form),
)
