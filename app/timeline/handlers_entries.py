"""Slack in, for entries by hand and the timeline to read."""

from datetime import datetime

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import FieldError, UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.incidents.views import ADD_NOTE, SHOW_TIMELINE
from app.slack.ids import ViewId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    NextPage,
    Press,
    Problems,
    Redrawn,
    Reply,
    Shortcut,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.slack.mrkdwn import Mrkdwn, mentioned_users, plain, without_mentions
from app.timeline import queries_entries, service_entries, views, views_entries
from app.timeline.rules_entries import Draft, Editable, Place, filled_in
from app.timeline.rules_moments import moment_typed
from app.timeline.service_entries import ChangedMeanwhileError
from app.timeline.views_entries import EntryContext
from app.wording.notes import note_in_incident
from app.wording.rules import said_anew
from app.workspace import queries as workspace_queries

SAY_SOMETHING = "Please say in a few words what happened."
GONE = "Its author deleted this message, so there is nothing left to edit."


async def on_note(deps: Deps, command: Command) -> Reply:
    incident = await _incident_here(deps, command)
    if not command.text:
        form = views_entries.add_form(incident)
        await deps.slack(command.team).open_form(command.trigger, form)
        return None
    gesture = _gesture(deps, command)
    occurred_at = await deps.db.commit(service_entries.add_note, incident, command.text, gesture)
    return Whisper(views.noted(occurred_at))


async def on_add_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    if press.view is None:
        await deps.slack(press.team).open_form(press.trigger, views_entries.add_form(incident))
        return None
    form = views_entries.add_form(incident, EntryContext.load(press.context).place)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_entry_form(deps: Deps, form: Form) -> Reply:
    carried, draft = EntryContext.load(form.context), views_entries.parse_entry(form.values)
    if carried.entry is not None:
        return await _edit(deps, form, carried, draft)
    if not draft.text:
        return Problems({"text": SAY_SOMETHING})
    incident = await deps.db.read(incident_queries.incident, carried.place.incident_id)
    note = await note_in_incident(deps, form, views_entries.WORDS, incident.id)
    if note:
        return note
    occurred_at = await deps.db.commit(
        service_entries.add_entry, incident, draft, _gesture(deps, form)
    )
    if form.beneath and carried.is_beneath:
        return await _redrawn(deps, form, {form.beneath: carried.place}, at=occurred_at)
    return Whisper(views.noted(occurred_at), channel=incident.channel)


async def on_timeline(deps: Deps, command: Command) -> Reply:
    incident = await _incident_here(deps, command)
    await _open(deps, command, incident)
    return None


async def on_timeline_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    is_inside = press.channel is not None and press.channel == incident.channel
    if not is_inside and not await deps.db.read(
        incident_queries.may_know_of, incident.id, press.user
    ):
        raise UserError(
            f"{incident.label} is private: its timeline opens in its channel, and for people who "
            "hold a role in it."
        )
    await _open(deps, press, incident)
    return None


async def on_choose_shown(deps: Deps, press: Press) -> Reply:
    place = EntryContext.load(press.context).place
    return await _turned(deps, press, Place(place.incident_id, press.value))


async def on_page_button(deps: Deps, press: Press) -> Reply:
    place = EntryContext.load(press.context).place
    return await _turned(deps, press, Place(place.incident_id, place.show, int(press.value)))


async def on_jump(deps: Deps, form: Form) -> Reply:
    """To the page on which that moment is; the form stays and shows it."""
    place, typed = EntryContext.load(form.context).place, views.parse_jump(form.values)
    at = None
    if typed:
        zone = await deps.db.read(queries_entries.reader_zone, form.team, form.user)
        workspace = await deps.db.read(workspace_queries.workspace, form.team)
        try:
            at = moment_typed(typed, zone or workspace.zone, deps.clock.now())
        except UserError as asked:
            raise FieldError("jump", asked.sentence) from None
    page = await deps.db.read(queries_entries.timeline_page, form.team, place, form.user, at=at)
    return NextPage(views.timeline_page(page))


async def on_edit_button(deps: Deps, press: Press) -> Reply:
    entry = await _editable(deps, int(press.value))
    form = await edit_form(deps, press, entry, place=EntryContext.load(press.context).place)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_remove(deps: Deps, press: Press) -> Reply:
    """Pressed in the form of an entry, which is a page about it afterwards."""
    carried, entry_id = EntryContext.load(press.context), int(press.value)
    gesture = _gesture(deps, press)
    await deps.db.commit(service_entries.remove_entry, press.team, entry_id, gesture)
    redrawn = await _redrawn(deps, press, _beneath(press, carried))
    top = {press.view: views_entries.removed_page(carried)} if press.view else {}
    return Redrawn({**top, **redrawn.views})


async def on_restore(deps: Deps, press: Press) -> Reply:
    """Pressed in the list of what was removed, or in the entry's form."""
    carried, entry_id = EntryContext.load(press.context), int(press.value)
    gesture = _gesture(deps, press)
    await deps.db.commit(service_entries.restore_entry, press.team, entry_id, gesture)
    if carried.entry is None:
        return await _turned(deps, press, carried.place)
    entry = await _editable(deps, entry_id)
    place = carried.place if carried.is_beneath else None
    top = {press.view: await edit_form(deps, press, entry, place=place)} if press.view else {}
    redrawn = await _redrawn(deps, press, _beneath(press, carried))
    return Redrawn({**top, **redrawn.views})


