"""Slack in, for a review of something that has passed without an incident."""

from app.deps import Deps
from app.incidents.service import Gesture
from app.reviews import service_past, views_past
from app.slack.ids import TeamId, UserId
from app.slack.listeners import Command, Form, Listener, Problems, Reply, on_form
from app.workspace import queries as workspace_queries
from app.workspace.standing import require_starter


async def ask_for_past(deps: Deps, command: Command) -> Reply:
    """The form, where a command was typed that belongs to no incident."""
    proposal = await deps.db.read(
        service_past.propose_for_past, command.team, command.user, now=deps.clock.now()
    )
    form = views_past.past_form(command.text, proposal, answer_to=command.answer_to)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_past_form(deps: Deps, form: Form) -> Reply:
    now = deps.clock.now()
    past = views_past.parse_past(form.values, by=form.user, now=now)
    if isinstance(past, dict):
        return Problems(past)
    await require_starter(deps, form, "title")
    chosen = past.resolution.facilitator
    if chosen is not None and await _is_bot(deps, form.team, chosen):
        return Problems({"facilitator": "A bot can't facilitate. Please choose a person."})
    await deps.db.commit(
        service_past.open_past,
        form.team,
        past.declaration,
        past.resolution,
        Gesture(by=form.user, at=now, key=form.key),
        answer_to=form.context,
    )
    return None


async def _is_bot(deps: Deps, team: TeamId, user: UserId) -> bool:
    return await deps.db.read(workspace_queries.is_bot, team, user)


LISTENERS: tuple[Listener[Deps], ...] = (on_form(views_past.PAST_FORM, on_past_form),)
