"""Slack in, for the forms of changes: opening them from wherever one is, and keeping what they
say.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.followups import (
    queries,
    service,
    service_listing,
    service_telling,
    views,
    views_forms,
    views_moves,
)
from app.followups.rules import (
    Board,
    Draft,
    FollowUp,
    draft_of,
    fingerprint,
    problems,
    starts_with_verb,
    usual_due_on,
)
from app.followups.views_forms import WORDS, FormContext
from app.incidents.service import Gesture
from app.posting import find_post
from app.reviews import queries_findings
from app.reviews import service as review_service
from app.slack.ids import ChannelId, TeamId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.vocabulary import FollowUpState
from app.wording.notes import note_in_review


async def on_change(deps: Deps, command: Command) -> Reply:
    """The form, with what was typed behind the command."""
    board = await board_here(deps, command.team, command.channel)
    form_context = FormContext(review_id=board.review.id)
    form = _change_form(deps, board, Draft(text=command.text or None), form_context)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_add(deps: Deps, press: Press) -> Reply:
    board = await _board(deps, int(press.value))
    form_context = FormContext(review_id=board.review.id)
    await open_form(deps, press, _change_form(deps, board, Draft(text=None), form_context))
    return None


async def on_add_against(deps: Deps, press: Press) -> Reply:
    board = await _board(deps, int(press.value))
    form_context = FormContext(review_id=board.review.id)
    await open_form(deps, press, views_forms.against_form(board, Draft(text=None), form_context))
    return None


async def on_edit(deps: Deps, press: Press) -> Reply:
    found = await _seen(deps, press)
    if found.state is FollowUpState.DECIDED_NOT:
        return await _edit_against(deps, press, found)
    return await _edit_change(deps, press, found, found.state)


async def on_make_change(deps: Deps, press: Press) -> Reply:
    """Of something that was decided against; how it works was never said then."""
    found = await _seen(deps, press)
    return await _edit_change(deps, press, found, FollowUpState.OPEN)


async def on_take_idea(deps: Deps, press: Press) -> Reply:
    """The form, with the idea's words; which factors it answers is left to choose."""
    idea = await deps.db.read(queries_findings.finding, int(press.value))
    if idea is None or idea.is_removed:
        raise UserError("This idea is not parked any more. `/incident change` adds one by hand.")
    board = await _board(deps, idea.review_id)
    form_context = FormContext(review_id=idea.review_id, idea_id=idea.id)
    await open_form(deps, press, _change_form(deps, board, Draft(text=idea.text), form_context))
    return None


async def on_change_form(deps: Deps, form: Form) -> Reply:
    form_context = FormContext.load(form.context)
    return await _keep(
        deps, form, form_context, views_forms.parse_change(form.values, form_context)
    )


async def on_against_form(deps: Deps, form: Form) -> Reply:
    form_context = FormContext.load(form.context)
    draft = views_forms.parse_against(form.values, form_context)
    if form_context.followup_id is not None:
        found = await _followup(deps, form_context.followup_id)
        draft = replace(draft, strength=found.strength, ticket_url=found.ticket_url)
    return await _keep(deps, form, form_context, draft)


async def board_here(deps: Deps, team: TeamId, channel: ChannelId) -> Board:
    """The changes of this channel's incident. Raises UserError when it has no review yet."""
    _, review = await deps.db.read(
        review_service.required_in_channel, team, channel, lacking=service_listing.NO_REVIEW
    )
    return await _board(deps, review.id)


async def _keep(deps: Deps, form: Form, form_context: FormContext, draft: Draft) -> Reply:
    board, now = await _board(deps, form_context.review_id), deps.clock.now()
    found = problems(
        draft,
        has_factors=bool(board.factors),
        calendar=board.calendar,
        now=now,
        was_due_on=_due_before(board, form_context),
    )
    if found:
        return Problems(found)
    is_edit = form_context.followup_id is not None or form_context.idea_id is not None
    note = await note_in_review(deps, form, WORDS, form_context.review_id, is_edit=is_edit)
    if note:
        return note
    gesture = Gesture(by=form.user, at=now, key=form.key)
    if form_context.followup_id is None:
        kept = await deps.db.commit(service.add, form.team, form_context.review_id, draft, gesture)
    else:
        kept = await deps.db.commit(
            service.revise, form.team, form_context.followup_id, draft, form_context.shown, gesture
        )
    return await _told(deps, form, board, kept)


