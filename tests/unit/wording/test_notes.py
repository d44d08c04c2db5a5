"""What a note is about, how it reads, and what becomes of the form."""

import json

import pytest

from app.language.detection import findings, judges
from app.reviews.rules_finding_forms import Adding
from app.reviews.views_findings import finding_form
from app.slack.shown import Shown
from app.wording.rules import note_about, with_suggestion
from app.wording.views import (
    NOTE,
    READS,
    form_as_written,
    form_to_edit,
    form_with_note,
    form_with_suggestion,
    parse_note,
)
from tests.samples import sent
from tests.unit.slack.test_shown import entered_in, shown

JUDGES = "Bob was careless with the config."
OTHER = "Carol was careless with the failover."
FORM = finding_form(Adding(review=4), [])


def typed(text: str, reasonable: str = "") -> Shown:
    """The form of a finding, with this in it."""
    words = {"text": text, "reasonable": reasonable}
    return shown(
        FORM,
        {
            (name, "value"): {"type": "plain_text_input", "value": value}
            for name, value in words.items()
        },
    )


def test_the_first_passage_that_judges_is_noted() -> None:
    note = note_about({"text": f"It grew.\n{JUDGES}\n{OTHER}", "reasonable": OTHER}, {})
    assert note is not None
    assert (note.field, note.said) == ("text", "Bob was careless with the config")
    assert not judges(note.instead)


def test_what_stood_there_before_is_not_noted_but_what_is_new_is() -> None:
    assert note_about({"text": JUDGES}, {"text": ["", f"It grew. {JUDGES}"]}) is None
    note = note_about({"text": f"{JUDGES}\n{OTHER}"}, {"text": [JUDGES]})
    assert note is not None
    assert "Carol" in note.said


def test_neutral_words_get_no_note() -> None:
    assert note_about({"text": "We had no alert on the queue.", "reasonable": ""}, {}) is None


def test_the_suggestion_takes_the_place_of_its_passage_alone() -> None:
    text = f"It grew at 10:40.\n{JUDGES}\nThen it shrank."
    note = note_about({"text": text}, {})
    assert note is not None
    changed = with_suggestion(text, note.mark)
    assert changed == f"It grew at 10:40.\n{note.instead}\nThen it shrank."
    assert findings(changed) == ()


def test_a_passage_that_was_changed_meanwhile_is_left_alone() -> None:
    note = note_about({"text": JUDGES}, {})
    assert note is not None
    assert with_suggestion(OTHER, note.mark) == OTHER


def noted(form: Shown) -> Shown:
    note = note_about({"text": form.words("text"), "reasonable": form.words("reasonable")}, {})
    assert note is not None
    return shown(form_with_note(form, note))


def test_the_note_quotes_offers_and_knows_what_it_is_about() -> None:
    form = noted(typed("It grew.", OTHER))
    (block, presses, last) = [
        one for one in form.sent["blocks"] if one["block_id"].startswith(NOTE)
    ]
    assert block["text"]["text"].startswith("> Carol was careless")
    assert "more to learn from:\n> " in block["text"]["text"]
    labels = [one["text"]["text"] for one in presses["elements"] if one["type"] == "button"]
    assert labels == ["Use this", "Edit", "Keep mine"]
    assert OTHER not in json.dumps(form.sent["private_metadata"])
    assert form.sent["blocks"][-1] == last
    assert "Press *Add* again" in last["elements"][0]["text"]
    place = parse_note(form)
    assert place is not None
    assert place[0] == "reasonable"


def test_an_answered_note_is_a_line_and_still_known() -> None:
    form = noted(typed(JUDGES))
    for answered in (form_to_edit(form), form_as_written(form), form_with_suggestion(form, "So.")):
        blocks = [one for one in sent(answered)["blocks"] if one["block_id"].startswith(NOTE)]
        assert [one["type"] for one in blocks] == ["context"]
        assert parse_note(shown(answered)) == parse_note(form)
        assert "*Add*" in json.dumps(blocks)
    assert entered_in(form_to_edit(form))["text"]["value"] == JUDGES
    assert entered_in(form_with_suggestion(form, "So."))["text"]["value"] == "So."


@pytest.mark.parametrize("reads", READS.values())
def test_what_a_note_says_of_words_judges_nobody(reads: str) -> None:
    assert not judges(f"This {reads}. Here is the same with more to learn from:")
