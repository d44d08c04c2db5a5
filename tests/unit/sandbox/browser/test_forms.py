"""Buttons, menus, forms and home tabs, with an app that answers as the test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.sandbox import messages, modals
from app.sandbox.messages import Draft
from tests.browser_window import BrowserWindow, opened_window
from tests.unit.sandbox.browser.rooms import Room, room
from tests.unit.sandbox.workspaces import Listener

Json = dict[str, Any]


@dataclass(slots=True)
class App:
    """Acknowledges everything at once; `answers` by the payload's type."""

    listener: Listener
    answers: dict[str, Json] = field(default_factory=dict)
    heard: list[Json] = field(default_factory=list)

    async def work(self) -> None:
        while True:
            envelope = await self.listener.ws.receive_json()
            payload = envelope["payload"]
            self.heard.append(payload)
            await self.listener.ack(envelope, self.answers.get(payload["type"]))

    def action(self) -> Json:
        """The action it heard of last."""
        presses = [one for one in self.heard if one["type"] == "block_actions"]
        (action,) = presses[-1]["actions"]
        return dict(action)


@asynccontextmanager
async def stage() -> AsyncIterator[tuple[Room, App, BrowserWindow]]:
    """A room, an app at work in it, and Alice's window."""
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        app = App(await Listener.connect(here.sandbox))
        await here.sandbox.connected()
        working = asyncio.create_task(app.work())
        yield here, app, window
        working.cancel()
        await app.listener.close()


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def field_of(block_id: str, kind: str, **traits: object) -> Json:
    element = {"type": kind, "action_id": f"{block_id}_of", **traits}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "optional": True,
        "element": element,
    }