async def _told(deps: Deps, form: Form, board: Board, kept: FollowUp) -> Reply:
    """Where the channel can be written to, a whisper; else a page in the form's place."""
    key = service_telling.changes_key(board.review.id)
    post = await deps.db.read(find_post, form.team, key)
    is_change = kept.state is not FollowUpState.DECIDED_NOT
    message = views.change_kept(
        kept,
        is_shown=post is not None,
        asks_for_verb=is_change and not starts_with_verb(kept.text),
    )
    return Whisper(message, channel=board.incident.open_channel)


async def _edit_change(deps: Deps, press: Press, found: FollowUp, state: FollowUpState) -> Reply:
    """Who is no longer there, or said no, is not filled in again."""
    board = await _board(deps, found.review_id)
    draft = replace(draft_of(found), state=state)
    if found.needs_owner(board.away):
        draft = replace(draft, owner=None)
    if found.state is FollowUpState.DECIDED_NOT:
        draft = replace(draft, strength=None)
    history = views_moves.history(found, await deps.db.read(queries.history, found.id))
    form = _change_form(deps, board, draft, _editing(found, state), history)
    await open_form(deps, press, form)
    return None


async def _edit_against(deps: Deps, press: Press, found: FollowUp) -> Reply:
    board = await _board(deps, found.review_id)
    form_context = _editing(found, FollowUpState.DECIDED_NOT)
    await open_form(deps, press, views_forms.against_form(board, draft_of(found), form_context))
    return None


def _editing(found: FollowUp, state: FollowUpState) -> FormContext:
    return FormContext(
        review_id=found.review_id,
        followup_id=found.id,
        shown=fingerprint(draft_of(found)),
        idea_id=found.idea_id,
        state=state,
    )


def _change_form(
    deps: Deps,
    board: Board,
    draft: Draft,
    form_context: FormContext,
    history: Sequence[Block] = (),
) -> View:
    due_on = draft.due_on or usual_due_on(board.calendar, deps.clock.now())
    return views_forms.change_form(board, replace(draft, due_on=due_on), form_context, history)


def _due_before(board: Board, form_context: FormContext) -> date | None:
    due = {one.id: one.due_on for one in board.followups}
    return due.get(form_context.followup_id or 0)


async def open_form(deps: Deps, press: Press, form: View) -> None:
    """Open it on top of the page that was pressed in, if it was one."""
    slack = deps.slack(press.team)
    if press.view is not None:
        await slack.push_form(press.trigger, form)
    else:
        await slack.open_form(press.trigger, form)


async def _seen(deps: Deps, press: Press) -> FollowUp:
    """The change, for somebody who may see the incident that the form shows."""
    place = int(press.value), press.channel, press.user
    return await deps.db.read(service_listing.seen_followup, *place)


async def _followup(deps: Deps, followup_id: int) -> FollowUp:
    return await deps.db.read(service.required, followup_id)


async def _board(deps: Deps, review_id: int) -> Board:
    return await deps.db.read(queries.board, review_id, now=deps.clock.now())


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "change",
        on_change,
        help_line=Help("change [Reject imports that …]", "add a change that a review asks for"),
    ),
    on_press(views.ADD, on_add),
    on_press(views.ADD_AGAINST, on_add_against),
    on_press(views.EDIT, on_edit),
    on_press(views.MAKE_CHANGE, on_make_change),
    on_press(views.TAKE_IDEA, on_take_idea),
    on_form(views_forms.CHANGE_FORM, on_change_form),
    on_form(views_forms.AGAINST_FORM, on_against_form),
)
