"""Slack in, for decisions."""

from app.deps import Deps
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.service import Gesture
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.slack.mrkdwn import NOTHING
from app.timeline import queries_decisions, service_decisions
from app.timeline import views_decisions as views
from app.timeline.rules_decisions import ANSWERS
from app.wording.notes import note_in_incident


async def on_decision(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    unexplained = (
        []
        if command.text
        else await deps.db.read(queries_decisions.unexplained_decisions, incident.id)
    )
    form = (
        views.decision_list(incident, unexplained)
        if unexplained
        else views.decision_form(incident, command.text)
    )
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_new_decision(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    form = views.decision_form(incident, NOTHING)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_explain(deps: Deps, press: Press) -> Reply:
    """Pressed in the list of decisions, or in the whisper that asks."""
    decided = await deps.db.read(queries_decisions.decision, int(press.value))
    slack, form = deps.slack(press.team), views.explain_form(decided, asked_in=press.whisper)
    if press.view is None:
        await slack.open_form(press.trigger, form)
    else:
        await slack.push_form(press.trigger, form)
    return None


async def on_decision_form(deps: Deps, form: Form) -> Reply:
    new = views.parse_decision(form.values)
    if new.words is None:
        return Problems({"words": "Please say in a few words what was decided."})
    incident = await deps.db.read(incident_queries.incident, int(form.context))
    note = await note_in_incident(deps, form, views.WORDS, incident.id)
    if note:
        return note
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    decided_at = await deps.db.commit(
        service_decisions.decide, incident, new.words, new.when, new.told, gesture
    )
    return Whisper(views.decision_kept(decided_at), channel=incident.channel)


async def on_explain_form(deps: Deps, form: Form) -> Reply:
    answer = views.parse_explanation(form.values, form.context)
    if answer.told.assumed is None:
        return Problems({"assumed": "Please say it in a line; “nothing I know of” is an answer."})
    decided = await deps.db.read(queries_decisions.decision, answer.entry_id)
    note = await note_in_incident(deps, form, ANSWERS, decided.incident_id, is_edit=True)
    if note:
        return note
    await deps.db.commit(service_decisions.explain, answer.entry_id, answer.told, answer.seen)
    incident = await deps.db.read(incident_queries.incident, decided.incident_id)
    if form.beneath is None:
        return Whisper(views.explanation_kept(), channel=incident.channel, answers=answer.asked_in)
    left = await deps.db.read(queries_decisions.unexplained_decisions, incident.id)
    return Redrawn({form.beneath: views.decision_list(incident, left)})


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "decision",
        on_decision,
        help_line=Help("decision [text]", "keep a decision, or tell what one assumed"),
    ),
    on_press(views.OPEN_DECISION_FORM, on_new_decision),
    on_press(views.EXPLAIN, on_explain),
    on_form(views.DECISION_FORM, on_decision_form),
    on_form(views.EXPLAIN_FORM, on_explain_form),
)
