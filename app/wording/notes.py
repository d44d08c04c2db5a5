"""Asking before words are kept: the forms of all features get their notes through here."""

from collections.abc import Sequence

from app.deps import Deps
from app.slack.listeners import Form, NextPage
from app.wording import queries, rules, views
from app.wording.rules import Note


async def note_in_review(
    deps: Deps, form: Form, fields: Sequence[str], review_id: int, *, is_edit: bool = False
) -> NextPage | None:
    """`note_in_incident`, for what belongs to a review."""
    note = _due(deps, form, fields, is_edit=is_edit)
    if note is None or not await deps.db.read(queries.is_welcome_in, form.user, review_id):
        return None
    return _shown(deps, form, note)


async def note_in_incident(
    deps: Deps,
    form: Form,
    fields: Sequence[str],
    incident_id: int,
    *,
    is_edit: bool = False,
    said: str = "",
) -> NextPage | None:
    """The form again, with a note about the first passage that judges; None when the words are to
    be kept as they are.

    That is so where nothing judges, or stood there before in a form that edits (`is_edit`) or in
    what it was `said`, where the form had its note, where the person had one within the hour or
    wants none, and while the incident is not resolved. Nothing of it is stored or logged.
    """
    note = _due(deps, form, fields, is_edit=is_edit, said=said)
    if note is None or not await deps.db.read(queries.is_welcome, form.user, incident_id):
        return None
    return _shown(deps, form, note)


def _due(
    deps: Deps, form: Form, fields: Sequence[str], *, is_edit: bool, said: str = ""
) -> Note | None:
    shown, now = form.shown, deps.clock.now()
    if views.parse_note(shown) or not deps.notes.is_over(form.team, form.user, now=now):
        return None
    stood = {field: shown.filled_in(field) if is_edit else "" for field in fields}
    words = {field: shown.words(field) for field in fields}
    return rules.note_about(words, {field: [text, said] for field, text in stood.items()})


def _shown(deps: Deps, form: Form, note: Note) -> NextPage:
    deps.notes.begin(form.team, form.user, now=deps.clock.now())
    return NextPage(views.form_with_note(form.shown, note))
