"""Slack in, for correcting the summary: its sections, and one's own words in it."""

import asyncio
from dataclasses import dataclass, replace

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries_rewind
from app.reviews.rules_rewind import named_guide
from app.slack.ids import UserId
from app.slack.listeners import (
    Form,
    Listener,
    NextPage,
    Press,
    Problems,
    Redrawn,
    Reply,
    on_form,
    on_press,
)
from app.slack.mrkdwn import user_mention
from app.summaries import queries_corrections, service_corrections, views_corrections
from app.summaries.queries_corrections import SectionNow
from app.summaries.rules_corrections import (
    Wording,
    by_role,
    difference,
    may_correct,
    seen,
)
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_lines import Known
from app.summaries.service_corrections import SectionChangedError
from app.summaries.telling import generate
from app.summaries.views import CORRECT
from app.summaries.views_corrections import SectionContext, SectionForm
from app.summaries.views_versions import RESTORE, Earlier, versions_page
from app.timeline import queries_entries
from app.timeline.handlers_entries import GONE, edit_form
from app.wording.notes import note_in_review


@dataclass(frozen=True, slots=True)
class _Opened:
    """A section as it reads now, with what is told beneath it."""

    now: SectionNow
    document: Document
    key: SectionKey

    @property
    def section(self) -> Section:
        return self.document.section(self.key)

    @property
    def revision(self) -> int:
        return self.now.correction.revision if self.now.correction else 0

    def is_written_by(self, key: str) -> bool:
        return self.now.correction is not None and self.now.correction.key == key

    @property
    def context(self) -> SectionContext:
        return SectionContext(
            review=self.now.review.id,
            section=self.key,
            seen=seen(self.document, self.key, self.revision),
            revision=self.revision,
        )

    def known(self) -> Known:
        return Known(
            key=self.key,
            began_at=self.now.story.started_at,
            statements=(*self.section.statements, *self.section.beneath),
            times={entry.number: entry.occurred_at for entry in self.now.story.entries},
        )

    def wording(self, statements: tuple[Statement, ...]) -> Wording:
        return Wording(
            section=self.key,
            statements=statements,
            told=self.section.told,
            ids={source.number: source.entry_id for source in self.document.sources},
            revision=self.revision,
        )

    def form(self, wanted: str | None = None) -> View:
        correction, section = self.now.correction, self.section
        based_on = correction.based_on if correction and section.is_written else section.told
        form = SectionForm(
            incident=self.now.incident,
            context=self.context,
            statements=section.statements,
            is_written=section.is_written,
            since=difference(based_on, section.told),
            has_earlier=bool(self.now.earlier),
            wanted=wanted,
        )
        return views_corrections.section_form(form)

    def versions(self, *, is_restored: bool = False) -> View:
        story, key = self.now.story, self.key
        earlier = [
            Earlier(
                id=one.id,
                statements=by_role(one.statements, key, story),
                written_at=one.written_at,
                by=story.cast().called(one.written_by),
            )
            for one in self.now.earlier
        ]
        statements = self.section.statements
        return versions_page(self.context, statements, earlier, is_restored=is_restored)


async def on_correct(deps: Deps, press: Press) -> Reply:
    """Pressed below the summary, or on a page that stays beneath."""
    page = await _sections(deps, int(press.value), press.user)
    slack = deps.slack(press.team)
    if press.view is None:
        await slack.open_form(press.trigger, page)
    else:
        await slack.push_form(press.trigger, page)
    return None


async def on_sections(deps: Deps, press: Press) -> Reply:
    """Back from the form of one."""
    return _redrawn(press, await _sections(deps, int(press.value), press.user))


async def on_edit_section(deps: Deps, press: Press) -> Reply:
    opened = await _opened(deps, int(press.context), SectionKey(press.value), press.user)
    return _redrawn(press, opened.form())


async def on_section_form(deps: Deps, form: Form) -> Reply:
    carried = SectionContext.load(form.context)
    opened = await _opened(deps, carried.review, carried.section, form.user)
    if opened.is_written_by(_key(form)):
        return NextPage(await _sections(deps, carried.review, form.user, saved=carried.section))
    if opened.context != carried:
        return NextPage(opened.form(views_corrections.parse_typed(form.values)))
    statements = views_corrections.parse_section(form.values, opened.known())
    if not isinstance(statements, tuple):
        return Problems(statements)
    asked_about = views_corrections.parse_typed_in(form.values)
    note = await note_in_review(deps, form, asked_about, carried.review, is_edit=True)
    return note or await _write(deps, form, opened, statements)


