"""Slack in, for one finding: what was new to whom, evidence, wording, merging, taking off."""

from dataclasses import replace

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries_findings, service_findings
from app.reviews import views_findings as forms
from app.reviews import views_findings_page as pages
from app.reviews.handlers_findings import findings_list, opened_page, shown_finding
from app.reviews.rules_finding_forms import FindingPage, Opened, left_out, offered_entries
from app.slack.ids import UserId, ViewId
from app.slack.listeners import (
    Form,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    on_form,
    on_press,
)
from app.wording.notes import note_in_review

NOT_YOURS = (
    "Whoever steers the rewind rewords findings and takes them off, and whoever added one may. "
    "What you see differently counts: add it with `/incident finding`."
)
NOT_STEERED = (
    "Whoever steers the rewind merges findings and splits them. If two say the same, tell them."
)


async def on_new(deps: Deps, press: Press) -> Reply:
    return await _count(deps, press, is_new=True)


async def on_not_new(deps: Deps, press: Press) -> Reply:
    return await _count(deps, press, is_new=False)


async def on_evidence(deps: Deps, press: Press) -> Reply:
    opened = Opened.load(press.context)
    shown = await shown_finding(deps, opened.finding, press.user)
    entries = list(shown.entries.values())
    offered = offered_entries(entries, shown.finding.evidence)
    form = forms.evidence_form(opened, shown.finding, offered, left_out=left_out(entries, offered))
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_evidence_form(deps: Deps, form: Form) -> Reply:
    opened, chosen = Opened.load(form.context), forms.parse_evidence(form.values)
    await deps.db.commit(
        service_findings.change_evidence,
        form.team,
        opened.finding,
        chosen,
        opened.evidence,
        now=deps.clock.now(),
    )
    return await _after(deps, form, opened)


async def on_reword(deps: Deps, press: Press) -> Reply:
    opened = Opened.load(press.context)
    shown = await _rewordable(deps, opened.finding, press.user)
    form = forms.reword_form(opened, shown.finding)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_reword_form(deps: Deps, form: Form) -> Reply:
    wording = forms.parse_wording(form.values)
    if isinstance(wording, dict):
        return Problems(wording)
    opened = Opened.load(form.context)
    shown = await _rewordable(deps, opened.finding, form.user)
    review_id = shown.finding.review_id
    note = await note_in_review(deps, form, forms.WORDS, review_id, is_edit=True)
    if note:
        return note
    try:
        await deps.db.commit(
            service_findings.reword,
            form.team,
            opened.finding,
            wording,
            opened.seen,
            Gesture(by=form.user, at=deps.clock.now(), key=form.key),
        )
    except UserError as error:
        return Problems({"text": error.sentence})
    return await _after(deps, form, opened)


async def on_merge(deps: Deps, press: Press) -> Reply:
    opened = Opened.load(press.context)
    shown = await _mergeable(deps, opened.finding, press.user)
    found = await deps.db.read(queries_findings.findings, shown.finding.review_id)
    others = [other for other in found if other.id != opened.finding]
    form = forms.merge_form(opened, shown.finding, others)
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_merge_form(deps: Deps, form: Form) -> Reply:
    into_id = forms.parse_merge(form.values)
    if into_id is None:
        return Problems({"into": "Please choose the finding that tells it, too."})
    opened = Opened.load(form.context)
    await _mergeable(deps, opened.finding, form.user)
    try:
        await deps.db.commit(
            service_findings.merge, form.team, opened.finding, into_id, now=deps.clock.now()
        )
    except UserError as error:
        return Problems({"into": error.sentence})
    return await _after(deps, form, replace(opened, finding=into_id))


async def on_split(deps: Deps, press: Press) -> Reply:
    """Of the finding whose page is open, or of one that it was merged from."""
    opened = Opened.load(press.context)
    await _mergeable(deps, int(press.value), press.user)
    await deps.db.commit(
        service_findings.split_off, press.team, int(press.value), now=deps.clock.now()
    )
    return await _redrawn(deps, press, opened)


async def on_remove(deps: Deps, press: Press) -> Reply:
    return await _put(deps, press, is_removed=True)


async def on_restore(deps: Deps, press: Press) -> Reply:
    return await _put(deps, press, is_removed=False)


async def _put(deps: Deps, press: Press, *, is_removed: bool) -> Reply:
    opened = Opened.load(press.context)
    await _rewordable(deps, opened.finding, press.user)
    change = service_findings.remove if is_removed else service_findings.restore
    await deps.db.commit(change, press.team, opened.finding, now=deps.clock.now())
    return await _redrawn(deps, press, opened)


async def _count(deps: Deps, press: Press, *, is_new: bool) -> Reply:
    opened = Opened.load(press.context)
    await deps.db.commit(
        service_findings.mark_new,
        press.team,
        opened.finding,
        press.user,
        is_new=is_new,
        now=deps.clock.now(),
    )
    return await _redrawn(deps, press, opened)


async def _rewordable(deps: Deps, finding_id: int, user: UserId) -> FindingPage:
    shown = await shown_finding(deps, finding_id, user)
    if not shown.may_reword:
        raise UserError(NOT_YOURS)
    return shown


async def _mergeable(deps: Deps, finding_id: int, user: UserId) -> FindingPage:
    shown = await shown_finding(deps, finding_id, user)
    if not shown.may_merge:
        raise UserError(NOT_STEERED)
    return shown


async def _redrawn(deps: Deps, press: Press, opened: Opened) -> Reply:
    """The page that was pressed on, and the list beneath it."""
    return await _as_it_is_now(deps, opened, press.user, press.view)


async def _after(deps: Deps, form: Form, opened: Opened) -> Reply:
    """The page that the form was opened from, and the list beneath that."""
    return await _as_it_is_now(deps, opened, form.user, form.beneath)


async def _as_it_is_now(
    deps: Deps, opened: Opened, viewer: UserId, page_view: ViewId | None
) -> Reply:
    if page_view is None:
        return None
    views = {page_view: await opened_page(deps, opened, viewer)}
    if opened.list_view is not None:
        review_id = (await shown_finding(deps, opened.finding, viewer)).finding.review_id
        views[opened.list_view] = await findings_list(deps, review_id, opened.page)
    return Redrawn(views)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(pages.NEW_TO_ME, on_new),
    on_press(pages.NOT_NEW, on_not_new),
    on_press(pages.EVIDENCE, on_evidence),
    on_form(forms.EVIDENCE_FORM, on_evidence_form),
    on_press(pages.REWORD, on_reword),
    on_form(forms.REWORD_FORM, on_reword_form),
    on_press(pages.MERGE, on_merge),
    on_form(forms.MERGE_FORM, on_merge_form),
    on_press(pages.SPLIT, on_split),
    on_press(pages.REMOVE, on_remove),
    on_press(pages.RESTORE, on_restore),
)
