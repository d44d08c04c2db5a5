from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn, cast

import pytest
from slack_bolt.async_app import AsyncApp

from app.clock import SystemClock
from app.config import Settings
from app.db.engine import Database
from app.deps import Deps
from app.error_handler import OUR_FAULT
from app.errors import FieldError, UserError
from app.intake import FROM_ELSEWHERE, Intake, happened_at, team_of
from app.slack.blocks import Message, modal, section
from app.slack.ids import TeamId
from app.slack.listeners import (
    Command,
    Event,
    Form,
    Listener,
    NextPage,
    Press,
    Problems,
    Reply,
    Shortcut,
    Whisper,
    on_command,
    on_event,
    on_form,
    on_press,
    on_shortcut,
)

ANSWER = Whisper(Message("Done.", (section("Done."),)))
Payload = dict[str, Any]


@dataclass
class Bolt:
    """Keeps what is registered, by way in, and answers as Bolt's `ack` would be called."""

    ways_in: dict[str, Callable[..., Awaitable[None]]] = field(default_factory=dict)

    def __getattr__(self, way_in: str) -> Callable[[object], Callable[[Any], None]]:
        return lambda _pattern: lambda handle: self.ways_in.update({way_in: handle})

    async def deliver(self, way_in: str, body: Payload) -> list[Payload]:
        answers: list[Payload] = []

        async def ack(**answer: object) -> None:
            answers.append(answer)

        await self.ways_in[way_in](body=body, ack=ack)
        return answers


def no_slack(_team: TeamId) -> NoReturn:
    raise AssertionError("these handlers call nobody")


def bolt_with(*listeners: Listener[Deps]) -> Bolt:
    database = cast("Database", None)  # these handlers store nothing
    deps = Deps(database, no_slack, SystemClock(), Settings.model_construct())
    bolt = Bolt()
    Intake(deps, listeners, unknown_command="").register(cast("AsyncApp", bolt))
    return bolt


@dataclass
class Heard:
    """A handler that keeps what it was asked and replies as told."""

    reply: Reply | Exception = None
    asked: list[Any] = field(default_factory=list)

    async def __call__(self, _deps: Deps, asked: Any) -> Reply:  # noqa: ANN401 - any request
        self.asked.append(asked)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


def command(text: str) -> Payload:
    return {
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "text": text,
        "trigger_id": "13.45.abc",
    }


def press(action: Payload, **changes: object) -> Payload:
    return {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "trigger_id": "13.45.abc",
        "actions": [{"type": "button", "action_ts": "1.000001", **action}],
        **changes,
    }


def form(callback_id: str) -> Payload:
    values = {"title": {"value": {"type": "plain_text_input", "value": "Search"}}, "empty": {}}
    view = {
        "id": "V1",
        "callback_id": callback_id,
        "private_metadata": "7",
        "state": {"values": values},
    }
    return {"team": {"id": "T1"}, "user": {"id": "U1"}, "view": view}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("note", ""),
        ("note it is down", "it is down"),
        ("  NOTE   it is down ", "it is down"),
        ("note\nit is down\nagain", "it is down\nagain"),
        ("Note\n\n14:05 it is  down", "14:05 it is  down"),
        ("note &lt;here&gt; <@U2|bo>\x00", "&lt;here&gt; <@U2|bo>"),
    ],
)
async def test_the_first_word_of_a_command_finds_its_listener(typed: str, text: str) -> None:
    note, unknown = Heard(), Heard()
    bolt = bolt_with(on_command("note", note), on_command("", unknown))
    assert await bolt.deliver("command", command(typed)) == [{}]
    [asked] = note.asked
    assert isinstance(asked, Command)
    assert asked.text == text
    assert unknown.asked == []


@pytest.mark.parametrize("typed", ["", "   "])
async def test_a_bare_command_asks_for_help(typed: str) -> None:
    help_page = Heard(ANSWER)
    bolt = bolt_with(on_command("help", help_page), on_command("", Heard()))
    [answer] = await bolt.deliver("command", command(typed))
    assert answer["text"] == "Done."
    assert len(help_page.asked) == 1


async def test_a_word_that_nobody_knows_is_handed_on_with_all_that_was_typed() -> None:
    unknown = Heard()
    await bolt_with(on_command("", unknown)).deliver("command", command("Frobnicate it"))
    assert unknown.asked[0].text == "Frobnicate it"


