"""Modals, buttons and home tabs, with a real Bolt app on the other side."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from app.sandbox.errors import SlackError
from app.sandbox.interactions import NoAnswerError
from tests.unit.sandbox.workspaces import Workspace, refused, running


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(block_id: str, element: dict[str, Any], **block: object) -> dict[str, Any]:
    element = {"action_id": "v", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": element,
        **block,
    }


def modal(*blocks: dict[str, Any], **view: object) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **view,
    }


TITLE = field("title", {"type": "plain_text_input", "max_length": 10})
LEVELS = [{"text": plain(name), "value": name.lower()} for name in ("Low", "High")]


class Helper:
    """A Bolt app that opens `view` on `/help` and records what comes back."""

    def __init__(self, w: Workspace, view: dict[str, Any]) -> None:
        self.app = AsyncApp(client=w.client, process_before_response=True)
        self.view = view
        self.response: dict[str, Any] = {}
        self.submitted: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.closed: list[dict[str, Any]] = []
        self.on_click: Callable[[dict[str, Any]], Awaitable[object]] | None = None
        self.app.command("/help")(self._open)
        self.app.view("form")(self._submit)
        self.app.view_closed("form")(self._close)
        self.app.action("click")(self._click)

    async def _open(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=self.view)

    async def _submit(self, ack: AsyncAck, view: dict[str, Any]) -> None:
        self.submitted.append(view["state"]["values"])
        await ack(self.response or "")

    async def _close(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.closed.append(body)
        await ack()

    async def _click(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.actions.append(body)
        await ack()
        if self.on_click:
            await self.on_click(body)


@asynccontextmanager
async def helping(w: Workspace, *blocks: dict[str, Any], **view: object) -> AsyncIterator[Helper]:
    helper = Helper(w, modal(*blocks, **view))
    async with running(helper.app, w.sandbox):
        yield helper


async def opened(w: Workspace) -> None:
    await w.alice.command("/help", channel="general")
    await w.sandbox.until(lambda: w.alice.modal)


async def test_a_modal_travels_to_the_person_and_back(w: Workspace) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        assert await w.alice.submit({"title": "Search"}) == {}
    assert helper.submitted == [{"title": {"v": {"type": "plain_text_input", "value": "Search"}}}]
    assert w.alice.modal is None


async def test_every_kind_of_field_has_its_own_state(w: Workspace) -> None:
    fields = (
        field("level", {"type": "static_select", "options": LEVELS}),
        field("levels", {"type": "checkboxes", "options": LEVELS}),
        field("who", {"type": "users_select"}),
        field("team", {"type": "multi_users_select"}),
        field("on", {"type": "datepicker"}),
        field("at", {"type": "datetimepicker"}),
        field("count", {"type": "number_input", "is_decimal_allowed": False}),
        field("story", {"type": "rich_text_input"}),
        field("note", {"type": "plain_text_input"}, optional=True),
    )
    moment = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    async with helping(w, *fields) as helper:
        await opened(w)
        errors = await w.alice.submit(
            {
                "level": "high",
                "levels": ["Low"],
                "who": "U0BOB",
                "team": ["U0ALICE", "U0BOB"],
                "on": "2026-11-24",
                "at": moment,
                "count": 3,
                "story": "it *broke*",
            }
        )
    assert errors == {}
    states = {block: state["v"] for block, state in helper.submitted[0].items()}
    assert states["level"]["selected_option"]["value"] == "high"
    assert [o["value"] for o in states["levels"]["selected_options"]] == ["low"]
    assert states["who"]["selected_user"] == "U0BOB"
    assert states["team"]["selected_users"] == ["U0ALICE", "U0BOB"]
    assert states["on"]["selected_date"] == "2026-11-24"
    assert states["at"]["selected_date_time"] == int(moment.timestamp())
    assert states["count"]["value"] == "3"
    assert states["story"]["rich_text_value"]["type"] == "rich_text"
    assert states["note"]["value"] is None


async def test_untouched_fields_keep_their_initial_values(w: Workspace) -> None:
    element = {"type": "static_select", "options": LEVELS, "initial_option": LEVELS[1]}
    async with helping(w, field("level", element)) as helper:
        await opened(w)
        await w.alice.submit()
    assert helper.submitted[0]["level"]["v"]["selected_option"]["value"] == "high"


@pytest.mark.parametrize("value", [None, "x" * 11])
async def test_the_client_refuses_what_the_field_forbids(w: Workspace, value: str | None) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        assert set(await w.alice.submit({"title": value})) == {"title"}
    assert helper.submitted == []
    assert w.alice.modal is not None


async def test_nobody_enters_what_is_not_offered(w: Workspace) -> None:
    async with helping(w, field("level", {"type": "static_select", "options": LEVELS})):
        await opened(w)
        with pytest.raises(LookupError, match="medium"):
            await w.alice.submit({"level": "medium"})
        with pytest.raises(LookupError, match="colour"):
            await w.alice.submit({"colour": "red"})


async def test_errors_of_the_app_keep_the_modal_open(w: Workspace) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        helper.response = {"response_action": "errors", "errors": {"title": "Taken"}}
        assert await w.alice.submit({"title": "Search"}) == {"title": "Taken"}
    assert w.alice.modal is not None


async def test_errors_for_a_block_that_is_not_there_are_refused(w: Workspace) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        helper.response = {"response_action": "errors", "errors": {"elsewhere": "Taken"}}
        with pytest.raises(SlackError):
            await w.alice.submit({"title": "Search"})


async def test_a_submission_may_update_push_or_clear(w: Workspace) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        second = modal(TITLE, title=plain("Second"))
        helper.response = {"response_action": "update", "view": second}
        await w.alice.submit({"title": "a"})
        assert w.alice.modal is not None
        assert w.alice.modal.given["title"]["text"] == "Second"
        helper.response = {"response_action": "push", "view": modal(TITLE, title=plain("Third"))}
        await w.alice.submit({"title": "a"})
        assert w.alice.modal.given["title"]["text"] == "Third"
        await w.alice.close_modal()
        assert w.alice.modal.given["title"]["text"] == "Second"
        helper.response = {"response_action": "clear"}
        await w.alice.submit({"title": "a"})
    assert w.alice.modal is None


async def test_closing_is_told_only_to_those_who_asked(w: Workspace) -> None:
    async with helping(w, TITLE, notify_on_close=True) as helper:
        await opened(w)
        await w.alice.close_modal()
        helper.view = modal(TITLE)
        await opened(w)
        await w.alice.close_modal()
    assert [body["is_cleared"] for body in helper.closed] == [False]


async def test_an_update_keeps_what_was_entered(w: Workspace) -> None:
    async with helping(w, TITLE) as helper:
        await opened(w)
        w.alice.fill({"title": "Search"})
        assert w.alice.modal is not None
        view_id = w.alice.modal.id
        await w.client.views_update(view_id=view_id, view=modal(TITLE, {"type": "divider"}))
        await w.alice.submit()
    assert helper.submitted[0]["title"]["v"]["value"] == "Search"


async def test_an_update_with_an_old_hash_conflicts(w: Workspace) -> None:
    async with helping(w, TITLE):
        await opened(w)
        assert w.alice.modal is not None
        async with refused("hash_conflict"):
            await w.client.views_update(view_id=w.alice.modal.id, hash="old", view=modal(TITLE))


async def test_a_closed_view_is_not_found(w: Workspace) -> None:
    async with helping(w, TITLE):
        await opened(w)
        assert w.alice.modal is not None
        view_id = w.alice.modal.id
        await w.alice.close_modal()
        async with refused("not_found"):
            await w.client.views_update(view_id=view_id, view=modal(TITLE))


async def test_a_trigger_works_once(w: Workspace) -> None:
    trigger = w.sandbox.slack.triggers.issue("U0ALICE")
    await w.client.views_open(trigger_id=trigger, view=modal(TITLE))
    async with refused("exchanged_trigger_id"):
        await w.client.views_open(trigger_id=trigger, view=modal(TITLE))


async def test_a_bad_view_is_refused_with_a_pointer(w: Workspace) -> None:
    trigger = w.sandbox.slack.triggers.issue("U0ALICE")
    bad = modal(TITLE, title=plain("x" * 25))
    async with refused("invalid_arguments") as body:
        await w.client.views_open(trigger_id=trigger, view=bad)
    assert "/view/title" in body["response_metadata"]["messages"][0]


async def test_a_third_modal_is_the_last_on_the_stack(w: Workspace) -> None:
    triggers = w.sandbox.slack.triggers
    await w.client.views_open(trigger_id=triggers.issue("U0ALICE"), view=modal(TITLE))
    for _ in range(2):
        trigger = triggers.issue("U0ALICE", in_modal=True)
        await w.client.views_push(trigger_id=trigger, view=modal(TITLE))
    trigger = triggers.issue("U0ALICE", in_modal=True)
    async with refused("push_limit_reached"):
        await w.client.views_push(trigger_id=trigger, view=modal(TITLE))


BUTTONS = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "click", "text": plain("Resolve"), "value": "7"},
        {"type": "static_select", "action_id": "level", "options": LEVELS},
    ],
}


async def test_a_click_carries_message_state_and_response_url(w: Workspace) -> None:
    sent = await w.client.chat_postMessage(channel="C0GEN", text="Incident", blocks=[BUTTONS])
    async with helping(w, TITLE) as helper:
        await w.alice.click("general", sent["ts"], "click")
    body = helper.actions[0]
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("7", "row")
    assert body["container"]["message_ts"] == sent["ts"] == body["message"]["ts"]
    assert body["state"]["values"]["row"]["level"]["selected_option"] is None
    assert body["response_url"]


async def test_a_button_that_is_not_there_cannot_be_clicked(w: Workspace) -> None:
    sent = await w.client.chat_postMessage(channel="C0GEN", text="Incident", blocks=[BUTTONS])
    with pytest.raises(LookupError, match="approve"):
        await w.alice.click("general", sent["ts"], "approve")
    with pytest.raises(SlackError, match="message_not_found"):
        await w.alice.click("general", "1.000000", "click")


async def test_a_whisper_is_replaced_and_deleted_through_its_response_url(w: Workspace) -> None:
    heard = await w.client.chat_postEphemeral(
        channel="C0GEN", user="U0ALICE", text="Sure?", blocks=[BUTTONS]
    )
    async with helping(w, TITLE) as helper:

        async def replace(body: dict[str, Any]) -> None:
            async with ClientSession() as session:
                answer = {"replace_original": True, "text": "Done"}
                await session.post(body["response_url"], json=answer)

        helper.on_click = replace
        await w.alice.click("general", heard["message_ts"], "click")
        await w.sandbox.until(lambda: w.alice.whispers("general")[0].text == "Done")
    assert w.sandbox.deliveries[0].parcel.payload["container"]["is_ephemeral"]


async def test_a_click_nobody_handles_shows_a_warning(w: Workspace) -> None:
    sent = await w.client.chat_postMessage(channel="C0GEN", text="Incident", blocks=[BUTTONS])
    with pytest.raises(NoAnswerError, match="dispatch_failed"):
        await w.alice.click("general", sent["ts"], "click")


async def test_a_home_tab_has_working_buttons(w: Workspace) -> None:
    home = {"type": "home", "blocks": [BUTTONS]}
    await w.client.views_publish(user_id="U0ALICE", view=home)
    async with helping(w, TITLE) as helper:
        await w.alice.click_home("click")
    assert helper.actions[0]["view"]["type"] == "home"
    assert helper.actions[0]["container"]["type"] == "view"


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [{"text": "x"}]}, "invalid_blocks", "/0"),
        ({"message": {"text": "t", "blocks": [{"text": "x"}]}}, "invalid_message", "/blocks/0"),
        ({"view": modal({"text": "x"})}, "invalid_view", "/blocks/0"),
        ({"view": {"type": "modal", "blocks": [{"type": "divider"}]}}, "invalid_view", ""),
    ],
)
async def test_blocks_messages_and_views_are_validated_for_anyone(
    w: Workspace, given: dict[str, Any], error: str, pointer: str
) -> None:
    stranger = AsyncWebClient(base_url=w.sandbox.api_url)
    async with refused(error) as body:
        await stranger.api_call("blocks.validate", json=given)
    fault = body["errors"][0]
    assert (fault["code"], fault["pointer"]) == ("missing_field", pointer)
    assert fault["field"] == ("title" if pointer == "" else "type")
    assert fault["message"]


@pytest.mark.parametrize("given", [{}, {"blocks": [], "view": modal(TITLE)}])
async def test_one_thing_is_validated_at_a_time(w: Workspace, given: dict[str, Any]) -> None:
    async with refused("invalid_arguments"):
        await w.client.api_call("blocks.validate", json=given)


async def test_what_is_valid_is_ok(w: Workspace) -> None:
    for given in ({"blocks": [{"type": "divider"}]}, {"message": {"text": "t"}}):
        assert (await w.client.api_call("blocks.validate", json=given))["ok"]
    assert (await w.client.api_call("blocks.validate", json={"view": modal(TITLE)}))["ok"]


async def test_closing_the_stack_tells_of_every_view_that_asked(w: Workspace) -> None:
    async with helping(w, TITLE, notify_on_close=True) as helper:
        await opened(w)
        second = modal(TITLE, notify_on_close=True)
        helper.response = {"response_action": "push", "view": second}
        await w.alice.submit({"title": "a"})
        await w.alice.close_modal(whole_stack=True)
    assert [body["is_cleared"] for body in helper.closed] == [True, True]
    assert w.alice.modal is None