def button(action_id: str, value: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": value}


FORM = {
    "type": "modal",
    "title": plain("Form"),
    "submit": plain("Send"),
    "blocks": [
        field_of("text", "plain_text_input"),
        field_of("choice", "static_select", options=[option("red"), option("blue")]),
        field_of("many", "checkboxes", options=[option("a"), option("b")]),
        field_of("person", "users_select"),
        field_of("people", "multi_users_select"),
        field_of("place", "channels_select"),
        field_of("day", "datepicker"),
        field_of("hour", "timepicker"),
        field_of("moment", "datetimepicker"),
        field_of("number", "number_input", is_decimal_allowed=False),
        field_of("files", "file_input"),
        field_of("far", "external_select", min_query_length=0),
        {"type": "actions", "block_id": "more", "elements": [button("add", "1")]},
    ],
}
ENTERED = {
    "text": "words",
    "choice": "blue",
    "many": ["a", "b"],
    "person": "U0BOB",
    "people": ["U0BOB", "U0ALICE"],
    "place": "C0GEN",
    "day": "2026-12-24",
    "hour": "18:30",
    "moment": 1795534200,
    "number": "7",
    "far": option("moon"),
}
STATES = {
    "text": ("value", "words"),
    "choice": ("selected_option", option("blue")),
    "many": ("selected_options", [option("a"), option("b")]),
    "person": ("selected_user", "U0BOB"),
    "people": ("selected_users", ["U0BOB", "U0ALICE"]),
    "place": ("selected_channel", "C0GEN"),
    "day": ("selected_date", "2026-12-24"),
    "hour": ("selected_time", "18:30"),
    "moment": ("selected_date_time", 1795534200),
    "number": ("value", "7"),
    "far": ("selected_option", option("moon")),
}


async def test_every_kind_of_field_reaches_the_app_as_it_was_entered() -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        await window.ask("submit", values=ENTERED)
        values = app.heard[-1]["view"]["state"]["values"]
        found = {name: values[name][f"{name}_of"] for name in STATES}
        assert {name: found[name][key] for name, (key, _) in STATES.items()} == {
            name: value for name, (_, value) in STATES.items()
        }


async def test_an_attached_file_reaches_the_app_by_its_id() -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        upload = {"name": "../../a.txt", "mimetype": "text/plain", "base64": "aGk="}
        await window.ask("submit", values={"files": [upload]})
        (file,) = app.heard[-1]["view"]["state"]["values"]["files"]["files_of"]["files"]
        kept = here.slack.world.files[file["id"]]
        assert (kept.name, kept.content) == ("a.txt", b"hi")


@pytest.mark.parametrize("emptied", ["", None])
async def test_a_field_can_be_emptied_again(emptied: str | None) -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        await window.ask("fill", values={"day": "2026-12-24", "text": "words"})
        await window.ask("submit", values={"day": emptied, "text": emptied})
        values = app.heard[-1]["view"]["state"]["values"]
        assert values["day"]["day_of"]["selected_date"] is None
        assert values["text"]["text_of"]["value"] is None


@pytest.mark.parametrize(
    "values",
    [
        {"day": "soon"},
        {"choice": "green"},
        {"person": "U0NOBODY"},
        {"nothing": "x"},
        {"many": "a"},
        {"moment": "noon"},
        {"files": ["F1"]},
    ],
)
async def test_what_a_field_cannot_hold_is_refused(values: Json) -> None:
    async with stage() as (here, _, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        assert await window.refusal("fill", values=values)


async def test_a_button_in_a_form_keeps_what_was_typed() -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        await window.ask("fill", values={"text": "half"})
        await window.ask("click_in_modal", block_id="more", action_id="add")
        assert app.action()["value"] == "1"
        assert app.heard[-1]["view"]["state"]["values"]["text"]["text_of"]["value"] == "half"


async def test_options_are_looked_up_while_typing() -> None:
    async with stage() as (here, app, window):
        app.answers["block_suggestion"] = {"options": [option("moon")]}
        modals.open_modal(here.slack, "U0ALICE", FORM)
        found = await window.ask("look_up", action_id="far_of", typed="mo")
        assert found == [option("moon")]
        assert app.heard[-1]["value"] == "mo"


async def test_a_form_is_replaced_pushed_and_cleared_as_the_app_answers() -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", FORM)
        app.answers["view_submission"] = {"response_action": "push", "view": FORM}
        await window.ask("submit", values={})
        pushed = await window.hears("modals", lambda frame: len(frame["modals"]) == 2)
        app.answers["view_submission"] = {"response_action": "clear"}
        await window.ask("submit", values={})
        await window.hears("modals", lambda frame: frame["modals"] == [])
        assert pushed["modals"][1]["previous_view_id"] == pushed["modals"][0]["id"]


async def test_the_apps_errors_stand_beside_their_fields() -> None:
    async with stage() as (here, app, window):
        app.answers["view_submission"] = {
            "response_action": "errors",
            "errors": {"text": "Say more."},
        }
        modals.open_modal(here.slack, "U0ALICE", FORM)
        answer = await window.answer("submit", values={"text": "x"})
        assert answer["errors"] == {"text": "Say more."}


async def test_closing_the_whole_stack_tells_the_app_that_wants_to_know() -> None:
    async with stage() as (here, app, window):
        modals.open_modal(here.slack, "U0ALICE", {**FORM, "notify_on_close": True})
        await window.ask("close_modal", whole_stack=True)
        await window.hears("modals", lambda frame: frame["modals"] == [])
        assert app.heard[-1]["type"] == "view_closed"


async def test_a_menu_of_a_message_sends_what_was_chosen() -> None:
    async with stage() as (here, app, window):
        menu = {
            "type": "overflow",
            "action_id": "menu",
            "options": [option("archive"), option("export")],
        }
        blocks = [{"type": "actions", "block_id": "card", "elements": [menu]}]
        draft = Draft(user="U0BOT", text="Card", blocks=blocks)
        sent = messages.post(here.slack, here.slack.channel("C0GEN"), draft)
        at = {"channel": "C0GEN", "ts": sent.ts, "block_id": "card", "action_id": "menu"}
        await window.ask("click", **at, value="export")
        assert app.action()["selected_option"] == option("export")
        assert "No 'menu'" not in await window.refusal("click", **at, value="explode")


async def test_the_home_tab_is_its_persons_own() -> None:
    async with stage() as (here, app, window):
        home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("go", "1")]}]}
        modals.publish(here.slack, "U0ALICE", home)
        told = await window.hears("home")
        (block,) = told["home"]["blocks"]
        await window.ask("click_home", block_id=block["block_id"], action_id="go")
        async with opened_window(here.host, "U0BOB") as his:
            assert his.snapshot["home"] is None
        assert app.action()["action_id"] == "go"


async def test_an_app_that_does_not_answer_is_a_sentence() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        said = await window.refusal("shortcut", callback_id="start")
        assert said == (
            "The app did not answer (shortcut: dispatch_failed), so Slack shows a warning sign "
            "here."
        )


async def test_an_app_that_answers_nonsense_is_a_sentence() -> None:
    async with stage() as (here, app, window):
        app.answers["view_submission"] = {"response_action": "explode"}
        modals.open_modal(here.slack, "U0ALICE", FORM)
        said = await window.refusal("submit", values={})
        assert said.startswith("Slack refuses this, because of what the app answered")
