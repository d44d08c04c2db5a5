"""Slack in, for findings: adding one from anywhere, and the list of what is found."""

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries, queries_findings, queries_rewind, service, service_findings
from app.reviews import views_findings as forms
from app.reviews import views_findings_page as pages
from app.reviews.rules_finding_forms import Adding, FindingPage, Opened, left_out, offered_entries
from app.reviews.views_stops import ADD_FINDING
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    Shortcut,
    Whisper,
    on_command,
    on_form,
    on_press,
    on_shortcut,
)
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.timeline import queries as timeline_queries
from app.timeline import queries_entries, views_entries
from app.timeline.views_entries import EntryContext
from app.vocabulary import FactorGroup, FindingKind
from app.wording.notes import note_in_review

FIND_HERE = "reviews.find_here"
NO_REVIEW = (
    "Findings belong to the review, which is scheduled when the incident is resolved: "
    "`/incident resolve`. Until then, keep what you see with :pushpin:."
)
GONE = "This finding is gone. `/incident findings` shows what there is."


async def on_finding(deps: Deps, command: Command) -> Reply:
    _, review = await deps.db.read(
        service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    form = await finding_form(deps, Adding(review=review.id), text=command.text)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def on_findings(deps: Deps, command: Command) -> Reply:
    _, review = await deps.db.read(
        service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    view = await findings_list(deps, review.id, 1)
    await deps.slack(command.team).open_form(command.trigger, view)
    return None


async def on_shortcut_here(deps: Deps, shortcut: Shortcut) -> Reply:
    """On a message of an incident's channel: what it shows is picked where it is kept."""
    channel = shortcut.channel or ChannelId("")
    incident, review = await deps.db.read(
        service.required_in_channel, shortcut.team, channel, lacking=NO_REVIEW
    )
    ts = MessageTs(shortcut.message["ts"])
    entry = await deps.db.read(queries_entries.kept_message, [incident.id], channel, ts)
    near = entry.id if entry else None
    form = await finding_form(deps, Adding(review=review.id), near=near)
    await deps.slack(shortcut.team).open_form(shortcut.trigger, form)
    return None


async def on_add_at_stop(deps: Deps, press: Press) -> Reply:
    stop = await deps.db.read(queries_rewind.stop, int(press.value))
    if stop is None:
        raise UserError("This stop is no longer part of the rewind. `/incident review` shows it.")
    review_id = await deps.db.read(queries_rewind.review_id_of_stop, stop.id)
    adding = Adding(review=review_id, stop=stop.id)
    form = await finding_form(deps, adding, near=stop.entry_id)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_add_at_entry(deps: Deps, press: Press) -> Reply:
    """Pressed in the form of an entry, which is chosen as what shows it."""
    incident_id = EntryContext.load(press.context).place.incident_id
    review = await deps.db.read(queries.review_of, incident_id)
    if review is None:
        raise UserError(NO_REVIEW)
    form = await finding_form(deps, Adding(review=review.id), near=int(press.value))
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_add_in_list(deps: Deps, press: Press) -> Reply:
    _, page = pages.parse_place(press.context)
    form = await finding_form(deps, Adding(review=int(press.value), page=page))
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_finding_form(deps: Deps, form: Form) -> Reply:
    wording = forms.parse_wording(form.values)
    if isinstance(wording, dict):
        return Problems(wording)
    adding, evidence = Adding.load(form.context), forms.parse_evidence(form.values)
    note = await note_in_review(deps, form, forms.WORDS, adding.review)
    if note:
        return note
    await deps.db.commit(
        service_findings.add_finding,
        form.team,
        adding.review,
        wording,
        evidence,
        Gesture(by=form.user, at=deps.clock.now(), key=form.key),
        stop_id=adding.stop,
    )
    if adding.page is not None and form.beneath:
        return Redrawn({form.beneath: await findings_list(deps, adding.review, adding.page)})
    incident = await _incident_of(deps, adding.review)
    lacks_evidence = wording.kind is FindingKind.FACTOR and not evidence
    kept = forms.finding_kept(lacks_evidence=lacks_evidence)
    return Whisper(kept, channel=incident.open_channel)


async def on_page(deps: Deps, press: Press) -> Reply:
    review_id, page = pages.parse_place(press.value)
    return Redrawn({press.view: await findings_list(deps, review_id, page)}) if press.view else None


async def on_open(deps: Deps, press: Press) -> Reply:
    finding_id, page = pages.parse_place(press.value)
    opened = Opened(finding=finding_id, page=page, list_view=press.view)
    view = await opened_page(deps, opened, press.user)
    await deps.slack(press.team).push_form(press.trigger, view)
    return None


async def finding_form(
    deps: Deps,
    adding: Adding,
    *,
    text: Mrkdwn = NOTHING,
    near: int | None = None,
    group: FactorGroup | None = None,
) -> View:
    """The form for a new finding; the entry `near` is chosen as its evidence."""
    review = await deps.db.read(queries.review, adding.review)
    entries = await deps.db.read(timeline_queries.timeline, review.incident_id)
    evidence = (near,) if near is not None else ()
    offered = offered_entries(entries, evidence, near=near)
    return forms.finding_form(
        adding,
        offered,
        text=text,
        evidence=evidence,
        group=group,
        left_out=left_out(entries, offered),
    )


async def findings_list(deps: Deps, review_id: int, page: int) -> View:
    found = await deps.db.read(queries_findings.findings_page, review_id, page)
    return pages.findings_page(found)


async def opened_page(deps: Deps, opened: Opened, viewer: UserId) -> View:
    """The page of one finding; UserError when there is none."""
    return pages.finding_page(await shown_finding(deps, opened.finding, viewer), opened)


async def shown_finding(deps: Deps, finding_id: int, viewer: UserId) -> FindingPage:
    shown = await deps.db.read(queries_findings.finding_page, finding_id, viewer)
    if shown is None:
        raise UserError(GONE)
    return shown


async def _incident_of(deps: Deps, review_id: int) -> Incident:
    return (await deps.db.read(queries.with_incident, review_id))[0]


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "finding",
        on_finding,
        help_line=Help("finding [text]", "add what the review found: a factor, luck, a question"),
    ),
    on_command(
        "findings",
        on_findings,
        help_line=Help("findings", "show what is found so far, and say what is new to you"),
    ),
    on_shortcut(FIND_HERE, on_shortcut_here),
    on_press(ADD_FINDING, on_add_at_stop),
    on_press(views_entries.ADD_FINDING, on_add_at_entry),
    on_press(pages.ADD, on_add_in_list),
    on_form(forms.ADD_FORM, on_finding_form),
    on_press(pages.PAGE_BACK, on_page),
    on_press(pages.PAGE_ON, on_page),
    on_press(pages.OPEN, on_open),
)
