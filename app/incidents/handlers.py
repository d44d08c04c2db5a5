"""Slack in, for incidents: parse, ask, decide, store."""

from collections.abc import Mapping
from typing import Any

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries, rules, service, service_presence, views, views_forms
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.incidents.views_forms import StartContext
from app.slack.ids import ChannelId, UserId
from app.slack.listeners import (
    Command,
    Event,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Reply,
    Shortcut,
    Whisper,
    on_command,
    on_event,
    on_form,
    on_press,
    on_shortcut,
)
from app.slack.messages import words_of
from app.slack.mrkdwn import NOTHING, Mrkdwn, clip, harmless
from app.vocabulary import ChannelState, Severity, State
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace.standing import require_starter

START_SHORTCUT = "incidents.start"
START_FROM_MESSAGE = "incidents.start_from_message"


async def on_start(deps: Deps, command: Command) -> Reply:
    first, _, rest = command.text.partition(" ")
    is_here = first.lower() == "here"
    if is_here:
        await _check_can_start_here(deps, command)
    title, severity = rules.spoken_title(Mrkdwn(rest) if is_here else command.text)
    form = views_forms.start_form(
        title,
        declarer=command.user,
        severity=severity or Severity.SEV2,
        carried=StartContext(
            answer_to=command.answer_to, here=command.channel if is_here else None
        ),
    )
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_start_elsewhere(deps: Deps, asked: Press | Shortcut) -> Reply:
    form = views_forms.start_form(NOTHING, declarer=asked.user)
    await deps.slack(asked.team).open_form(asked.trigger, form)
    return None


async def on_start_from_message(deps: Deps, shortcut: Shortcut) -> Reply:
    message = shortcut.message
    text = words_of(message)
    form = views_forms.start_form(
        Mrkdwn(text.strip().split("\n")[0]),
        declarer=shortcut.user,
        carried=StartContext(_carried(message, text, shortcut.channel)),
    )
    await deps.slack(shortcut.team).open_form(shortcut.trigger, form)
    return None


async def on_start_form(deps: Deps, form: Form) -> Reply:
    title, declaration = views_forms.parse_start(form.values, declarer=form.user)
    problems = rules.declaration_problems(title)
    if problems:
        return Problems(problems)
    await require_starter(deps, form, "title")
    if await deps.db.read(workspace_queries.is_bot, form.team, declaration.lead):
        return Problems({"lead": "A bot can't lead an incident. Please choose a person."})
    context = StartContext.load(form.context)
    await deps.db.commit(
        service.declare,
        form.team,
        declaration,
        _gesture(deps, form),
        carried=context.message,
        answer_to=context.answer_to,
        here=context.here,
    )
    return None


async def on_status(deps: Deps, command: Command) -> Reply:
    incident = await _incident_here(deps, command)
    word, note = [*command.text.split(maxsplit=1), "", ""][:2]
    state = rules.state_named(word)
    if not command.text:
        await deps.slack(command.team).open_form(command.trigger, views_forms.state_form(incident))
        return None
    if state is State.RESOLVED:
        raise UserError("To end the incident, type `/incident resolve`: it asks what eased it.")
    if state is None:
        names = ", ".join(
            f"`{rules.STATE_LABELS[state].lower()}`" for state in views_forms.CHANGEABLE
        )
        raise UserError(
            f"I don't know the state “{harmless(clip(Mrkdwn(word), 40))}”. "
            f"Please use one of {names}, then a sentence if you like."
        )
    await _change_state(deps, command, incident, state, Mrkdwn(note.strip()) or None)
    return None


async def on_state_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(queries.incident, int(press.value))
    await deps.slack(press.team).open_form(press.trigger, views_forms.state_form(incident))
    return None


async def on_severity_button(deps: Deps, press: Press) -> Reply:
    incident = await _incident_of(deps, press)
    await deps.slack(press.team).open_form(press.trigger, views_forms.severity_form(incident))
    return None


async def on_state_form(deps: Deps, form: Form) -> Reply:
    incident = await deps.db.read(queries.incident, int(form.context))
    state, note = views_forms.parse_state(form.values)
    await _change_state(deps, form, incident, state, note)
    return None


async def on_severity(deps: Deps, command: Command) -> Reply:
    incident = await _incident_here(deps, command)
    if not command.text:
        form = views_forms.severity_form(incident)
        await deps.slack(command.team).open_form(command.trigger, form)
        return None
    severity = rules.severity_named(command.text)
    if severity is None:
        raise UserError("Please use `sev1`, `sev2`, `sev3` or `near miss`.")
    await deps.db.commit(service.change_severity, incident, severity, _gesture(deps, command))
    return None


async def on_severity_form(deps: Deps, form: Form) -> Reply:
    incident = await deps.db.read(queries.incident, int(form.context))
    severity = views_forms.parse_severity(form.values)
    await deps.db.commit(service.change_severity, incident, severity, _gesture(deps, form))
    return None


async def on_list(deps: Deps, asked: Command | Press) -> Reply:
    incidents = await deps.db.read(queries.open_incidents, asked.team, asked.user)
    return Whisper(views.incident_list(incidents))


