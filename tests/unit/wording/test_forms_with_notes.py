"""A note of any length fits into every form that can have one, and nothing in it is lost."""

from collections.abc import Callable
from itertools import islice

import pytest
from slack_sdk.models.views import View

from app.followups import views_forms
from app.reviews import views_calibration, views_findings, views_reflections, views_rewind
from app.sandbox.blocks import view_problems
from app.sandbox.inputs import values
from app.slack.shown import field_of
from app.timeline import views_decisions, views_entries
from app.wording.rules import Note
from app.wording.views import READS, form_as_written, form_with_note, form_with_suggestion
from tests.drawn import shown_by
from tests.samples import Json, as_shown, sent

FORMS: tuple[Callable[..., View], ...] = (
    views_reflections.reflection_form,
    views_findings.finding_form,
    views_findings.reword_form,
    views_decisions.decision_form,
    views_decisions.explain_form,
    views_forms.change_form,
    views_forms.against_form,
    views_entries.add_form,
    views_entries.edit_form,
    views_entries.reword_form,
    views_entries.bring_form,
    views_calibration.correct_form,
    views_calibration.beside_form,
    views_rewind.account_form,
)
LONG = "<" * 3000


def texts_in(view: View) -> list[str]:
    inputs = [one for one in sent(view)["blocks"] if one["type"] == "input"]
    return [one["block_id"] for one in inputs if one["element"]["type"] == "plain_text_input"]


def entered(view: View) -> dict[str, Json]:
    """What the form comes back with, by field."""
    return {field_of(block): state for block, state in values(sent(view)["blocks"], {}).items()}


@pytest.mark.parametrize("build", FORMS, ids=lambda build: build.__name__)
def test_a_form_with_a_note_is_taken_by_slack_and_says_the_same(build: Callable[..., View]) -> None:
    for _, view in islice(shown_by(build), 6):
        assert isinstance(view, View)
        for field in texts_in(view):
            _takes_a_note(view, field)


def _takes_a_note(view: View, field: str) -> None:
    longest = max(READS, key=lambda category: len(READS[category]))
    note = Note(field, longest, LONG, LONG, "0" * 16)
    noted = form_with_note(as_shown(view), note)
    kept = form_as_written(as_shown(noted))
    for shown in (noted, kept):
        assert view_problems(sent(shown)) == []
        assert entered(shown) == entered(view)

    used = form_with_suggestion(as_shown(noted), LONG)
    assert view_problems(sent(used)) == []
    changed = {name for name, state in entered(view).items() if entered(used)[name] != state}
    assert changed == {field}
