"""The socket: who may open it, what a window is shown first, and what it hears afterwards."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from app.sandbox import messages, modals
from app.sandbox.browser import socket
from app.sandbox.browser.sentences import SENTENCES
from app.sandbox.messages import Draft
from tests.browser_window import BrowserWindow, opened_window
from tests.unit.sandbox.browser.rooms import Room, room
from tests.unit.sandbox.leaving import left_before_the_answer

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "javascript:alert(1)",
    "\u202egnp.exe \u2066isolate\u2069",
    '"><svg/onload=alert(1)>',
    "&lt;b&gt; & &amp;",
)


def plain(message: dict[str, Any]) -> str:
    """The words of a message as its rich text has them."""
    (block,) = message["blocks"]
    parts = block["elements"][0]["elements"]
    return "".join(part.get("text", "") for part in parts)


def modal(block_id: str = "title") -> dict[str, object]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "private_metadata": "secret",
        "blocks": [
            {
                "type": "input",
                "block_id": block_id,
                "label": {"type": "plain_text", "text": "Title"},
                "element": {"type": "plain_text_input", "action_id": "value"},
            }
        ],
    }


async def test_a_window_first_sees_everything_its_person_may_see_and_nothing_else() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        shown = window.snapshot
        assert shown["type"] == "snapshot"
        assert shown["me"]["name"] == "alice"
        assert {one["id"] for one in shown["people"]} >= {"U0ALICE", "U0BOB", "U0BOT", "USLACKBOT"}
        assert [one["name"] for one in shown["channels"]] == ["general"]
        assert [one["name"] for one in shown["commands"]] == ["/help", "/raw"]
        assert shown["commands"][0]["words"] == [
            {"usage": "start [title]", "says": "open a channel"}
        ]
        assert {one["type"] for one in shown["shortcuts"]} == {"global", "message"}
        assert shown["app"] == {"name": "helper", "bot_user": "U0BOT", "has_home": True}
        assert shown["now"] == "2026-11-24T09:00:00+00:00"
        assert "no place for secrets" in shown["notice"]


async def test_times_of_people_are_told_as_offsets_of_their_zones() -> None:
    async with room() as here, opened_window(here.host) as window:
        offsets = {one["name"]: one["tz_offset"] for one in window.snapshot["people"]}
        assert offsets["alice"] == -5 * 3600
        assert offsets["bob"] == 3600


async def test_a_window_that_names_nobody_begins_as_the_first_person() -> None:
    async with room() as here, opened_window(here.host, "U0NOBODY") as window:
        assert window.snapshot["me"]["id"] == "U0ALICE"


async def test_two_windows_as_two_people_see_each_others_messages_at_once() -> None:
    async with (
        room() as here,
        opened_window(here.host, "U0ALICE") as hers,
        opened_window(here.host, "U0BOB") as his,
    ):
        await hers.ask("say", channel="C0GEN", text="Is anybody there?")
        heard = await his.hears_message("Is anybody there?")
        await his.ask("react", channel="C0GEN", ts=heard["ts"], name="wave")
        seen = await hers.hears("message", lambda frame: frame["message"]["reactions"])
        assert heard["user"] == "U0ALICE"
        assert seen["message"]["reactions"] == [{"name": "wave", "users": ["U0BOB"], "count": 1}]


async def test_a_reload_shows_the_same_state() -> None:
    async with room() as here:
        async with opened_window(here.host, "U0BOB") as window:
            await window.ask("say", channel="C0GEN", text="First")
            modals.open_modal(here.slack, "U0BOB", modal())
            await window.hears("modals")
            await window.ask("fill", values={"title": "Half typed"})
            before = await window.ask("act_as", user="U0BOB")
            said = await window.ask("open", channel="C0GEN")
        async with opened_window(here.host, "U0BOB") as reloaded:
            assert reloaded.snapshot == before
            assert await reloaded.ask("open", channel="C0GEN") == said
            (view,) = reloaded.snapshot["modals"]
            assert view["state"]["values"]["title"]["value"]["value"] == "Half typed"


async def test_a_page_that_is_closed_during_the_handshake_is_forgotten() -> None:
    async with room() as here:
        await left_before_the_answer(lambda request: socket.serve(here.site.desk, request))
        async with opened_window(here.host, "U0BOB") as window:
            await window.ask("say", channel="C0GEN", text="Still here")
            await window.hears_message("Still here")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_stays_data_and_comes_back_as_it_was(text: str) -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("say", channel="C0GEN", text=text)
        told = await window.hears("message")
        assert plain(told["message"]) == text.replace("&lt;", "<").replace("&gt;", ">").replace(
            "&amp;", "&"
        )


async def test_half_characters_are_replaced_before_anything_keeps_them() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("say", channel="C0GEN", text="broken \ud83d emoji")
        told = await window.hears("message")
        assert told["message"]["text"] == "broken \ufffd emoji"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_a_page_from_elsewhere_cannot_open_the_socket(origin: str) -> None:
    async with room() as here, ClientSession() as session:
        headers = {"Origin": origin} if origin else {}
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{here.host}/browser/socket", headers=headers)
        assert refused.value.status == 403


async def test_a_strangers_name_that_was_pointed_at_this_machine_is_refused() -> None:
    async with room() as here, ClientSession() as session:
        name = "evil.example:3333"
        headers = {"Origin": f"http://{name}", "Host": name}
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{here.host}/browser/socket", headers=headers)
        assert refused.value.status == 421


async def test_localhost_is_as_good_as_the_address() -> None:
    async with (
        room() as here,
        opened_window(here.host.replace("127.0.0.1", "localhost")) as window,
    ):
        assert window.snapshot["me"]["id"] == "U0ALICE"


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ("{", "The sandbox cannot “”."),
        ("[1]", "The sandbox cannot “”."),
        ('{"do": "dance"}', "The sandbox cannot “dance”."),
        ('{"do": "open"}', "open needs “channel” as text."),
        ('{"do": "open", "channel": 7}', "open needs “channel” as text."),
        ('{"do": "say", "channel": "C0GEN", "text": " "}', "There is nothing to send yet."),
        ('{"do": "submit", "values": []}', "submit needs “values” by block_id."),
        ('{"do": "clock", "move": "yesterday"}', "clock needs “move” as a number."),
        (
            '{"do": "clock", "move": -60}',
            "The clock goes forward only, and at most a year at once.",
        ),
        ('{"do": "clock", "move": "next"}', "Nothing is due."),
        (
            '{"do": "fault", "kind": "fire"}',
            "Slack can fail in these ways: rate_limit, outage, lost_answer, none.",
        ),
        (
            '{"do": "say", "channel": "C0GEN", "text": "", "files": [{"base64": "?"}]}',
            "A file could not be read; try to attach it again.",
        ),
        ('{"do": "log", "after": true}', "log needs “after” as a number."),
        ('{"do": "log", "after": Infinity}', "log needs “after” as a number."),
        ('{"do": "log", "after": NaN}', "log needs “after” as a number."),
        ('{"do": "log", "after": 1%s}' % ("0" * 400), "log needs “after” as a number."),
    ],
)
async def test_what_cannot_be_understood_is_refused_in_a_sentence(
    frame: str, sentence: str
) -> None:
    async with room() as here, opened_window(here.host) as window:
        answer = await window.answer_to(frame)
        assert (answer["type"], answer["sentence"]) == ("refused", sentence)


async def test_a_deeply_nested_frame_is_refused_and_the_window_lives_on() -> None:
    async with room() as here, opened_window(here.host) as window:
        answer = await window.answer_to("[" * 100_000)
        assert answer["type"] == "refused"
        assert await window.ask("recordings")


EMPTIED = "A message cannot become empty: delete it instead."
UNANSWERED = "/help failed with the error “dispatch_failed”."
REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("open", {"channel": "C0ATTIC"}, "There is no such channel, or you are not in it."),
    ("open", {"channel": "C0NONE"}, "There is no such channel, or you are not in it."),
    ("edit", {"channel": "C0GEN", "ts": "BOB", "text": "x"}, SENTENCES["cant_update_message"]),
    (
        "edit",
        {"channel": "C0GEN", "ts": "BOB", "text": " "},
        "A message cannot become empty: delete it instead.",
    ),
    ("delete", {"channel": "C0GEN", "ts": "BOB"}, SENTENCES["cant_delete_message"]),
    ("delete", {"channel": "C0GEN", "ts": "1.0"}, SENTENCES["message_not_found"]),
    (
        "react",
        {"channel": "C0GEN", "ts": "BOB", "name": "nosuch"},
        "There is no emoji of this name.",
    ),
    ("unreact", {"channel": "C0GEN", "ts": "BOB", "name": "wave"}, SENTENCES["no_reaction"]),
    ("unpin", {"channel": "C0GEN", "ts": "BOB"}, "This message is not pinned."),
    ("command", {"channel": "C0GEN", "line": "/nosuch"}, "/nosuch is not a valid command."),
    (
        "command",
        {"channel": "C0GEN", "line": "/help"},
        "/help failed with the error “dispatch_failed”.",
    ),
    ("create_channel", {"name": "Big Room"}, SENTENCES["invalid_name_specials"]),
    ("create_channel", {"name": "general"}, SENTENCES["name_taken"]),
    ("leave", {"channel": "C0GEN"}, "Nobody can leave #general."),
    ("archive", {"channel": "C0GEN"}, "#general cannot be archived."),
    ("invite", {"channel": "C0GEN", "user": "U0X"}, "There is no such person."),
    ("remove", {"channel": "C0GEN", "user": "U0X"}, "There is no such person."),
    ("open_direct", {"user": "U0X"}, "There is no such person."),
    ("act_as", {"user": "U0BOT"}, "Nobody can act as this user: only people who work here."),
    ("submit", {}, "Alice Ames has no modal open."),
    ("click_home", {"action_id": "x"}, "The app has not published a home tab."),
]


@pytest.mark.parametrize(("verb", "arguments", "sentence"), REFUSED)
async def test_what_cannot_be_done_is_refused_in_a_sentence(
    verb: str, arguments: dict[str, object], sentence: str
) -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        ts = await here.bob.say("general", "mine")
        given = {name: ts if value == "BOB" else value for name, value in arguments.items()}
        assert await window.refusal(verb, **given) == sentence


async def test_every_sentence_is_one_and_ends_with_a_full_stop() -> None:
    for said in SENTENCES.values():
        assert said.endswith(".")
        assert ". " not in said


async def test_replies_and_deletions_change_their_thread_on_screen() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        ts = (await window.ask("say", channel="C0GEN", text="Parent"))["ts"]
        await window.ask("say", channel="C0GEN", text="Child", thread_ts=ts)
        grown = await window.hears("message", lambda frame: frame["message"]["reply_count"])
        child = (await window.ask("open", channel="C0GEN"))["messages"][-1]
        await window.ask("delete", channel="C0GEN", ts=child["ts"])
        gone = await window.hears("message_gone")
        shrunk = await window.hears("message", lambda frame: frame["message"]["ts"] == ts)
        assert grown["message"]["reply_users"] == ["U0ALICE"]
        assert gone["ts"] == child["ts"]
        assert shrunk["message"]["reply_count"] == 0


async def test_a_deleted_parent_is_shown_as_deleted_until_its_last_reply_goes() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        ts = (await window.ask("say", channel="C0GEN", text="Parent"))["ts"]
        reply = (await window.ask("say", channel="C0GEN", text="Child", thread_ts=ts))["ts"]
        await window.ask("delete", channel="C0GEN", ts=ts)
        await window.hears("message", lambda frame: frame["message"]["is_deleted"])
        await window.ask("delete", channel="C0GEN", ts=reply)
        assert (await window.ask("open", channel="C0GEN"))["messages"] == []
        await window.hears("message_gone", lambda frame: frame["ts"] == ts)


async def test_a_whisper_reaches_its_person_alone_and_can_be_dismissed() -> None:
    async with (
        room() as here,
        opened_window(here.host, "U0ALICE") as hers,
        opened_window(here.host, "U0BOB") as his,
    ):
        place = here.slack.channel("C0GEN")
        heard = messages.whisper(
            here.slack, place, "U0ALICE", Draft(user="U0BOT", text="Only for you")
        )
        told = await hers.hears_message("Only for you")
        shown = (await hers.ask("open", channel="C0GEN"))["messages"]
        await hers.ask("delete", channel="C0GEN", ts=heard.ts)
        gone = await hers.hears("message_gone")
        await his.ask("open", channel="C0GEN")
        assert told["is_whisper"]
        assert [one["ts"] for one in shown] == [gone["ts"]] == [heard.ts]
        assert [frame for frame in his.told if frame["type"].startswith("message")] == []


async def test_modals_are_shown_to_their_person_with_what_is_wrong_in_them() -> None:
    async with (
        room() as here,
        opened_window(here.host, "U0ALICE") as hers,
        opened_window(here.host, "U0BOB") as his,
    ):
        modals.open_modal(here.slack, "U0ALICE", modal())
        opened = await hers.hears("modals")
        answer = await hers.answer("submit", values={})
        marked = await hers.hears("modals")
        await his.ask("recordings")
        assert "private_metadata" not in opened["modals"][0]
        assert answer["type"] == "refused"
        assert answer["errors"] == marked["modals"][0]["errors"]
        assert set(answer["errors"]) == {"title"}
        assert [frame for frame in his.told if frame["type"] == "modals"] == []


async def test_who_is_taken_out_of_a_private_channel_sees_it_go() -> None:
    async with (
        room() as here,
        opened_window(here.host, "U0ALICE") as hers,
        opened_window(here.host, "U0BOB") as his,
    ):
        await his.ask("invite", channel="C0ATTIC", user="U0ALICE")
        await hers.hears("channels", lambda frame: frame["channels"][0]["id"] == "C0ATTIC")
        await his.ask("remove", channel="C0ATTIC", user="U0ALICE")
        assert (await hers.hears("gone"))["channel"] == "C0ATTIC"


async def test_unread_messages_count_until_their_channel_is_opened() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        await here.bob.say("general", "One")
        await here.bob.say("general", "Two, <@U0ALICE>")
        told = await window.hears("channels", lambda frame: frame["channels"][0]["unread"] == 2)
        opened = await window.ask("open", channel="C0GEN")
        assert told["channels"][0]["mentions"] == 1
        assert (opened["channel"]["unread"], opened["channel"]["mentions"]) == (0, 0)


async def test_a_newcomer_and_a_new_channel_appear_by_themselves() -> None:
    async with room() as here, opened_window(here.host) as window:
        here.sandbox.add_person("Carla Cho", id="U0CARLA")
        here.sandbox.add_channel("lobby", id="C0LOBBY")
        people = await window.hears("people")
        await window.hears("channels", lambda frame: frame["channels"][-1]["name"] == "lobby")
        assert people["people"][-1]["id"] == "U0CARLA"


async def test_a_jump_of_the_clock_is_told_to_every_window() -> None:
    async with room() as here, opened_window(here.host) as window:
        here.sandbox.clock.move_to(here.sandbox.clock.now().replace(hour=17))
        assert (await window.hears("now"))["now"] == "2026-11-24T17:00:00+00:00"


async def test_the_end_of_the_sandbox_closes_every_window() -> None:
    async with room() as here, opened_window(here.host) as window:
        await asyncio.gather(here.sandbox.stop(), window.ws.receive())
        assert window.ws.close_code == 1001


async def test_a_channel_of_two_thousand_messages_opens_in_one_answer() -> None:
    async with room() as here, opened_window(here.host, "U0ALICE") as window:
        place = here.slack.channel("C0GEN")
        for number in range(2000):
            messages.post(here.slack, place, Draft(user="U0BOB", text=f"Line {number}"))
        opened = await window.ask("open", channel="C0GEN")
        assert len(opened["messages"]) == 2000


async def asked(window: BrowserWindow, here: Room, verb: str, **arguments: object) -> object:
    await window.ask(verb, **arguments)
    return here.bar.asked.pop()


async def test_the_bar_hands_on_what_only_the_bots_side_can_do() -> None:
    async with room() as here, opened_window(here.host) as window:
        assert await window.ask("recordings") == [
            {"name": "fire", "title": "The server room burns"}
        ]
        hour = await asked(window, here, "clock", move="hour")
        day = await asked(window, here, "clock", move="day")
        seconds = await asked(window, here, "clock", move=90)
        review = await asked(window, here, "clock", move="review")
        replay = await asked(window, here, "replay", name="fire", speed=5)
        held = [
            await asked(window, here, "replay", name=name) for name in ("pause", "resume", "stop")
        ]
        assert [str(hour), str(day), str(seconds)] == [
            "('advance', datetime.timedelta(seconds=3600))",
            "('advance', datetime.timedelta(days=1))",
            "('advance', datetime.timedelta(seconds=90))",
        ]
        assert (review, replay) == (("to_the_review",), ("replay", "fire", 5))
        assert held == [("pause",), ("resume",), ("stop",)]


async def test_everything_told_is_json_of_one_line() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("say", channel="C0GEN", text="a\nb")
        assert "\n" not in json.dumps(await window.hears("message"))