async def on_join(deps: Deps, event: Event) -> Reply:
    """Somebody new to meet; or the bot itself, brought back to where it had been removed."""
    user, channel = UserId(event.body["user"]), ChannelId(event.body["channel"])
    incident_id = await deps.db.read(queries.incident_id_in_channel, event.team, channel)
    if incident_id is None:
        return None
    workspace = await deps.db.read(workspace_queries.workspace, event.team)
    if user == workspace.bot_user:
        await _channel_became(deps, event, ChannelState.OPEN)
    else:
        await deps.db.commit(service_presence.came, event.team, channel, user)
        await deps.db.commit(workspace_service.meet, event.team, {user}, now=deps.clock.now())
    return None


async def on_leave(deps: Deps, event: Event) -> Reply:
    """Somebody left, or was removed: of a private incident they know no more."""
    user, channel = UserId(event.body["user"]), ChannelId(event.body["channel"])
    if await deps.db.read(queries.incident_id_in_channel, event.team, channel) is not None:
        await deps.db.commit(service_presence.went, event.team, channel, user)
    return None


async def on_rename(deps: Deps, event: Event) -> Reply:
    channel = event.body["channel"]
    await deps.db.commit(
        service.rename_channel, event.team, ChannelId(channel["id"]), channel["name"]
    )
    return None


async def on_archive(deps: Deps, event: Event) -> Reply:
    await _channel_became(deps, event, ChannelState.ARCHIVED)
    return None


async def on_unarchive(deps: Deps, event: Event) -> Reply:
    await _channel_became(deps, event, ChannelState.OPEN)
    return None


async def on_delete(deps: Deps, event: Event) -> Reply:
    await _channel_became(deps, event, ChannelState.GONE)
    return None


async def on_left(deps: Deps, event: Event) -> Reply:
    await _channel_became(deps, event, ChannelState.LEFT)
    return None


async def _check_can_start_here(deps: Deps, command: Command) -> None:
    if command.channel.startswith("D"):
        raise UserError(
            "A direct message can't become an incident's channel. Type `/incident start` instead: "
            "it opens one."
        )
    await deps.db.read(service.check_channel_is_free, command.team, command.channel)


async def _incident_here(deps: Deps, command: Command) -> Incident:
    return await deps.db.read(service.required_in_channel, command.team, command.channel)


async def _incident_of(deps: Deps, press: Press) -> Incident:
    """The incident whose card a menu's option was chosen on."""
    channel = press.channel or ChannelId("")
    return await deps.db.read(service.required_in_channel, press.team, channel)


async def _change_state(
    deps: Deps, asked: Command | Form, incident: Incident, state: State, note: Mrkdwn | None
) -> None:
    await deps.db.commit(service.change_state, incident, state, note, _gesture(deps, asked))


async def _channel_became(deps: Deps, event: Event, state: ChannelState) -> None:
    channel = ChannelId(event.body["channel"])
    await deps.db.commit(
        service.change_channel_state, event.team, channel, state, now=deps.clock.now()
    )


def _gesture(deps: Deps, asked: Command | Form) -> Gesture:
    return Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)


def _carried(
    message: Mapping[str, Any], text: Mrkdwn, channel: ChannelId | None
) -> dict[str, str] | None:
    if channel is None or "ts" not in message:
        return None
    return {
        "channel": channel,
        "ts": message["ts"],
        "thread_ts": message.get("thread_ts", ""),
        "author": message.get("user", ""),
        "text": text,
    }


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "start",
        on_start,
        help_line=Help(
            "start [here] [title]",
            "open a channel for what is going wrong; start here uses the one you are in",
        ),
    ),
    on_command(
        "status",
        on_status,
        help_line=Help(
            "status [state] [text]",
            "say where it stands: investigating, identified, monitoring or canceled",
        ),
    ),
    on_command(
        "severity",
        on_severity,
        help_line=Help("severity [sev2]", "change it to sev1, sev2, sev3 or near miss"),
    ),
    on_command("list", on_list, help_line=Help("list", "show the open incidents")),
    on_shortcut(START_SHORTCUT, on_start_elsewhere),
    on_shortcut(START_FROM_MESSAGE, on_start_from_message),
    on_press(views.OPEN_START_FORM, on_start_elsewhere),
    on_press(views.SHOW_LIST, on_list),
    on_form(views_forms.START_FORM, on_start_form),
    on_press(views.OPEN_STATE_FORM, on_state_button),
    on_form(views_forms.STATE_FORM, on_state_form),
    on_press(views.OPEN_SEVERITY_FORM, on_severity_button),
    on_form(views_forms.SEVERITY_FORM, on_severity_form),
    on_event("member_joined_channel", on_join),
    on_event("member_left_channel", on_leave),
    on_event("channel_rename", on_rename),
    on_event("group_rename", on_rename),
    on_event("channel_archive", on_archive),
    on_event("group_archive", on_archive),
    on_event("channel_unarchive", on_unarchive),
    on_event("group_unarchive", on_unarchive),
    on_event("channel_deleted", on_delete),
    on_event("group_deleted", on_delete),
    on_event("channel_left", on_left),
    on_event("group_left", on_left),
)