async def test_the_same_gesture_delivered_twice_has_the_same_key() -> None:
    heard = Heard()
    bolt = bolt_with(on_command("note", heard), on_form("f", heard), on_press("p", heard))
    for _ in range(2):
        await bolt.deliver("command", command("note x"))
        await bolt.deliver("view", form("f"))
        await bolt.deliver("action", press({"action_id": "p", "value": "7"}))
    keys = [asked.key for asked in heard.asked]
    assert keys[:3] == keys[3:]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ({"action_id": "p", "value": "7"}, "7"),
        ({"action_id": "p"}, ""),
        ({"action_id": "p", "type": "static_select", "selected_option": {"value": "sev1"}}, "sev1"),
        ({"action_id": "p", "type": "users_select", "selected_user": "U9"}, "U9"),
    ],
)
async def test_a_press_tells_what_was_chosen(action: Payload, value: str) -> None:
    heard = Heard()
    await bolt_with(on_press("p", heard)).deliver("action", press(action))
    [asked] = heard.asked
    assert isinstance(asked, Press)
    assert (asked.value, asked.channel) == (value, "C1")


async def test_an_option_of_the_overflow_menu_is_a_button_of_its_own() -> None:
    heard = Heard()
    chosen = {"type": "overflow", "action_id": "more", "selected_option": {"value": "p"}}
    await bolt_with(on_press("p", heard)).deliver("action", press(chosen))
    assert len(heard.asked) == 1


async def test_an_option_may_say_what_it_is_about() -> None:
    heard = Heard()
    chosen = {"type": "overflow", "action_id": "more", "selected_option": {"value": "p 7"}}
    await bolt_with(on_press("p", heard)).deliver("action", press(chosen))
    assert heard.asked[0].value == "7"


async def test_a_press_in_a_form_or_at_home_has_no_channel() -> None:
    heard = Heard()
    body = press({"action_id": "p", "value": "7"})
    del body["channel"]
    await bolt_with(on_press("p", heard)).deliver("action", body)
    assert heard.asked[0].channel is None


async def test_a_form_is_told_by_its_fields() -> None:
    heard = Heard()
    assert await bolt_with(on_form("f", heard)).deliver("view", form("f")) == [{}]
    [asked] = heard.asked
    assert isinstance(asked, Form)
    assert asked.values == {"title": {"type": "plain_text_input", "value": "Search"}, "empty": {}}
    assert asked.context == "7"


async def test_problems_keep_a_form_open() -> None:
    heard = Heard(Problems({"title": "Please say it."}))
    [answer] = await bolt_with(on_form("f", heard)).deliver("view", form("f"))
    assert answer == {"response_action": "errors", "errors": {"title": "Please say it."}}


async def test_a_field_that_got_other_words_is_still_known_by_its_name() -> None:
    heard = Heard(Problems({"title": "Please say it."}))
    body: dict[str, Any] = dict(form("f"))
    typed = {"type": "plain_text_input", "value": "Search"}
    body["view"] |= {
        "blocks": [{"type": "input", "block_id": "title~1", "element": {}}],
        "state": {"values": {"title~1": {"value": typed}}},
    }
    [answer] = await bolt_with(on_form("f", heard)).deliver("view", body)
    [asked] = heard.asked
    assert asked.values == {"title": typed}
    assert answer == {"response_action": "errors", "errors": {"title~1": "Please say it."}}


async def test_what_is_wrong_about_a_field_is_said_beside_it_and_of_a_command_whispered() -> None:
    wrong = Heard(FieldError("when", "There is no such day."))
    bolt = bolt_with(on_command("note", wrong), on_form("f", wrong))
    [shown] = await bolt.deliver("view", form("f"))
    assert shown == {"response_action": "errors", "errors": {"when": "There is no such day."}}
    [whispered] = await bolt.deliver("command", command("note x"))
    assert whispered["text"] == "There is no such day."


async def test_a_next_page_replaces_the_form() -> None:
    page = modal("page", "Onward", [section("Well.")])
    [answer] = await bolt_with(on_form("f", Heard(NextPage(page)))).deliver("view", form("f"))
    assert answer == {"response_action": "update", "view": page}


async def test_an_answer_to_a_form_that_belongs_to_no_channel_takes_the_forms_place() -> None:
    [answer] = await bolt_with(on_form("f", Heard(ANSWER))).deliver("view", form("f"))
    assert answer["response_action"] == "update"
    assert "Done." in str(answer["view"].to_dict())


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(UserError("Please name one person."), "Please name one person."), (KeyError("x"), OUR_FAULT)],
)
async def test_what_goes_wrong_is_said_to_the_person_acting(
    error: Exception, sentence: str
) -> None:
    bolt = bolt_with(on_command("note", Heard(error)), on_form("f", Heard(error)))
    [whispered] = await bolt.deliver("command", command("note x"))
    assert whispered["text"] == sentence
    [shown] = await bolt.deliver("view", form("f"))
    assert shown["response_action"] == "update"
    assert sentence in str(shown["view"].to_dict())


