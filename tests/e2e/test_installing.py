"""Installing with OAuth, in two workspaces: pages, tokens at rest, renewal, and the end of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from app.admission import NOT_INSTALLED
from app.errors import ConfigurationError
from app.sealing import new_key
from app.stage import Stage
from app.workspace.service_installation import DELETE_WORKSPACE
from tests.e2e.building import OTHER, Building, allow, come_back, free_port, opened
from tests.e2e.conftest import PATIENCE, closing
from tests.e2e.office import DECLARED, START, Office, words


@pytest.fixture
async def building(sqlite_url: str) -> AsyncIterator[Building]:
    async with opened(sqlite_url) as building:
        yield building


def file_of(url: str) -> bytes:
    """The database and its log."""
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def tokens(office: Office) -> list[str]:
    return [value for value in office.stage.slack.slack.app.tokens if value.startswith("xoxb")]


async def home(office: Office) -> str:
    await office.alice.open_home()
    await office.stage.settled()
    return words(office.alice.home.blocks if office.alice.home else [])


async def test_whoever_installs_works_at_once_and_only_there(
    building: Building, sqlite_url: str
) -> None:
    acme, other = building.offices
    page = await building.install(other)
    assert "Onward is in Other &amp; Sons" in page
    assert f"/app_redirect?app=A0APP&amp;team={OTHER.id}" in page
    assert "Start an incident" in await home(other)
    await other.declare("Search is down")
    assert await home(acme) == ""
    await acme.alice.command("/incident help", channel="general")
    assert [one.text for one in acme.alice.whispers("general")] == [NOT_INSTALLED]
    await acme.alice.say("general", "Is it here?")
    await building.settled()
    assert acme.said("general") == []
    # No call tells what is known already.
    assert other.calls().count("auth.test") == 2
    # Tokens stand sealed.
    kept = file_of(sqlite_url)
    assert b"sealed:" in kept
    assert not any(token.encode() in kept for token in tokens(other))
    assert not any(token in str(acme.logs) for token in tokens(other))


async def test_what_does_not_come_from_the_same_browser_in_time_installs_nothing(
    building: Building,
) -> None:
    acme, _ = building.offices
    url, cookie = await building.allow(acme)
    refused = [
        ((url, "another"), 400, "in the browser in which you started"),
        ((f"{building.address}/slack/oauth_redirect?error=access_denied", cookie), 200, "a slip"),
    ]
    for given, status, said in refused:
        assert (await come_back(given))[0] == status
        assert said in (await come_back(given))[1]
    late = await building.allow(acme)
    building.clock.move_to(building.clock.now() + timedelta(minutes=10))
    assert "more than ten minutes" in (await come_back(late))[1]
    used = await building.allow(acme)
    assert (await come_back(used))[0] == 200
    status, page = await come_back(used)
    assert (status, "was used" in page) == (401, True)
    wrong = await building.allow(acme)
    acme.stage.slack.slack.app.codes.clear()
    status, page = await come_back(wrong)
    assert (status, "Slack did not accept" in page) == (401, True)
    org_wide = await building.allow(acme)
    acme.stage.slack.slack.app.is_org_wide = True
    assert "whole organization" in (await come_back(org_wide))[1]
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{building.address}/slack/install") as answer,
    ):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_after_the_app_was_removed_nothing_is_sent_until_it_is_there_again(
    building: Building, sqlite_url: str
) -> None:
    acme, other = building.offices
    await building.install(acme)
    await building.install(other)
    channel = await acme.declare("Search is down")
    await acme.resolve(channel, {"facilitator": acme.dora.id})
    sealed = file_of(sqlite_url).count(b"sealed:")
    acme.stage.slack.uninstall()
    await building.settled()
    assert file_of(sqlite_url).count(b"sealed:") < sealed
    deleted_at = await building.onward.next_due_at(DELETE_WORKSPACE)
    assert deleted_at is not None
    assert timedelta(days=29) < deleted_at - building.clock.now() <= timedelta(days=30)
    before = acme.calls_so_far
    await acme.pass_time(timedelta(days=1))
    assert acme.calls(before) == []
    await building.install(acme)
    assert await building.onward.next_due_at(DELETE_WORKSPACE) is None
    await acme.pass_time(timedelta(days=11))
    assert acme.tally(channel)["agendas"] == 1
    # The other workspace noticed nothing, until it leaves for good.
    assert other.tally(await other.declare("Search is down")) == DECLARED
    other.stage.slack.uninstall()
    await acme.pass_time(timedelta(days=31))
    assert OTHER.id.encode() not in file_of(sqlite_url)
    assert "INC-1" in await acme.typed(acme.dora, "/incident search down", "general")


async def test_a_token_that_slack_refuses_goes_and_the_data_stays(
    building: Building, sqlite_url: str
) -> None:
    acme, _ = building.offices
    await building.install(acme)
    await acme.declare("Search is down")
    for token in acme.stage.slack.slack.app.tokens.values():
        token.revoked = True
    await acme.alice.command("/incident status identified", channel=acme.incident_channel(1).id)
    await building.settled()
    assert [one["event"] for one in acme.logs].count("installed.token_refused") == 1
    await acme.alice.command("/incident help", channel="general")
    assert acme.alice.whispers("general")[-1].text == NOT_INSTALLED
    assert await building.onward.next_due_at(DELETE_WORKSPACE) is None
    await building.install(acme)
    assert "Search is down" in await home(acme)


async def test_tokens_that_expire_are_renewed_once_and_kept(building: Building) -> None:
    acme, _ = building.offices
    acme.stage.slack.slack.app.has_rotation = True
    await building.install(acme)
    channel = await acme.declare("Search is down")
    await acme.pass_time(timedelta(hours=11))
    await acme.keep(channel, acme.bob, "The disk is full")
    await building.onward.stop()
    await building.start_bot()
    await acme.pass_time(timedelta(hours=30))
    await acme.keep(channel, acme.bob, "The disk is empty")
    assert "The disk is empty" in await acme.timeline(channel)
    asked = [one for one in acme.stage.slack.calls if one.method == "oauth.v2.access"]
    assert len(asked) > 2
    assert all(one.answer and one.answer["ok"] for one in asked)  # each refresh token once


async def test_without_the_key_nothing_starts(building: Building) -> None:
    await building.install(building.offices[0])
    await building.onward.stop()
    key, building.key = building.key, ""
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEY has to hold"):
        await building.start_bot()
    building.key = key
    await building.start_bot()
    assert "Start an incident" in await home(building.offices[0])


async def test_events_may_come_over_a_socket_and_pages_over_http(sqlite_url: str) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    stage = Stage(
        START,
        sqlite_url,
        ack_timeout_s=PATIENCE,
        slack_bot_token="",
        slack_client_id="1.2",
        slack_client_secret="sandbox-client-secret",
        encryption_key=new_key(),
        public_url=address,
        host="127.0.0.1",
        port=port,
    )
    async with closing(Office(stage)) as office:
        assert (await come_back(await allow(address, "T0ACME")))[0] == 200
        await stage.settled()
        assert office.tally(await office.declare("Search is down")) == DECLARED
