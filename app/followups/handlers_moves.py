"""Slack in, for the small forms of whoever works on a change: how it was done, not now, handing it
over, deciding against it.
"""

from collections.abc import Callable, Sequence

from slack_sdk.models.views import View

from app.deps import Deps
from app.followups import queries, service, service_moves, views, views_moves
from app.followups.handlers_forms import open_form
from app.followups.rules import FollowUp, due_problem, usual_due_on
from app.followups.rules_history import Step
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
from app.wording.notes import note_in_review
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import WorkingCalendar, calendar_of


async def on_say_how(deps: Deps, press: Press) -> Reply:
    return await _opened(deps, press, views_moves.how_form)


async def on_put_off(deps: Deps, press: Press) -> Reply:
    due_on = usual_due_on(await working_calendar(deps, press), deps.clock.now())
    return await _opened(
        deps, press, lambda found, steps: views_moves.put_off_form(found, due_on, steps)
    )


async def on_hand_over(deps: Deps, press: Press) -> Reply:
    return await _opened(deps, press, views_moves.hand_over_form)


async def on_decide_against(deps: Deps, press: Press) -> Reply:
    return await _opened(deps, press, views_moves.reason_form)


async def on_how_form(deps: Deps, form: Form) -> Reply:
    followup_id, review_id = views_moves.parse_context(form.context)
    if note := await note_in_review(deps, form, ("how",), review_id, is_edit=True):
        return note
    how, now = views_moves.parse_how(form.values), deps.clock.now()
    found = await deps.db.commit(service_moves.say_how, form.team, followup_id, how, now=now)
    return Whisper(views_moves.moved(found))


async def on_put_off_form(deps: Deps, form: Form) -> Reply:
    followup_id, review_id = views_moves.parse_context(form.context)
    due_on, line = views_moves.parse_put_off(form.values)
    calendar, now = await working_calendar(deps, form), deps.clock.now()
    problem = due_problem(due_on, calendar=calendar, now=now)
    if problem or due_on is None:
        return Problems({"due_on": problem or ""})
    if note := await note_in_review(deps, form, ("note",), review_id):
        return note
    put_off = form.team, followup_id, due_on, line
    return Whisper(
        views_moves.moved(await deps.db.commit(service_moves.put_off, *put_off, now=now))
    )


async def on_hand_over_form(deps: Deps, form: Form) -> Reply:
    followup_id, _ = views_moves.parse_context(form.context)
    receiver = views_moves.parse_receiver(form.values)
    if receiver is None:
        return Problems({"owner": "Please choose somebody to ask. They can say no."})
    handed = form.team, followup_id, form.user, receiver
    found = await deps.db.commit(service_moves.hand_over, *handed, now=deps.clock.now())
    return Whisper(views_moves.moved(found))


async def on_reason_form(deps: Deps, form: Form) -> Reply:
    followup_id, review_id = views_moves.parse_context(form.context)
    reason = views_moves.parse_reason(form.values)
    if reason is None:
        return Problems({"reason": "One line is enough: what speaks against it, for now?"})
    if note := await note_in_review(deps, form, ("reason",), review_id):
        return note
    against = form.team, followup_id, reason
    found = await deps.db.commit(service_moves.decide_against, *against, now=deps.clock.now())
    return Whisper(views_moves.moved(found))


async def _opened(
    deps: Deps, press: Press, form: Callable[[FollowUp, Sequence[Step]], View]
) -> Reply:
    """The form, with the change as it stands and its history."""
    found = await deps.db.read(service.required, int(press.value))
    steps = await deps.db.read(queries.history, found.id)
    await open_form(deps, press, form(found, steps))
    return None


async def working_calendar(deps: Deps, asked: Press | Form) -> WorkingCalendar:
    """The workspace's."""
    workspace = await deps.db.read(workspace_queries.workspace, asked.team)
    return calendar_of(workspace, deps.clock.now())


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views.SAY_HOW, on_say_how),
    on_press(views.PUT_OFF, on_put_off),
    on_press(views.HAND_OVER, on_hand_over),
    on_press(views.DECIDE_AGAINST, on_decide_against),
    on_form(views_moves.HOW_FORM, on_how_form),
    on_form(views_moves.PUT_OFF_FORM, on_put_off_form),
    on_form(views_moves.HAND_OVER_FORM, on_hand_over_form),
    on_form(views_moves.REASON_FORM, on_reason_form),
)
