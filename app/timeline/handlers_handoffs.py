"""Slack in, for hand-offs, and for the lead of an incident, which changes with one."""

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.incidents.views import OPEN_LEAD_FORM
from app.slack.ids import ChannelId, UserId
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
from app.slack.mrkdwn import Mrkdwn, mentioned_users
from app.timeline import queries_handoffs, service_handoffs
from app.timeline import views_handoffs as views


async def on_handoff(deps: Deps, command: Command) -> Reply:
    incident = await _incident_here(deps, command)
    receiver = _one_person(command.text) if command.text else None
    if command.text and receiver is None:
        raise UserError("Please name one person, like `/incident handoff @maria`.")
    so_far = await deps.db.read(service_handoffs.so_far, incident)
    holds_lead = incident.lead == command.user
    form = views.handoff_form(incident, so_far, receiver=receiver, holds_lead=holds_lead)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_lead(deps: Deps, command: Command) -> Reply:
    """The lead changes at once; who gives it to somebody else is asked where things stand."""
    incident = await _incident_here(deps, command)
    if not command.text:
        await _open_lead_form(deps, command, incident)
        return None
    is_me = command.text.lower() == "me"
    lead = command.user if is_me else _one_person(command.text)
    if lead is None:
        raise UserError(
            "Please name one person, like `/incident lead @maria`, or take it: `/incident lead me`."
        )
    gesture = Gesture(by=command.user, at=deps.clock.now(), key=command.key)
    entry_id = await deps.db.commit(service_handoffs.give_lead, incident, lead, gesture)
    given = await deps.db.read(queries_handoffs.given, entry_id)
    if given is None or not given.awaits_answer:
        return None
    so_far = await deps.db.read(service_handoffs.so_far, incident)
    form = views.describe_form(incident, so_far, given)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_lead_button(deps: Deps, press: Press) -> Reply:
    channel = press.channel or ChannelId("")
    incident = await deps.db.read(incident_service.required_in_channel, press.team, channel)
    await _open_lead_form(deps, press, incident)
    return None


async def on_handoff_form(deps: Deps, form: Form) -> Reply:
    incident_id, draft = views.parse_handoff(form.values, form.context)
    incident = await deps.db.read(incident_queries.incident, incident_id)
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    await deps.db.commit(service_handoffs.hand_off, incident, draft, gesture)
    return None


async def on_describe_form(deps: Deps, form: Form) -> Reply:
    entry_id, draft = views.parse_description(form.values, form.context)
    now = deps.clock.now()
    await deps.db.commit(service_handoffs.describe, form.team, entry_id, draft, now=now)
    return None


async def on_have_it(deps: Deps, press: Press) -> Reply:
    given = await deps.db.read(queries_handoffs.given, int(press.value))
    given = service_handoffs.check_is_receiver(given, press.user)
    if given.handoff.received_at is not None:
        return Whisper(views.had_already(given))
    await deps.slack(press.team).open_form(press.trigger, views.read_back_form(given))
    return None


async def on_read_back_form(deps: Deps, form: Form) -> Reply:
    words = views.parse_read_back(form.values)
    if words is None:
        return Problems({"read_back": "A few words are enough: what do you take over?"})
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    await deps.db.commit(service_handoffs.read_back, form.team, int(form.context), words, gesture)
    return None


async def _open_lead_form(deps: Deps, asked: Command | Press, incident: Incident) -> None:
    so_far = await deps.db.read(service_handoffs.so_far, incident)
    await deps.slack(asked.team).open_form(asked.trigger, views.lead_form(incident, so_far))


async def _incident_here(deps: Deps, command: Command) -> Incident:
    return await deps.db.read(incident_service.required_in_channel, command.team, command.channel)


def _one_person(text: Mrkdwn) -> UserId | None:
    users = mentioned_users(text)
    return users[0] if len(users) == 1 else None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "handoff",
        on_handoff,
        help_line=Help("handoff [@maria]", "hand something over, with where it stands"),
    ),
    on_command(
        "lead", on_lead, help_line=Help("lead [@maria]", "hand the lead to somebody, or take it")
    ),
    on_press(OPEN_LEAD_FORM, on_lead_button),
    on_press(views.HAVE_IT, on_have_it),
    on_form(views.HANDOFF_FORM, on_handoff_form),
    on_form(views.DESCRIBE_FORM, on_describe_form),
    on_form(views.READ_BACK_FORM, on_read_back_form),
)
