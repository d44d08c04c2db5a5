"""Slack in, for the timeline: marks, edits, deletions, notes, pages."""

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.incidents.views import ADD_NOTE, SHOW_TIMELINE
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.listeners import (
    Command,
    Event,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_command,
    on_event,
    on_form,
    on_press,
)
from app.slack.messages import words_of
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, rules, service, views
from app.timeline.rules import Mark


async def on_reaction(deps: Deps, event: Event) -> Reply:
    """A mark put on or taken off; other emoji cost nothing."""
    body, item = event.body, event.body["item"]
    emoji = rules.base_emoji(body["reaction"])
    meaning = rules.meaning_of(emoji)
    if item.get("type") != "message" or meaning is None:
        return None
    mark = Mark(
        channel=ChannelId(item["channel"]),
        ts=MessageTs(item["ts"]),
        user=UserId(body["user"]),
        emoji=emoji,
        meaning=meaning,
        is_on=body["type"] == "reaction_added",
        event_ts=body["event_ts"],
    )
    await deps.db.commit(service.change_mark, event.team, mark, now=deps.clock.now())
    return None


async def on_edit(deps: Deps, event: Event) -> Reply:
    """A message that says something else now; unfurled links and new replies do not count."""
    message = event.body["message"]
    if rules.is_tombstone(message):
        return await _deleted(deps, event, MessageTs(message["ts"]))
    if words_of(message) == words_of(event.body.get("previous_message") or {}):
        return None
    await deps.db.commit(
        service.follow_edit,
        event.team,
        ChannelId(event.body["channel"]),
        rules.found_message(message),
        now=deps.clock.now(),
    )
    return None


async def on_deletion(deps: Deps, event: Event) -> Reply:
    return await _deleted(deps, event, MessageTs(event.body["deleted_ts"]))


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


async def _deleted(deps: Deps, event: Event, ts: MessageTs) -> Reply:
    await deps.db.commit(
        service.follow_deletion,
        event.team,
        ChannelId(event.body["channel"]),
        ts,
        now=deps.clock.now(),
    )
    return None


async def _note(deps: Deps, asked: Command | Form, incident: Incident, text: Mrkdwn) -> Reply:
    gesture = Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)
    occurred_at = await deps.db.commit(service.add_note, incident, text, gesture)
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
    on_event("reaction_added", on_reaction),
    on_event("reaction_removed", on_reaction),
    on_event("message.message_changed", on_edit),
    on_event("message.message_deleted", on_deletion),
)
