"""What every method has in common: tokens, arguments, scopes, tiers, unknown names."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.sandbox.tiers import WINDOWS
from tests.unit.sandbox.workspaces import SCOPES, Workspace, manifest, refused, workspace


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    async with workspace() as w:
        yield w


async def test_auth_test_says_whose_token_it_is(w: Workspace) -> None:
    answer = await w.client.auth_test(team_id="T0ACME")
    assert answer["user_id"] == w.sandbox.bot_user_id
    assert answer["team_id"] == "T0ACME"
    assert answer["url"] == "https://acme.slack.com/"
    assert answer["bot_id"]


async def test_without_a_token_nobody_is_authed(w: Workspace) -> None:
    async with refused("not_authed"):
        await AsyncWebClient(base_url=w.sandbox.api_url).auth_test()


async def test_an_unknown_token_is_invalid(w: Workspace) -> None:
    async with refused("invalid_auth"):
        await AsyncWebClient(token="xoxb-nobody", base_url=w.sandbox.api_url).auth_test()


async def test_a_revoked_token_is_revoked(w: Workspace) -> None:
    await w.client.auth_revoke()
    async with refused("token_revoked"):
        await w.client.auth_test()


async def test_a_bot_token_opens_no_connections(w: Workspace) -> None:
    async with refused("not_allowed_token_type"):
        await w.client.apps_connections_open(app_token=w.sandbox.bot_token)


async def test_an_unknown_method_is_a_polite_no(w: Workspace) -> None:
    async with refused("unknown_method"):
        await w.client.api_call("chat.shout")


async def test_a_missing_scope_is_named() -> None:
    scopes = SCOPES.replace("reactions:write ", "")
    async with workspace(manifest(scopes=scopes)) as w:
        ts = await w.alice.say("general", "hello")
        async with refused("missing_scope") as body:
            await w.client.reactions_add(channel="C0GEN", timestamp=ts, name="eyes")
    assert body["needed"] == "reactions:write"
    assert "chat:write" in body["provided"].split(",")


@pytest.mark.parametrize("style", ["query", "form", "json"])
async def test_arguments_come_by_query_form_or_json(w: Workspace, style: str) -> None:
    blocks = [{"type": "divider"}]
    args = {"channel": "C0GEN", "text": "hello", "blocks": json.dumps(blocks)}
    header = {"Authorization": f"Bearer {w.sandbox.bot_token}"}
    styles: dict[str, dict[str, Any]] = {
        "query": {"params": args},
        "form": {"data": args},
        "json": {"json": args | {"blocks": blocks}},
    }
    sent = styles[style]
    url = f"{w.sandbox.api_url}chat.postMessage"
    async with ClientSession(headers=header) as session, session.post(url, **sent) as response:
        answer = await response.json()
    assert answer["ok"]
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_a_tier_is_exhausted_and_recovers_by_the_sandbox_clock() -> None:
    async with workspace(has_rate_limits=True) as w:
        for _ in range(WINDOWS["T2"].calls):
            await w.client.users_list()
        with pytest.raises(SlackApiError) as caught:
            await w.client.users_list()
        response = caught.value.response
        assert response.status_code == 429
        assert response["error"] == "ratelimited"
        wait = int(response.headers["Retry-After"])
        w.sandbox.clock.advance(timedelta(seconds=wait))
        assert (await w.client.users_list())["ok"]


async def test_calls_are_recorded_without_the_token(w: Workspace) -> None:
    await w.client.auth_test(token=w.sandbox.bot_token)
    call = w.sandbox.calls[-1]
    assert (call.method, call.status) == ("auth.test", 200)
    assert call.answer is not None
    assert call.answer["ok"]
    assert "token" not in call.args


async def test_people_are_listed_with_their_time_zones(w: Workspace) -> None:
    user = (await w.client.users_info(user="U0ALICE"))["user"]
    assert (user["name"], user["tz"], user["tz_offset"]) == ("alice", "America/New_York", -18000)
    found = await w.client.users_lookupByEmail(email="alice@acme.example")
    assert found["user"]["id"] == "U0ALICE"
    members = (await w.client.users_list())["members"]
    assert {"U0ALICE", "U0BOB", "U0BOT"} <= {member["id"] for member in members}


async def test_oauth_turns_a_code_into_a_token_once(w: Workspace) -> None:
    app = w.sandbox.slack.app
    url = f"{w.sandbox.slack.host}/oauth/v2/authorize"
    query = {"client_id": app.client_id, "state": "s1", "redirect_uri": "http://x.test/back"}
    async with (
        ClientSession() as session,
        session.get(url, params=query, allow_redirects=False) as response,
    ):
        target = response.headers["Location"]
    assert target.startswith("http://x.test/back?code=")
    assert target.endswith("&state=s1")
    code = target.partition("code=")[2].partition("&")[0]
    login = encode_basic_auth(app.client_id, app.client_secret)
    async with ClientSession(headers={"Authorization": login}) as session:
        method = f"{w.sandbox.api_url}oauth.v2.access"
        answer = await (await session.post(method, data={"code": code})).json()
        again = await (await session.post(method, data={"code": code})).json()
    fresh = AsyncWebClient(token=answer["access_token"], base_url=w.sandbox.api_url)
    assert (await fresh.auth_test())["user_id"] == answer["bot_user_id"]
    assert again["error"] == "invalid_code"