async def on_reword(deps: Deps, press: Press) -> Reply:
    """Pressed in a whisper, or on a page that stays beneath."""
    form = await reword_form(deps, press, await _editable(deps, int(press.value)))
    slack = deps.slack(press.team)
    if press.view is None:
        await slack.open_form(press.trigger, form)
    else:
        await slack.push_form(press.trigger, form)
    return None


async def edit_form(
    deps: Deps,
    asked: Press | Form | Shortcut,
    entry: Editable,
    *,
    place: Place | None = None,
    again: Draft | None = None,
) -> View:
    """The form of an entry, filled in, in the time zone of who asked for it."""
    incident = await deps.db.read(incident_queries.incident, entry.incident_id)
    zone = await deps.db.read(queries_entries.reader_zone, asked.team, asked.user)
    shown = await with_names(deps, asked, entry.text)
    return views_entries.edit_form(incident, entry, zone, shown=shown, place=place, again=again)


async def reword_form(deps: Deps, asked: Press, entry: Editable) -> View:
    """The form of an entry, filled in with what may be said instead of what judges."""
    incident = await deps.db.read(incident_queries.incident, entry.incident_id)
    zone = await deps.db.read(queries_entries.reader_zone, asked.team, asked.user)
    shown = await with_names(deps, asked, entry.text)
    instead = said_anew(filled_in(shown))
    return views_entries.reword_form(incident, entry, zone, shown=shown, instead=instead)


async def with_names(deps: Deps, asked: Press | Form | Shortcut, text: Mrkdwn) -> Mrkdwn:
    """A text whose mentions a form can show; those of people whom nobody knows stay ids."""
    users = mentioned_users(text)
    if not users:
        return text
    people = await deps.db.read(workspace_queries.people, asked.team, users)
    names = {user: person.name for user, person in people.items()}
    return without_mentions(text, lambda user: f"@{names.get(user) or user}")


async def _edit(deps: Deps, form: Form, carried: EntryContext, draft: Draft) -> Reply:
    entry_id, seen = carried.entry or 0, carried.seen
    entry = await _editable(deps, entry_id)
    if seen is None or (not draft.text and entry.text):
        return Problems({"text": SAY_SOMETHING})
    note = await note_in_incident(
        deps, form, views_entries.WORDS, entry.incident_id, is_edit=True, said=plain(entry.text)
    )
    if note:
        return note
    gesture = _gesture(deps, form)
    try:
        await deps.db.commit(service_entries.edit_entry, form.team, entry_id, draft, seen, gesture)
    except ChangedMeanwhileError:
        place = carried.place if carried.is_beneath else None
        entry = await _editable(deps, entry_id)
        return NextPage(await edit_form(deps, form, entry, place=place, again=draft))
    if form.beneath and carried.is_beneath:
        return await _redrawn(deps, form, {form.beneath: carried.place})
    return Whisper(views.saved())


async def _incident_here(deps: Deps, command: Command) -> Incident:
    return await deps.db.read(incident_service.required_in_channel, command.team, command.channel)


async def _editable(deps: Deps, entry_id: int) -> Editable:
    entry = await deps.db.read(queries_entries.editable, entry_id)
    if entry is None:
        raise UserError(GONE)
    return entry


async def _open(deps: Deps, asked: Command | Press, incident: Incident) -> None:
    view = await _page(deps, asked, Place(incident.id))
    await deps.slack(asked.team).open_form(asked.trigger, view)


async def _turned(deps: Deps, press: Press, place: Place) -> Redrawn:
    return await _redrawn(deps, press, {press.view: place} if press.view else {})


def _beneath(press: Press, carried: EntryContext) -> dict[ViewId, Place]:
    return {press.beneath: carried.place} if press.beneath and carried.is_beneath else {}


async def _redrawn(
    deps: Deps, asked: Press | Form, places: dict[ViewId, Place], *, at: datetime | None = None
) -> Redrawn:
    """These pages as they are now."""
    return Redrawn({form: await _page(deps, asked, place, at=at) for form, place in places.items()})


async def _page(
    deps: Deps, asked: Command | Press | Form, place: Place, *, at: datetime | None = None
) -> View:
    page = await deps.db.read(queries_entries.timeline_page, asked.team, place, asked.user, at=at)
    return views.timeline_page(page)


def _gesture(deps: Deps, asked: Command | Press | Form) -> Gesture:
    return Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "note",
        on_note,
        help_line=Help(
            "note [14:05] text", "add to the timeline; yesterday 23:50 and 10 min ago work, too"
        ),
    ),
    on_command(
        "timeline",
        on_timeline,
        help_line=Help("timeline", "show what is kept so far, and change it"),
    ),
    on_press(ADD_NOTE, on_add_button),
    on_form(views_entries.ENTRY_FORM, on_entry_form),
    on_press(SHOW_TIMELINE, on_timeline_button),
    on_press(views.CHOOSE_SHOWN, on_choose_shown),
    on_press(views.EARLIER, on_page_button),
    on_press(views.LATER, on_page_button),
    on_form(views.TIMELINE_FORM, on_jump),
    on_press(views.EDIT, on_edit_button),
    on_press(views_entries.REWORD, on_reword),
    on_press(views_entries.REMOVE, on_remove),
    on_press(views_entries.RESTORE, on_restore),
)
