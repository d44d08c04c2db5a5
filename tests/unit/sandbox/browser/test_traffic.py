"""The log of what went between app and Slack."""

from slack_sdk.web.async_client import AsyncWebClient

from app.sandbox.api import RecordedCall
from app.sandbox.browser.traffic import KEPT, Traffic
from app.sandbox.world import World
from tests.browser_window import opened_window
from tests.unit.sandbox.browser.rooms import room
from tests.unit.sandbox.workspaces import START, Listener, refused


def call(method: str) -> RecordedCall:
    return RecordedCall(START, method, {}, answer={"ok": True}, status=200)


async def test_a_call_is_told_with_its_answer_and_without_its_token() -> None:
    async with room() as here, opened_window(here.host) as window:
        client = AsyncWebClient(here.sandbox.bot_token, base_url=here.sandbox.api_url)
        await client.chat_postMessage(channel="C0GEN", text="Hello\nthere")
        told = (await window.hears("call"))["call"]
        assert (told["direction"], told["name"]) == ("to_slack", "chat.postMessage")
        assert told["summary"] == "#general · Hello there"
        assert told["ok"]
        assert told["answer"]["message"]["text"] == "Hello\nthere"
        assert here.sandbox.bot_token not in str(told)


async def test_a_refused_call_says_why() -> None:
    async with room() as here, opened_window(here.host) as window:
        client = AsyncWebClient(here.sandbox.bot_token, base_url=here.sandbox.api_url)
        async with refused("channel_not_found"):
            await client.conversations_archive(channel="C0NONE")
        told = (await window.hears("call"))["call"]
        assert not told["ok"]
        assert told["summary"].endswith("channel_not_found")


async def test_a_delivery_is_told_with_the_apps_acknowledgement() -> None:
    async with room() as here, opened_window(here.host, "U0BOB") as window:
        app = await Listener.connect(here.sandbox)
        await here.sandbox.connected()
        await window.ask("invite", channel="C0ATTIC", user="U0BOT")
        await app.ack(await app.take())
        told = (await window.hears("call", lambda one: one["call"]["direction"] == "to_app"))[
            "call"
        ]
        await app.close()
        assert (told["name"], told["ok"]) == ("member_joined_channel", True)
        assert told["request"]["event"]["user"] == "U0BOT"


def test_only_the_last_thousand_are_kept_and_numbers_go_on() -> None:
    traffic = Traffic(World(team_id="T", team_name="t", domain="t"))
    for _ in range(KEPT + 5):
        traffic.called(call("auth.test"))
    kept = traffic.after(0)
    assert (len(kept), kept[0].n, kept[-1].n) == (1000, 6, 1005)


def test_a_window_that_knows_the_first_asks_for_the_rest() -> None:
    traffic = Traffic(World(team_id="T", team_name="t", domain="t"))
    for method in ("auth.test", "users.info", "chat.update"):
        traffic.called(call(method))
    assert [one.name for one in traffic.after(1)] == ["users.info", "chat.update"]


def test_a_call_that_is_never_answered_is_no_success() -> None:
    traffic = Traffic(World(team_id="T", team_name="t", domain="t"))
    traffic.called(RecordedCall(START, "auth.test", {}))
    traffic.called(RecordedCall(START, "auth.test", {}, status=500))
    assert [(one.ok, one.summary) for one in traffic.after(0)] == [
        (False, "never answered"),
        (False, "status 500"),
    ]
