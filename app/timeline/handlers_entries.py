"""Slack in, for entries by hand and the timeline to read."""

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.incidents.views import ADD_NOTE, SHOW_TIMELINE
from app.slack.ids import ChannelId
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
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, service_entries, views


async def on_note(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    if not command.text:
        await deps.slack(command.team).open_form(command.trigger, views.note_form(incident))
        return None
    return await _note(deps, command, incident, command.text)


async def on_note_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    await deps.slack(press.team).open_form(press.trigger, views.note_form(incident))
    return None


async def on_note_form(deps: Deps, form: Form) -> Reply:
    text = views.parse_note(form.values)
    if text is None:
        return Problems({"text": "Please say in a few words what happened."})
    incident = await deps.db.read(incident_queries.incident, int(form.context))
    try:
        return await _note(deps, form, incident, text)
    except UserError as error:
        return Problems({"text": error.sentence})


async def on_timeline(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    return await _page(deps, incident, page=None)


async def on_timeline_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    return await _page(deps, incident, page=None)


async def on_page_button(deps: Deps, press: Press) -> Reply:
    incident_id, _, page = press.value.partition(":")
    incident = await deps.db.read(incident_queries.incident, int(incident_id))
    return await _page(deps, incident, page=int(page), replaces=True)


async def _note(deps: Deps, asked: Command | Form, incident: Incident, text: Mrkdwn) -> Reply:
    gesture = Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)
    occurred_at = await deps.db.commit(service_entries.add_note, incident, text, gesture)
    return Whisper(views.noted(occurred_at), channel=_outside_of(asked, incident))


async def _page(
    deps: Deps, incident: Incident, *, page: int | None, replaces: bool = False
) -> Reply:
    """The page asked for, else the last one: what happened most recently."""
    length = await deps.db.read(queries.timeline_length, incident.id)
    pages = max(1, -(-length // views.PAGE_SIZE))
    page = min(max(page or pages, 1), pages)
    entries = await deps.db.read(
        queries.timeline,
        incident.id,
        offset=(page - 1) * views.PAGE_SIZE,
        limit=views.PAGE_SIZE,
    )
    return Whisper(views.timeline_page(incident, entries, page, pages), replaces=replaces)


def _outside_of(asked: Command | Form, incident: Incident) -> ChannelId | None:
    """A form has no channel of its own: its answer is whispered in the incident's."""
    return incident.channel if isinstance(asked, Form) else None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "note",
        on_note,
        help_line=Help("note [14:05] text", "add a line to the timeline, at your own clock's time"),
    ),
    on_command("timeline", on_timeline, help_line=Help("timeline", "show what is kept so far")),
    on_press(ADD_NOTE, on_note_button),
    on_form(views.NOTE_FORM, on_note_form),
    on_press(SHOW_TIMELINE, on_timeline_button),
    on_press(views.EARLIER, on_page_button),
    on_press(views.LATER, on_page_button),
)
