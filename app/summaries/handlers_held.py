"""Slack in, for what the summary leaves out for its wording: the fact in its place."""

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
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
from app.summaries import service_held, views_held
from app.summaries.handlers_checklist import finished_by, held_now, page_of
from app.summaries.rules_held import Held
from app.summaries.views_held import Replacing
from app.timeline.handlers_entries import with_names
from app.timeline.rules_entries import filled_in, fingerprint
from app.wording.rules import said_anew

CHANGED = (
    "Somebody said this anew while you had it open, and their words stand. Close this to see what "
    "is left."
)


async def on_replace(deps: Deps, press: Press) -> Reply:
    """Pressed in the checklist; when the words are reworded already, the page shows that."""
    _, review = await finished_by(deps, int(press.context), press.user)
    held = await _held(deps, review.id, press.value)
    if held is None:
        return Redrawn({press.view: await page_of(deps, review.id)} if press.view else {})
    shown = await with_names(deps, press, held.quote.text)
    instead = said_anew(filled_in(shown))
    form = views_held.fact_form(review.id, held, shown=shown, instead=instead)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_fact_form(deps: Deps, form: Form) -> Reply:
    about, text = Replacing.load(form.context), views_held.parse_fact(form.values)
    if text is None:
        return Problems({"text": "Please say in a few words what happened."})
    incident, review = await finished_by(deps, about.review, form.user)
    held = await _held(deps, review.id, about.key)
    if held is not None:
        if fingerprint(held.quote.text) != about.seen:
            return Problems({"text": CHANGED})
        gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
        put = service_held.put_fact
        try:
            await deps.db.commit(put, incident, review.id, held.quote, text, gesture)
        except UserError as error:
            return Problems({"text": error.sentence})
    return Redrawn({form.beneath: await page_of(deps, review.id)} if form.beneath else {})


async def _held(deps: Deps, review_id: int, key: str) -> Held | None:
    """None once it is reworded, by this very form or by somebody else."""
    found = await held_now(deps, review_id)
    return next((one for one in found if one.key == key), None)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_held.REPLACE, on_replace),
    on_form(views_held.FACT_FORM, on_fact_form),
)
