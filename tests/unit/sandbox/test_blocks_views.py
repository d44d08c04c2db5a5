"""What Slack refuses in modals and home tabs."""

from typing import Any

import pytest

from app.sandbox.blocks import view_problems

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


DIVIDER: Json = {"type": "divider"}
FIELD: Json = {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}}


def modal(**keys: object) -> Json:
    return {"type": "modal", "title": plain(), "blocks": [DIVIDER], **keys}


def home(**keys: object) -> Json:
    return {"type": "home", "blocks": [DIVIDER], **keys}


def complaints(view: object) -> list[tuple[str, str]]:
    return [(problem.message, problem.pointer) for problem in view_problems(view)]


def test_a_full_modal_is_fine() -> None:
    view = modal(
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        blocks=[FIELD] * 100,
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        external_id="x" * 255,
        clear_on_close=True,
        notify_on_close=True,
    )

    assert complaints(view) == []


@pytest.mark.parametrize(
    ("view", "message", "pointer"),
    [
        (modal(title=plain("x" * 25)), "must be less than 25 characters", "/view/title/text"),
        (modal(title=plain("")), "must be more than 0 characters", "/view/title/text"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters", "/view/submit/text"),
        (modal(close=plain("x" * 25)), "must be less than 25 characters", "/view/close/text"),
        (
            modal(title={"type": "mrkdwn", "text": "x"}),
            "unsupported type: mrkdwn",
            "/view/title/type",
        ),
        (
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters",
            "/view/private_metadata",
        ),
        (modal(callback_id="x" * 256), "must be less than 256 characters", "/view/callback_id"),
        (modal(external_id="x" * 256), "must be less than 256 characters", "/view/external_id"),
        (modal(blocks=[]), "must provide at least 1 items", "/view/blocks"),
        (modal(blocks=[DIVIDER] * 101), "no more than 100 items allowed", "/view/blocks"),
        (modal(hash="1.x"), "invalid additional property: hash", "/view"),
        (home(submit=plain()), "invalid additional property: submit", "/view"),
        (home(blocks=[]), "must provide at least 1 items", "/view/blocks"),
        ({"type": "modal", "blocks": [DIVIDER]}, "missing required field: title", "/view"),
        ({"type": "modal", "title": plain()}, "missing required field: blocks", "/view"),
        ({"type": "dialog"}, "unsupported type: dialog", "/view/type"),
        ({"blocks": [DIVIDER]}, "missing required field: type", "/view"),
        ("{}", "must provide an object", "/view"),
    ],
)
def test_a_view_slack_would_not_show_is_refused(view: object, message: str, pointer: str) -> None:
    assert complaints(view) == [(message, pointer)]


def test_a_modal_with_an_input_needs_a_submit_button() -> None:
    view = modal(blocks=[DIVIDER, FIELD])

    assert complaints(view) == [
        ("must define `submit` to use an `input` block in modals", "/view/blocks/1/input")
    ]
    assert complaints(view | {"submit": plain()}) == []


def test_a_home_tab_may_hold_an_input_without_submit() -> None:
    assert complaints(home(blocks=[FIELD])) == []


def test_a_home_tab_may_carry_a_title_that_nobody_sees() -> None:
    assert complaints(home(title=plain())) == []


def test_an_alert_is_for_modals_only() -> None:
    alert = {"type": "alert", "text": plain(), "level": "warning"}

    assert complaints(modal(blocks=[alert])) == []
    assert complaints(home(blocks=[alert])) == [("unsupported type: alert", "/view/blocks/0/type")]
