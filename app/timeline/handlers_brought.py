"""Slack in, for messages that are added to a timeline by the shortcut, from any conversation."""

from collections.abc import Sequence
from datetime import timedelta

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, MessageTs
from app.slack.listeners import (
    Form,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    Shortcut,
    Whisper,
    on_form,
    on_press,
    on_shortcut,
)
from app.slack.mrkdwn import esc
from app.timeline import queries_entries, rules, service_entries, views, views_entries
from app.timeline.handlers_entries import SAY_SOMETHING, edit_form, with_names
from app.timeline.rules import said_at
from app.timeline.rules_entries import Brought, Draft, filled_in, fingerprint
from app.timeline.rules_moments import spelled
from app.wording.notes import note_in_incident
from app.wording.views import NOTE
from app.workspace import queries as workspace_queries

ADD_TO_TIMELINE = "timeline.add_message"
TAKES_MESSAGES_FOR = timedelta(days=14)
"""After an incident is resolved; its review is over by then, and its list would grow for ever."""

LONGEST_LABEL = 80


async def on_add_to_timeline(deps: Deps, shortcut: Shortcut) -> Reply:
    """The form of a message; of one that is kept already, the form of its entry."""
    message, channel = shortcut.message, shortcut.channel
    if channel is None or "ts" not in message:
        return None
    incidents = await _incidents(deps, shortcut, channel)
    workspace = await deps.db.read(workspace_queries.workspace, shortcut.team)
    if not incidents:
        raise UserError(
            "No incident is open that this could be added to. `/incident start` opens one."
        )
    if message.get("user") == workspace.bot_user:
        raise UserError("That is one of mine, so there is nothing to add. Take what people say.")
    ids = [incident.id for incident in incidents]
    entry = await deps.db.read(queries_entries.kept_message, ids, channel, MessageTs(message["ts"]))
    if entry is not None:
        form = await edit_form(deps, shortcut, entry)
    else:
        brought, draft = await _brought(deps, shortcut, channel)
        form = views_entries.bring_form(incidents, brought, incidents[0], draft)
    await deps.slack(shortcut.team).open_form(shortcut.trigger, form)
    return None


async def on_choose_incident(deps: Deps, press: Press) -> Reply:
    """Who will be able to read it depends on the incident."""
    brought = Brought.load(press.context)
    incidents = await _incidents(deps, press, brought.channel)
    chosen = [incident for incident in incidents if str(incident.id) == press.value]
    if press.view is None or not chosen:
        return None
    draft = views_entries.parse_entry(press.values)
    form = views_entries.bring_form(incidents, brought, chosen[0], draft)
    return Redrawn({press.view: press.shown.kept_in(form, NOTE)})


async def on_bring_form(deps: Deps, form: Form) -> Reply:
    brought, draft = (
        Brought.load(form.context),
        views_entries.parse_entry(form.values),
    )
    incidents = await _incidents(deps, form, brought.channel)
    chosen = views_entries.parse_incident(form.values)
    incident = next((one for one in incidents if one.id == chosen), None)
    if incident is None:
        return Problems({"incident": "This one takes no messages any more. Please choose another."})
    if not draft.text and brought.is_reworded_in(draft):
        return Problems({"text": SAY_SOMETHING})
    note = await note_in_incident(deps, form, views_entries.WORDS, incident.id, is_edit=True)
    if note:
        return note
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    occurred_at = await deps.db.commit(
        service_entries.keep_brought, incident, brought, draft, gesture
    )
    return Whisper(views.kept(incident, occurred_at))


async def _incidents(
    deps: Deps, asked: Shortcut | Press | Form, channel: ChannelId
) -> Sequence[Incident]:
    """Those that the person can choose: the one of this channel first, which they are in."""
    here = await deps.db.read(incident_queries.incident_in_channel, asked.team, channel)
    since = deps.clock.now() - TAKES_MESSAGES_FOR
    recent = await deps.db.read(
        incident_queries.recent_incidents, asked.team, asked.user, since=since
    )
    return [*([here] if here else []), *(one for one in recent if not here or one.id != here.id)]


async def _brought(deps: Deps, shortcut: Shortcut, channel: ChannelId) -> tuple[Brought, Draft]:
    """The message to be carried along, and what the form is filled in with."""
    found = rules.found_message(shortcut.message)
    zone = await deps.db.read(queries_entries.reader_zone, shortcut.team, shortcut.user)
    words = filled_in(await with_names(deps, shortcut, found.text))
    when = spelled(said_at(found.ts), zone)
    brought = Brought(
        channel=channel,
        ts=found.ts,
        thread=found.thread,
        author=found.author,
        label=found.author_label and found.author_label[:LONGEST_LABEL],
        text=found.text,
        filled_in=fingerprint(words),
        when=when,
    )
    return brought, Draft(text=esc(words), when=when)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_shortcut(ADD_TO_TIMELINE, on_add_to_timeline),
    on_press(views_entries.CHOOSE_INCIDENT, on_choose_incident),
    on_form(views_entries.BRING_FORM, on_bring_form),
)
