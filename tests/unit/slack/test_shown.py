"""A form shown again as it is filled in: nothing that was entered is lost, whatever Slack keeps."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sdk.models.views import View

from app.sandbox.inputs import values
from app.slack import fields
from app.slack.blocks import context, form_field, modal, option, section
from app.slack.ids import UserId
from app.slack.shown import Shown, field_of

OPTIONS = [option("First", "first"), option("Second", "second")]
FORM = modal(
    "a.form",
    "A form",
    [
        section("Hello"),
        form_field("text", "Text", fields.text_input("as it was", multiline=True, max_length=40)),
        form_field("choice", "Choice", fields.choice(OPTIONS, "first")),
        form_field("some", "Some", fields.several(OPTIONS, ["first"]), optional=True),
        form_field("boxes", "Boxes", fields.checkboxes(OPTIONS, []), optional=True),
        form_field("who", "Who", fields.person(), optional=True),
        form_field("day", "Day", fields.day(date(2026, 3, 4)), optional=True),
    ],
    submit="Save",
    private_metadata="7",
)
ENTERED = {
    ("text", "value"): {"type": "plain_text_input", "value": "typed & <odd>"},
    ("choice", "value"): {"type": "static_select", "selected_option": OPTIONS[1].to_dict()},
    ("some", "value"): {"type": "multi_static_select", "selected_options": []},
    ("boxes", "value"): {
        "type": "checkboxes",
        "selected_options": [one.to_dict() for one in OPTIONS],
    },
    ("who", "value"): {"type": "users_select", "selected_user": UserId("U1")},
    ("day", "value"): {"type": "datepicker", "selected_date": None},
}


def dumped(view: View) -> dict[str, Any]:
    return dict(json.loads(json.dumps(view.to_dict())))


def shown(view: View, entered: Mapping[tuple[str, str], Any] | None = None) -> Shown:
    """As Slack sends it, with things of its own, after this was entered."""
    sent = dumped(view)
    state = {"values": values(sent["blocks"], dict(entered or {}))}
    return Shown({**sent, "id": "V1", "team_id": "T1", "hash": "1.x", "state": state})


def entered_in(view: View) -> dict[str, Any]:
    """What an untouched form comes back with, by field."""
    state = values(dumped(view)["blocks"], {})
    return {field_of(block): next(iter(one.values())) for block, one in state.items()}


def ids(view: View) -> list[str]:
    return [block.get("block_id", "") for block in dumped(view)["blocks"]]


def test_what_was_entered_stands_in_the_form_when_it_is_shown_again() -> None:
    before = shown(FORM, ENTERED)
    again = before.with_above("choice", [section("Look")])
    assert entered_in(again) == {block: state for (block, _), state in ENTERED.items()}
    for part in ("callback_id", "title", "submit", "close", "private_metadata"):
        assert dumped(again)[part] == dumped(FORM)[part]


def test_a_block_stands_above_its_field_and_gives_way_to_another() -> None:
    note, more, answer = section("Look"), section("More"), context("Done")
    note.block_id, more.block_id, answer.block_id = "note:1", "note:2", "note:1"
    noted = shown(FORM).with_above("choice", [note, more])
    assert ids(noted)[1:5] == ["text", "note:1", "note:2", "choice"]

    answered = shown(noted).with_instead("note:", [answer])
    assert ids(answered)[1:4] == ["text", "note:1", "choice"]
    assert dumped(answered)["blocks"][2]["type"] == "context"


def test_a_field_with_other_words_has_another_id_and_its_old_name() -> None:
    once = shown(FORM, ENTERED).with_instead("note:", [], {"text": "other words"})
    assert ids(once)[1] == "text~1"
    assert entered_in(once)["text"]["value"] == "other words"
    assert shown(once).words("text") == shown(once).filled_in("text") == "other words"
    assert shown(once).place_of("text") == "text~1"

    twice = shown(once).with_instead("note:", [], {"text": "x" * 50})
    assert ids(twice)[1] == "text~2"
    assert entered_in(twice)["text"]["value"] == "x" * 40  # what the field takes


def test_what_a_field_was_filled_in_with_is_told_from_what_was_typed() -> None:
    typed = shown(FORM, ENTERED)
    assert typed.filled_in("text") == "as it was"
    assert typed.words("text") == "typed & <odd>"
    assert typed.words("nothing of this name") == ""


def test_another_view_of_the_form_takes_over_what_was_entered() -> None:
    note = section("Look")
    note.block_id = "note:1"
    used = shown(FORM, ENTERED).with_above("text", [note])
    used = shown(used).with_instead("other", [], {"text": "other words"})
    longer = modal("a.form", "A form", [section("Longer"), *(FORM.blocks or [])], submit="Save")

    again = shown(used).kept_in(longer, "note:")
    assert ids(again)[2:4] == ["note:1", "text~1"]
    assert entered_in(again)["text"]["value"] == "other words"
    assert entered_in(again)["choice"]["selected_option"]["value"] == "second"
