"""Slack in, for the questions before a review: answering, reading, quoting.

Nothing here logs who it was, and an answer's arrival sends nothing and edits nothing, so that only
the form that somebody sent says that they did. docs/adr/0005-anonymous-answers.md.
"""

import secrets

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import (
    queries,
    queries_reflections,
    queries_rewind,
    service,
    service_reflections,
    views_reading,
    views_reflections,
)
from app.reviews import service_stops as stopping
from app.reviews.rules import Review
from app.reviews.rules_reflections import takes_answers
from app.reviews.views_reading import Reading
from app.slack.ids import TriggerId, UserId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    NextPage,
    Press,
    Problems,
    Redrawn,
    Reply,
    on_command,
    on_form,
    on_press,
)
from app.slack.mrkdwn import user_mention
from app.wording.notes import note_in_review
from app.wording.views import NOTE

NO_REVIEW = "The questions come with the review: `/incident resolve` schedules it."
_TOKEN_BYTES = 16


async def on_reflect(deps: Deps, command: Command) -> Reply:
    incident, review = await deps.db.read(
        service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    return await _ask(deps, incident, review, command.user, command.trigger)


async def on_answer(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    return await _ask(deps, incident, review, press.user, press.trigger)


async def on_more_questions(deps: Deps, press: Press) -> Reply:
    """All questions, in the form as it is: what was typed stays, and it is still sent once."""
    review_id, token = views_reflections.parse_sheet(press.context)
    incident, review = await deps.db.read(queries.with_incident, review_id)
    read = queries_reflections.sheet
    sheet = await deps.db.read(read, incident, review, press.user, asks_all=True)
    form = press.shown.kept_in(views_reflections.reflection_form(sheet, token), NOTE)
    return Redrawn({press.view: form} if press.view else {})


async def on_reflection_form(deps: Deps, form: Form) -> Reply:
    review_id, token = views_reflections.parse_sheet(form.context)
    given = views_reflections.parse_reflections(form.values)
    questions = [each.value for each in given]
    note = await note_in_review(deps, form, questions, review_id, is_edit=True)
    if note:
        return note
    await deps.db.commit(
        service_reflections.keep,
        form.team,
        review_id,
        form.user,
        given,
        token=token,
        random=secrets.SystemRandom(),
        now=deps.clock.now(),
    )
    await deps.db.forget_replaced()
    return NextPage(views_reflections.reflections_kept())


async def on_read(deps: Deps, press: Press) -> Reply:
    review_id, page = views_reading.parse_reading(press.value)
    review = await _read_by(deps, review_id, press.user)
    await deps.db.commit(service_reflections.open_reflections, review.id, now=deps.clock.now())
    view = await _page(deps, review, page)
    if press.view:
        return Redrawn({press.view: view})
    await deps.slack(press.team).open_form(press.trigger, view)
    return None


async def on_quote(deps: Deps, press: Press) -> Reply:
    review_id, answer_id = views_reading.parse_reading(press.value)
    review = await _read_by(deps, review_id, press.user)
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    await deps.db.commit(stopping.prepare, incident, review)
    _, rewind, entries = await deps.db.read(queries_rewind.preparation, review)
    form = views_reading.quote_form(review, answer_id, rewind, entries)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_quote_form(deps: Deps, form: Form) -> Reply:
    stop_id = views_reading.parse_quote(form.values)
    if stop_id is None:
        return Problems({"stop": "Please choose a stop to show it at."})
    review_id, answer_id = views_reading.parse_reading(form.context)
    review = await _read_by(deps, review_id, form.user)
    now = deps.clock.now()
    try:
        await deps.db.commit(
            service_reflections.quote, form.team, review.id, stop_id, answer_id, now=now
        )
    except UserError as error:
        return Problems({"stop": error.sentence})
    view = await _page(deps, review, 1)
    return Redrawn({form.beneath: view}) if form.beneath else None


async def on_unquote(deps: Deps, press: Press) -> Reply:
    review_id, answer_id = views_reading.parse_reading(press.value)
    review = await _read_by(deps, review_id, press.user)
    now = deps.clock.now()
    await deps.db.commit(
        service_reflections.take_back_quote, press.team, review.id, answer_id, now=now
    )
    _, page = views_reading.parse_reading(press.context)
    return Redrawn({press.view: await _page(deps, review, page)}) if press.view else None


async def _ask(
    deps: Deps, incident: Incident, review: Review, user: UserId, trigger: TriggerId
) -> Reply:
    if not takes_answers(review):
        raise UserError(
            "The review is closed, so its questions are, too. `/incident note` still adds to the "
            "timeline."
        )
    sheet = await deps.db.read(queries_reflections.sheet, incident, review, user)
    form = views_reflections.reflection_form(sheet, secrets.token_hex(_TOKEN_BYTES))
    await deps.slack(incident.team).open_form(trigger, form)
    return None


async def _read_by(deps: Deps, review_id: int, user: UserId) -> Review:
    """The review, for whoever facilitates it now and said yes; UserError for everybody else."""
    review = await deps.db.read(queries.review, review_id)
    if review.facilitator == user and review.accepted_at is not None:
        return review
    if review.facilitator == user:
        raise UserError("Say first whether you facilitate: `/incident review` asks you.")
    if review.facilitator is None or review.accepted_at is None:
        raise UserError("Reflections are for the facilitator alone, and nobody facilitates yet.")
    raise UserError(
        f"Reflections are for {user_mention(review.facilitator)} alone, who facilitates; nobody "
        "else sees any before the rewind."
    )


async def _page(deps: Deps, review: Review, page: int) -> View:
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    reading = Reading(
        review=review,
        answers=await deps.db.read(queries_reflections.answers, review.id),
        quoted=await deps.db.read(queries_reflections.quoted_at, review.id),
        roles=await deps.db.read(queries.roles, incident, review),
    )
    return views_reading.reading_page(reading, page)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "reflect",
        on_reflect,
        help_line=Help("reflect", "say what you saw, before the review; you choose who reads it"),
    ),
    on_press(views_reflections.ANSWER, on_answer),
    on_press(views_reflections.MORE_QUESTIONS, on_more_questions),
    on_form(views_reflections.REFLECTION_FORM, on_reflection_form),
    on_press(views_reading.READ, on_read),
    on_press(views_reading.PAGE_BACK, on_read),
    on_press(views_reading.PAGE_ON, on_read),
    on_press(views_reading.QUOTE, on_quote),
    on_form(views_reading.QUOTE_FORM, on_quote_form),
    on_press(views_reading.UNQUOTE, on_unquote),
)
