"""The bot by hand, over the browser's socket: what a window can do, and what the bar can."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import ConfigurationError
from app.scene import first_morning
from app.theater import Theater
from tests.browser_window import BrowserWindow, opened_window
from tests.e2e.house import ALICE, BOB, declared, house, resolved, seen_by

MORNING = first_morning(date(2026, 3, 3))
RECORDING = "split-topology-2018"
FAST = 1_000_000


def action(message: dict[str, Any], label: str) -> dict[str, Any]:
    """Where a button of a message is, as `click` wants it."""
    return next(
        {"ts": message["ts"], "block_id": block["block_id"], "action_id": element["action_id"]}
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element.get("text", {}).get("text") == label
    )


async def said_in(window: BrowserWindow, channel: str) -> list[dict[str, Any]]:
    opened = await window.ask("open", channel=channel)
    messages: list[dict[str, Any]] = opened["messages"]
    return messages


async def test_the_whole_main_job_is_done_by_hand(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        channel = (await declared(window))["id"]
        sent = await window.ask("say", channel=channel, text="The index is empty.")
        await window.ask("react", channel=channel, ts=sent["ts"], name="pushpin")
        await window.hears(
            "message",
            lambda frame: "white_check_mark" in str(frame["message"]["reactions"]),
        )
        await resolved(window, channel)
        moved = await window.ask("clock", move="review")
        agenda = await window.hears_message("begins now")
        await window.ask("click", channel=channel, **action(agenda, "Post the summary"))
        summary = await window.hears("message", lambda frame: frame["message"]["files"])
        (file, *_) = summary["message"]["files"]
        assert moved["now"] > "2026-03-04"
        assert file["url"].startswith("/browser/files/")


async def test_a_form_is_filled_refused_and_closed(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("shortcut", callback_id="incidents.start")
        (view,) = (await window.hears("modals"))["modals"]
        await window.ask("fill", values={"title": "Half typed"})
        (filled,) = (await window.hears("modals"))["modals"]
        answer = await window.answer("submit", values={"title": ""})
        await window.ask("close_modal")
        await window.hears("modals", lambda frame: frame["modals"] == [])
        assert view["callback_id"] == "incidents.start_form"
        assert filled["state"]["values"]["title"]["value"]["value"] == "Half typed"
        assert set(answer["errors"]) == {"title"}


async def test_a_message_becomes_an_incident_by_its_shortcut(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        sent = await window.ask("say", channel="C0GEN", text="The lift smokes")
        await window.ask(
            "message_shortcut",
            callback_id="incidents.start_from_message",
            channel="C0GEN",
            ts=sent["ts"],
        )
        (view,) = (await window.hears("modals"))["modals"]
        assert view["state"]["values"]["title"]["value"]["value"] == "The lift smokes"


async def test_app_home_is_published_for_who_opens_it_and_its_buttons_work(
    sqlite_url: str,
) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("open_home")
        home = (await window.hears("home"))["home"]
        start = action({"ts": "", **home}, "Start an incident")
        await window.ask("click_home", block_id=start["block_id"], action_id=start["action_id"])
        (view,) = (await window.hears("modals"))["modals"]
        assert view["callback_id"] == "incidents.start_form"


async def test_what_a_button_opens_is_seen_by_who_pressed_it_alone(sqlite_url: str) -> None:
    async with (
        house(sqlite_url) as here,
        seen_by(ALICE, here) as hers,
        seen_by(BOB, here) as his,
    ):
        channel = await declared(hers)
        messages = await said_in(hers, channel["id"])
        card = next(one for one in messages if one["ts"] == channel["pins"][0])
        await hers.ask("click", channel=channel["id"], **action(card, "Timeline"))
        (view,) = (await hers.hears("modals"))["modals"]
        assert view["callback_id"] == "timeline.page"
        assert not any(one["is_whisper"] for one in await said_in(his, channel["id"]))


async def test_help_is_a_whisper_and_the_answer_of_the_command(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(BOB, here) as window:
        answer = await window.ask("command", channel="C0GEN", line="/incident help")
        heard = await window.hears("message", lambda frame: frame["message"]["is_whisper"])
        usages = [one["usage"] for one in window.snapshot["commands"][0]["words"]]
        assert answer["blocks"]
        assert heard["channel"] == "C0GEN"
        assert "start [here] [title]" in usages


async def test_messages_are_sent_edited_pinned_and_deleted(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(BOB, here) as window:
        upload = {"name": "a.txt", "mimetype": "text/plain", "base64": "aGk="}
        sent = await window.ask("say", channel="C0GEN", text="Tpyo", files=[upload])
        at = {"channel": "C0GEN", "ts": sent["ts"]}
        await window.ask("edit", **at, text="Typo")
        edited = await window.hears("message", lambda frame: frame["message"]["edited"])
        await window.ask("react", **at, name="eyes")
        await window.ask("unreact", **at, name="eyes")
        await window.ask("pin", **at)
        pinned = await window.hears("message", lambda frame: frame["message"]["pinned"])
        await window.ask("unpin", **at)
        await window.ask("delete", **at)
        gone = await window.hears("message_gone")
        assert edited["message"]["text"] == "Typo"
        assert edited["message"]["files"][0]["size"] == 2
        assert pinned["message"]["ts"] == gone["ts"] == sent["ts"]


async def test_a_reply_can_be_sent_to_the_channel_too(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(BOB, here) as window:
        parent = await window.ask("say", channel="C0GEN", text="Parent")
        await window.ask(
            "say", channel="C0GEN", text="Loud", thread_ts=parent["ts"], broadcast=True
        )
        heard = await window.hears_message("Loud")
        assert (heard["subtype"], heard["thread_ts"]) == ("thread_broadcast", parent["ts"])


async def test_channels_are_made_changed_and_unmade(sqlite_url: str) -> None:
    async with (
        house(sqlite_url) as here,
        seen_by(ALICE, here) as hers,
        seen_by(BOB, here) as his,
    ):
        made = (await hers.ask("create_channel", name="attic", is_private=True))["channel"]
        at = {"channel": made["id"]}
        await hers.ask("invite", **at, user=BOB)
        await his.hears("channels", lambda frame: frame["channels"][0]["id"] == made["id"])
        await hers.ask("rename", **at, text="cellar")
        await hers.ask("set_topic", **at, text="Wine")
        seen = await his.hears("channels", lambda frame: frame["channels"][0]["topic"])
        await hers.ask("remove", **at, user=BOB)
        await his.hears("gone", lambda frame: frame["channel"] == made["id"])
        await hers.ask("archive", **at)
        await hers.ask("unarchive", **at)
        await hers.ask("delete_channel", **at)
        await hers.hears("gone", lambda frame: frame["channel"] == made["id"])
        assert seen["channels"][0]["name"] == "cellar"


async def test_public_channels_are_joined_left_and_read(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(BOB, here) as window:
        place = window.channel("incidents")
        await window.ask("join", channel=place)
        await window.ask("read", channel=place)
        await window.ask("leave", channel=place)
        direct = (await window.ask("open_direct", user=ALICE))["channel"]
        assert (direct["kind"], direct["with"]) == ("im", ALICE)


async def test_one_window_acts_as_one_person_after_another(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        shown = await window.ask("act_as", user=BOB)
        await window.ask("say", channel="C0GEN", text="Bob here")
        heard = await window.hears_message("Bob here")
        assert shown["me"]["id"] == heard["user"] == BOB


async def test_skipping_to_what_is_due_next_ends_there(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await resolved(window, (await declared(window))["id"])
        await here.stage.settled()
        due_at = await here.stage.onward.next_due_at()
        assert due_at is not None
        moved = await window.ask("clock", move="next")
        assert moved["now"][:16] == due_at.isoformat()[:16]


async def test_an_hour_and_a_day_pass_with_all_that_is_due(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        hour = await window.ask("clock", move="hour")
        day = await window.ask("clock", move="day")
        minute = await window.ask("clock", move=60)
        assert hour["now"][:16] == "2026-03-03T15:00"
        assert day["now"][:16] == "2026-03-04T15:00"
        assert minute["now"][:16] == "2026-03-04T15:01"


async def test_without_anything_planned_the_leaps_say_so(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        assert await window.refusal("clock", move="next") == (
            "Nothing is due: the bot has nothing planned."
        )
        assert await window.refusal("clock", move="review") == (
            "No review is planned. Resolve an incident, and its review is."
        )


async def test_an_incident_declared_in_an_outage_opens_when_it_is_over(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("command", channel="C0GEN", line="/incident start Search is down")
        await window.ask("fault", kind="outage")
        await window.ask("submit", values={})
        await window.hears("call", lambda frame: frame["call"]["summary"].endswith("status 500"))
        await window.ask("fault", kind="none")
        await window.ask("clock", move="hour")
        await window.hears("channels", lambda frame: frame["channels"][0]["pins"])


async def test_the_log_has_calls_and_deliveries_of_one_gesture(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        before = (await window.ask("log"))[-1]["n"]
        await window.ask("command", channel="C0GEN", line="/incident start Search is down")
        log = await window.ask("log", after=before)
        named = {(one["direction"], one["name"], one["ok"]) for one in log}
        assert {("to_slack", "views.open", True), ("to_app", "/incident", True)} <= named


async def test_a_recording_is_replayed_into_the_open_workspace(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        (recording, *_) = await window.ask("recordings")
        await window.ask("replay", name=recording["name"], speed=FAST)
        told = await window.hears("replay")
        over = await window.hears("replay", lambda frame: frame["over"])
        shown = await window.ask("act_as", user=ALICE)
        channels = {one["name"]: one["id"] for one in shown["channels"]}
        assert told["channel"] == channels["inc-split-topology"]
        assert over["channel"] == channels["inc-split-topology"]
        assert recording["name"] == RECORDING
        assert over["done"] == over["total"]
        assert shown["replay"] is None


async def test_a_replay_is_held_and_goes_on(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("replay", name=RECORDING, speed=FAST)
        await window.hears("replay", lambda frame: frame["done"] == 3)
        await window.ask("replay", name="pause")
        held = await window.hears("replay", lambda frame: frame["paused"])
        shown = await window.ask("act_as", user=BOB)
        await window.ask("replay", name="resume")
        further = await window.hears("replay", lambda frame: frame["done"] > held["done"] + 1)
        await window.ask("replay", name="stop")
        over = await window.hears("replay", lambda frame: frame["over"])
        assert shown["replay"]["paused"]
        assert not further["paused"]
        assert over["done"] < over["total"]


async def test_a_replay_never_moves_the_clock_back(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("replay", name=RECORDING, speed=FAST)
        moved = (await window.ask("clock", move="day"))["now"]
        await window.hears("replay", lambda frame: frame["done"] == 20)
        await window.ask("replay", name="stop")
        assert here.stage.clock.now().isoformat() >= moved


async def test_a_second_replay_of_the_same_gets_a_channel_of_its_own(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        for _ in range(2):
            await window.ask("replay", name=RECORDING, speed=FAST)
            await window.hears("replay", lambda frame: frame["done"] == 2)
            await window.ask("replay", name="stop")
        names = [channel.name for channel in here.stage.slack.channels]
        assert {"inc-split-topology", "inc-split-topology-2"} <= set(names)


async def test_what_somebody_makes_impossible_is_left_out_of_a_replay(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("replay", name=RECORDING, speed=FAST)
        await window.hears("replay", lambda frame: frame["done"] == 1)
        place = here.stage.slack.channel("inc-split-topology")
        await window.ask("join", channel=place.id)
        await window.ask("archive", channel=place.id)
        told = await window.hears("replay", lambda frame: "Left out" in frame["said"])
        await window.ask("replay", name="stop")
        assert "not possible" in told["said"]


@pytest.mark.parametrize(
    ("name", "speed", "sentence"),
    [
        ("nothing", 60, "There is no recording “nothing”."),
        ("../../etc/passwd", 60, "There is no recording “../../etc/passwd”."),
        (RECORDING, 0.5, "A replay runs at the speed of life, which is 1, or faster."),
        ("pause", 60, "Nothing is being replayed."),
        ("stop", 60, "Nothing is being replayed."),
    ],
)
async def test_a_replay_that_cannot_be_is_refused(
    sqlite_url: str, name: str, speed: float, sentence: str
) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        assert await window.refusal("replay", name=name, speed=speed) == sentence


async def test_only_one_replay_runs_at_a_time(sqlite_url: str) -> None:
    async with house(sqlite_url) as here, seen_by(ALICE, here) as window:
        await window.ask("replay", name=RECORDING, speed=1)
        assert await window.refusal("replay", name=RECORDING, speed=1) == (
            "A replay is under way already. Stop it first."
        )


async def states(window: BrowserWindow) -> dict[str, object]:
    """What a window shows, save what is told anew at every start."""
    shown = {key: value for key, value in window.snapshot.items() if key != "now"}
    channels = [one["id"] for one in window.snapshot["channels"]]
    return shown | {channel: await said_in(window, channel) for channel in channels}


async def test_the_workspace_goes_on_after_a_restart(tmp_path: Path) -> None:
    first = Theater(tmp_path, MORNING, is_kept=True)
    await first.open()
    async with opened_window(first.address) as window:
        await window.ask("say", channel=window.channel("general"), text="See you tomorrow")
        await window.ask("open_home")
        await window.hears("home")
    async with opened_window(first.address) as window:
        before = await states(window)
    closed_at = first.stage.clock.now()
    await first.close()
    second = Theater(tmp_path, MORNING, is_kept=True)
    await second.open()
    async with opened_window(second.address) as window:
        after = await states(window)
        line = "/incident start Once more"
        await window.ask("command", channel=window.channel("general"), line=line)
        await window.ask("submit", values={})
        told = await window.hears("channels", lambda frame: frame["channels"][0]["pins"])
    await second.close()
    assert after == before
    assert second.stage.clock.now() >= closed_at
    assert told["channels"][0]["name"] == "inc-3-once-more"


async def test_two_sandboxes_cannot_have_the_same_workspace(tmp_path: Path) -> None:
    first = Theater(tmp_path, MORNING, is_kept=True)
    with pytest.raises(ConfigurationError, match="Close that one first"):
        Theater(tmp_path, MORNING, is_kept=True)
    assert first.stage.clock.now() < MORNING


async def test_a_new_workspace_has_a_reviewed_past_and_nothing_pending(tmp_path: Path) -> None:
    theater = Theater(tmp_path, MORNING)
    await theater.open()
    async with opened_window(theater.address) as window:
        shown = window.snapshot
        incidents = [one for one in shown["channels"] if one["name"].startswith("inc-")]
        files = [one["files"] for place in incidents for one in await said_in(window, place["id"])]
        people = [one["id"] for one in shown["people"] if not one["is_bot"]]
        forms = [(await window.ask("act_as", user=one))["modals"] for one in people]
        nothing = await window.refusal("clock", move="next")
    await theater.close()
    assert not any(forms)
    assert len(incidents) == 2
    assert sum(file["name"].endswith(".md") for each in files for file in each) >= 2
    assert len({one["tz"] for one in shown["people"] if not one["is_bot"]}) == 5
    assert {one["unread"] for one in shown["channels"]} == {0}
    assert shown["now"].startswith("2026-03-03T08:30")
    assert nothing.startswith("Nothing is due")
