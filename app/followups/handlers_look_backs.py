"""Slack in, for looking back at changes: whether they hold, a line about it, opening them again."""

from collections.abc import Awaitable, Callable

from app.deps import Deps
from app.followups import queries, service, service_look_backs, views_look_backs, views_moves
from app.followups.handlers_forms import open_form
from app.followups.handlers_moves import working_calendar
from app.followups.rules import due_problem, usual_due_on
from app.followups.rules_look_backs import Asking
from app.slack.listeners import (
    Form,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_form,
    on_press,
)
from app.vocabulary import Holds
from app.wording.notes import note_in_review


def answering(holds: Holds) -> Callable[[Deps, Press], Awaitable[Reply]]:
    """Keeps this answer."""

    async def on_answer(deps: Deps, press: Press) -> Reply:
        asking, now = Asking.load(press.value), deps.clock.now()
        said = press.team, asking, holds
        found = await deps.db.commit(service_look_backs.answer, *said, now=now)
        return Whisper(views_look_backs.answered(found, asking))

    return on_answer


async def on_add_line(deps: Deps, press: Press) -> Reply:
    asking = Asking.load(press.value)
    found = await deps.db.read(service.required, asking.followup_id)
    await open_form(deps, press, views_look_backs.line_form(found, asking))
    return None


async def on_line_form(deps: Deps, form: Form) -> Reply:
    asking, review_id, line = views_look_backs.parse_line(form.values, form.context)
    if note := await note_in_review(deps, form, ("note",), review_id, is_edit=True):
        return note
    said = form.team, asking, line
    found = await deps.db.commit(service_look_backs.add_line, *said, now=deps.clock.now())
    return Whisper(views_look_backs.answered(found, asking))


async def on_open_again(deps: Deps, press: Press) -> Reply:
    found = await deps.db.read(service.required, int(press.value))
    steps = await deps.db.read(queries.history, found.id)
    due_on = usual_due_on(await working_calendar(deps, press), deps.clock.now())
    await open_form(deps, press, views_look_backs.reopen_form(found, due_on, steps))
    return None


async def on_reopen_form(deps: Deps, form: Form) -> Reply:
    followup_id, review_id = views_moves.parse_context(form.context)
    due_on, line = views_moves.parse_put_off(form.values)
    calendar, now = await working_calendar(deps, form), deps.clock.now()
    if problem := due_problem(due_on, calendar=calendar, now=now):
        return Problems({"due_on": problem})
    if note := await note_in_review(deps, form, ("note",), review_id):
        return note
    reopened = form.team, followup_id
    found = await deps.db.commit(service.reopen, *reopened, now=now, due_on=due_on, note=line)
    return Whisper(views_moves.moved(found))


LISTENERS: tuple[Listener[Deps], ...] = (
    *(on_press(name, answering(each)) for each, (_, name) in views_look_backs.ANSWERS.items()),
    on_press(views_look_backs.ADD_LINE, on_add_line),
    on_press(views_look_backs.OPEN_AGAIN, on_open_again),
    on_form(views_look_backs.LINE_FORM, on_line_form),
    on_form(views_look_backs.REOPEN_FORM, on_reopen_form),
)
