"""Making Slack fail from the bar."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser_window import BrowserWindow, opened_window
from tests.unit.sandbox.browser.rooms import Room, room


async def outcomes(here: Room, calls: int) -> list[str]:
    """How that many calls of the app end."""
    client = AsyncWebClient(here.sandbox.bot_token, base_url=here.sandbox.api_url)
    client.retry_handlers = []
    return [await _outcome(client) for _ in range(calls)]


async def _outcome(client: AsyncWebClient) -> str:
    try:
        await client.auth_test()
    except SlackApiError as error:
        return str(error.response.status_code)
    except Exception as error:  # noqa: BLE001 - whatever a lost connection raises
        return type(error).__name__
    return "ok"


async def fault(window: BrowserWindow) -> str:
    """The next fault a window is told of."""
    return str((await window.hears("fault"))["kind"])


async def test_with_a_rate_limit_every_second_call_has_to_wait_until_it_ends_by_itself() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("fault", kind="rate_limit")
        begun = await fault(window)
        assert await outcomes(here, 4) == ["ok", "429", "ok", "429"]
        await outcomes(here, 36)
        assert (begun, await fault(window)) == ("rate_limit", "none")
        assert await outcomes(here, 2) == ["ok", "ok"]


async def test_an_outage_lasts_until_it_is_switched_off() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("fault", kind="outage")
        assert await outcomes(here, 3) == ["500", "500", "500"]
        await window.ask("fault", kind="none")
        assert await outcomes(here, 1) == ["ok"]


async def test_a_lost_answer_hits_one_call_whose_work_is_done() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("fault", kind="lost_answer")
        first, second = await outcomes(here, 2)
        (lost, *_) = await window.ask("log")
        assert (first, second) == ("ServerDisconnectedError", "ok")
        assert lost["answer"]["ok"]
        assert not lost["ok"]
        assert "the answer was lost" in lost["summary"]


async def test_a_second_fault_takes_the_place_of_the_first() -> None:
    async with room() as here, opened_window(here.host) as window:
        await window.ask("fault", kind="outage")
        await window.ask("fault", kind="lost_answer")
        await outcomes(here, 1)
        assert await outcomes(here, 2) == ["ok", "ok"]


async def test_a_window_that_opens_later_sees_the_fault() -> None:
    async with room() as here:
        async with opened_window(here.host) as window:
            await window.ask("fault", kind="outage")
        async with opened_window(here.host) as later:
            assert later.snapshot["fault"] == "outage"
