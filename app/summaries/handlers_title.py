"""Slack in, for correcting the title of a summary: it is the incident's own."""

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.slack.ids import UserId
from app.slack.listeners import (
    Form,
    Listener,
    NextPage,
    Press,
    Problems,
    Redrawn,
    Reply,
    on_form,
    on_press,
)
from app.slack.mrkdwn import user_mention
from app.summaries import queries_corrections, service_corrections, views_corrections, views_title
from app.summaries.rules_document import SectionKey
from app.timeline.rules_entries import fingerprint
from app.wording.notes import note_in_review

SAY_SOMETHING = "Please say in a few words what users met."
CHANGED = "It has another title by now. Close this to see which."


async def on_edit_title(deps: Deps, press: Press) -> Reply:
    incident = await _for_whoever_corrects(deps, int(press.value), press.user)
    form = views_title.title_form(incident, int(press.value))
    return Redrawn({press.view: form} if press.view else {})


async def on_title_form(deps: Deps, form: Form) -> Reply:
    review_id, seen = views_title.parse_seen(form.context)
    title = views_title.parse_title(form.values)
    if title is None:
        return Problems({views_title.FIELD: SAY_SOMETHING})
    incident = await _for_whoever_corrects(deps, review_id, form.user)
    if title != incident.title:
        if fingerprint(incident.title) != seen:
            return Problems({views_title.FIELD: CHANGED})
        note = await note_in_review(deps, form, [views_title.FIELD], review_id, is_edit=True)
        if note is not None:
            return note
        gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
        await deps.db.commit(service_corrections.retitle, incident, review_id, title, gesture)
    page = await deps.db.read(
        queries_corrections.sections_page, review_id, form.user, saved=SectionKey.TITLE
    )
    return NextPage(views_corrections.sections_page(page))


async def _for_whoever_corrects(deps: Deps, review_id: int, user: UserId) -> Incident:
    page = await deps.db.read(queries_corrections.sections_page, review_id, user)
    if not page.may_correct:
        raise UserError(
            "The title is corrected by whoever finishes the review: "
            f"{user_mention(page.asked)}. Tell them what reads differently to you."
        )
    return (await deps.db.read(review_queries.with_incident, review_id))[0]


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_title.EDIT_TITLE, on_edit_title),
    on_form(views_title.TITLE_FORM, on_title_form),
)