async def test_after_a_fault_of_ours_a_form_stands_open_with_what_was_entered() -> None:
    body = form("f")
    body["view"]["blocks"] = [
        {"type": "section", "block_id": "hint"},
        {"type": "input", "block_id": "title~1", "element": {}},
    ]
    [answer] = await bolt_with(on_form("f", Heard(KeyError("x")))).deliver("view", body)
    assert answer == {"response_action": "errors", "errors": {"title~1": OUR_FAULT}}
    [answer] = await bolt_with(on_form("f", Heard(UserError("No.")))).deliver("view", body)
    assert answer["response_action"] == "update"


async def test_what_nobody_listens_to_is_acknowledged_in_silence() -> None:
    bolt = bolt_with()
    shortcut = {"callback_id": "gone", "team": {"id": "T1"}, "user": {"id": "U1"}}
    assert await bolt.deliver("action", press({"action_id": "gone"})) == [{}]
    assert await bolt.deliver("view", form("gone")) == [{}]
    assert await bolt.deliver("shortcut", shortcut) == [{}]


async def test_a_shortcut_on_a_message_brings_it_along() -> None:
    heard = Heard()
    body = {
        "callback_id": "s",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "trigger_id": "13.45.abc",
        "channel": {"id": "C1"},
        "message": {"ts": "1.000001"},
    }
    await bolt_with(on_shortcut("s", heard)).deliver("shortcut", body)
    [asked] = heard.asked
    assert isinstance(asked, Shortcut)
    assert (asked.channel, asked.message) == ("C1", {"ts": "1.000001"})


async def event(bolt: Bolt, body: Payload) -> None:
    await bolt.ways_in["event"](body={"team_id": "T1", "event_id": "Ev1"}, event=body)


async def test_an_event_is_known_by_type_and_subtype() -> None:
    edit, plain_message = Heard(), Heard()
    bolt = bolt_with(on_event("message.message_changed", edit), on_event("message", plain_message))
    await event(bolt, {"type": "message", "subtype": "message_changed"})
    await event(bolt, {"type": "reaction_added"})
    [asked] = edit.asked
    assert isinstance(asked, Event)
    assert plain_message.asked == []


async def test_an_event_is_told_to_every_feature_that_listens() -> None:
    first, second = Heard(), Heard()
    bolt = bolt_with(on_event("reaction_added", first), on_event("reaction_added", second))
    await event(bolt, {"type": "reaction_added"})
    assert len(first.asked) == len(second.asked) == 1


async def test_an_event_that_was_not_kept_is_left_for_slack_to_send_again() -> None:
    bolt = bolt_with(on_event("reaction_added", Heard(RuntimeError("database away"))))
    with pytest.raises(RuntimeError):
        await event(bolt, {"type": "reaction_added"})


async def test_whoever_sees_a_shared_channel_from_another_workspace_changes_nothing() -> None:
    heard = Heard()
    bolt = bolt_with(on_press("p", heard), on_form("f", heard), on_shortcut("s", heard))
    theirs: Payload = {"user": {"id": "U7", "team_id": "T7"}}

    await bolt.deliver("action", press({"action_id": "p"}, **theirs))
    [shown] = await bolt.deliver("view", form("f") | theirs)
    await bolt.deliver("shortcut", press({}, callback_id="s", **theirs))

    assert heard.asked == []
    assert FROM_ELSEWHERE in str(shown["view"].to_dict())


async def test_in_one_enterprise_people_of_several_workspaces_act() -> None:
    heard = Heard()
    one_of_us = {"user": {"id": "U7", "team_id": "T7"}, "enterprise": {"id": "E1"}}
    await bolt_with(on_press("p", heard)).deliver("action", press({"action_id": "p"}, **one_of_us))
    assert len(heard.asked) == 1


ELSEWHERE = {"team_id": "T9", "user": {"id": "U1", "team_id": "T9"}}
"""In a channel that several workspaces share, somebody of another one did it."""


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        (ELSEWHERE | {"authorizations": [{"team_id": "T1"}]}, "T1"),
        (ELSEWHERE | {"authorizations": []}, "T9"),
        ({"team": {"id": "T9"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        ({"team": {"id": "T1"}, "view": {"app_installed_team_id": None}}, "T1"),
    ],
)
def test_what_happens_concerns_the_workspace_in_which_the_bot_hears_it(
    body: Payload, team: str
) -> None:
    assert team_of(body) == team


@pytest.mark.parametrize(
    ("told", "at"),
    [({"event_time": 1772546700}, 1772546700), ({}, None), ({"event_time": "x"}, None)],
)
def test_an_event_says_when_it_happened(told: Payload, at: int | None) -> None:
    assert happened_at(told) == (None if at is None else datetime.fromtimestamp(at, UTC))