async def on_take_told(deps: Deps, press: Press) -> Reply:
    carried = SectionContext.load(press.context)
    await _opened(deps, carried.review, carried.section, press.user)
    take = service_corrections.take_told
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    await deps.db.commit(
        take, press.team, carried.review, carried.section, carried.revision, gesture
    )
    page = await _sections(deps, carried.review, press.user, saved=carried.section)
    return _redrawn(press, page)


async def on_versions(deps: Deps, press: Press) -> Reply:
    carried = SectionContext.load(press.context)
    opened = await _opened(deps, carried.review, carried.section, press.user)
    await deps.slack(press.team).push_form(press.trigger, opened.versions())
    return None


async def on_restore(deps: Deps, press: Press) -> Reply:
    """An earlier text is written anew: what stood there becomes a version like any other."""
    carried = SectionContext.load(press.context)
    opened = await _opened(deps, carried.review, carried.section, press.user)
    version = next((one for one in opened.now.earlier if one.id == int(press.value)), None)
    if version is not None:
        wording = replace(opened.wording(version.statements), revision=carried.revision)
        gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
        write = service_corrections.write_section
        await deps.db.commit(write, press.team, carried.review, wording, gesture)
    again = await _opened(deps, carried.review, carried.section, press.user)
    pages = [
        (press.view, again.versions(is_restored=version is not None)),
        (press.beneath, again.form()),
    ]
    return Redrawn({view: page for view, page in pages if view})


async def on_edit_own(deps: Deps, press: Press) -> Reply:
    """What somebody said is reworded where it is kept, by them."""
    entry = await deps.db.read(queries_entries.editable, int(press.value))
    if entry is None or entry.author != press.user:
        raise UserError(GONE)
    await deps.slack(press.team).push_form(press.trigger, await edit_form(deps, press, entry))
    return None


async def _write(
    deps: Deps, form: Form, opened: _Opened, statements: tuple[Statement, ...]
) -> Reply:
    """What says the same as what stands there is no correction."""
    review_id, key = opened.now.review.id, opened.key
    if statements != opened.section.statements:
        wording = opened.wording(statements)
        gesture = Gesture(by=form.user, at=deps.clock.now(), key=_key(form))
        write = service_corrections.write_section
        try:
            await deps.db.commit(write, form.team, review_id, wording, gesture)
        except SectionChangedError:
            again = await _opened(deps, review_id, key, form.user)
            return NextPage(again.form(views_corrections.parse_typed(form.values)))
    return NextPage(await _sections(deps, review_id, form.user, saved=key))


async def _opened(deps: Deps, review_id: int, key: SectionKey, user: UserId) -> _Opened:
    """The section, for somebody who may correct it; UserError for everybody else."""
    now = await deps.db.read(queries_corrections.section_now, review_id, key)
    rewind = await deps.db.read(queries_rewind.rewind, review_id)
    if not may_correct(user, now.incident, now.review, rewind):
        who = user_mention(now.review.owner or named_guide(now.review, now.incident))
        raise UserError(
            f"Sections are corrected by whoever finishes the review: {who}. Tell them what reads "
            "differently to you."
        )
    document = await asyncio.to_thread(generate, now.story, now.facts)
    return _Opened(now, document, key)


async def _sections(
    deps: Deps, review_id: int, user: UserId, *, saved: SectionKey | None = None
) -> View:
    page = await deps.db.read(queries_corrections.sections_page, review_id, user, saved=saved)
    return views_corrections.sections_page(page)


def _key(form: Form) -> str:
    """One form on the screen can be sent for several sections, and again after a change."""
    carried = SectionContext.load(form.context)
    return f"{form.key}:{carried.section}:{carried.revision}"


def _redrawn(press: Press, view: View) -> Reply:
    return Redrawn({press.view: view}) if press.view else None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(CORRECT, on_correct),
    on_press(views_corrections.SECTIONS, on_sections),
    on_press(views_corrections.EDIT_SECTION, on_edit_section),
    on_form(views_corrections.SECTION_FORM, on_section_form),
    on_press(views_corrections.TAKE_TOLD, on_take_told),
    on_press(views_corrections.VERSIONS, on_versions),
    on_press(RESTORE, on_restore),
    on_press(views_corrections.EDIT_OWN, on_edit_own),
)
