"""Slack in, for having a shared review come back."""

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.slack.ids import TeamId
from app.slack.listeners import (
    Form,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    Whisper,
    on_form,
    on_press,
)
from app.summaries import queries_anniversary, service_anniversary, views_anniversary
from app.summaries.rules_anniversary import may_come_back
from app.workspace import queries as workspace_queries


async def on_ask(deps: Deps, press: Press) -> Reply:
    """On the card of a shared review, or in its checklist."""
    form, slack = await _form(deps, press.team, int(press.value)), deps.slack(press.team)
    if press.view is None:
        await slack.open_form(press.trigger, form)
    else:
        await slack.push_form(press.trigger, form)
    return None


async def on_asked(deps: Deps, form: Form) -> Reply:
    channel, months = views_anniversary.parse_bring_back(form.values)
    if channel is None:
        return Problems({"channel": "Please choose the channel that it comes back to."})
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    ask, review_id = service_anniversary.ask, int(form.context)
    due_at = await deps.db.commit(ask, form.team, review_id, channel, months, gesture)
    return Whisper(views_anniversary.will_come_back(channel, due_at))


async def on_take_back(deps: Deps, press: Press) -> Reply:
    review_id, channel = views_anniversary.parse_place(press.value)
    await deps.db.commit(service_anniversary.take_back, review_id, channel)
    form = await _form(deps, press.team, review_id)
    return Redrawn({press.view: form} if press.view else {})


async def _form(deps: Deps, team: TeamId, review_id: int) -> View:
    """UserError when everybody may not read it."""
    incident, review = await deps.db.read(review_queries.with_incident, review_id)
    if not may_come_back(incident, review):
        raise UserError(service_anniversary.NOT_SHARED)
    upcoming = await deps.db.read(queries_anniversary.anniversaries, review_id)
    workspace = await deps.db.read(workspace_queries.workspace, team)
    usual = workspace.choices.announce_channel
    return views_anniversary.bring_back_form(incident.label, review_id, upcoming, usual)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_anniversary.ASK, on_ask),
    on_form(views_anniversary.FORM, on_asked),
    on_press(views_anniversary.TAKE_BACK, on_take_back),
)
