"""What every method has in common: tokens, arguments, scopes, tiers, unknown names."""

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.sandbox.tiers import WINDOWS
from tests.unit.sandbox.workspaces import SCOPES, Workspace, manifest, refused, workspace


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
    seen: list[dict[str, Any]] = []
    w.sandbox.slack.watchers.append(lambda event, _place: seen.append(event))
    await w.client.auth_revoke()
    assert seen[0]["tokens"] == {"oauth": [], "bot": ["U0BOT"]}
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


async def test_answers_name_the_scopes_that_are_granted_and_accepted(w: Workspace) -> None:
    answer = await w.client.users_info(user="U0ALICE")
    granted = answer.headers["X-OAuth-Scopes"].split(",")
    assert set(granted) == set(SCOPES.split())
    assert answer.headers["X-Accepted-OAuth-Scopes"] == "users:read"
    with pytest.raises(SlackApiError) as caught:
        await w.client.users_info(user="U0NOBODY")
    assert "chat:write" in caught.value.response.headers["X-OAuth-Scopes"]


@pytest.mark.parametrize(
    ("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object"), ("", "not_authed")]
)
async def test_a_body_that_is_no_json_object_is_refused(
    w: Workspace, body: str, error: str
) -> None:
    header = {"Content-Type": "application/json; charset=utf-8"}
    url = f"{w.sandbox.api_url}auth.test"
    async with ClientSession() as session, session.post(url, data=body, headers=header) as response:
        assert (await response.json())["error"] == error
    assert w.sandbox.calls[-1].answer == {"ok": False, "error": error}


async def test_addresses_are_for_tokens_that_may_see_them(w: Workspace) -> None:
    token = w.sandbox.slack.app.tokens[w.sandbox.bot_token]
    seen = (await w.client.users_info(user="U0ALICE"))["user"]["profile"]
    token.scopes -= {"users:read.email"}
    unseen = (await w.client.users_info(user="U0ALICE"))["user"]["profile"]
    assert (seen["email"], "email" in unseen) == ("alice@acme.example", False)


async def test_presence_is_told_in_full_to_oneself_only(w: Workspace) -> None:
    w.sandbox.add_person("Carol Cole", id="U0CAROL", is_away=True)
    of_alice = await w.client.users_getPresence(user="U0ALICE")
    of_carol = await w.client.users_getPresence(user="U0CAROL")
    own = await w.client.users_getPresence(user="U0BOT")
    assert (of_alice["presence"], of_carol["presence"]) == ("active", "away")
    assert "online" not in of_alice.data
    assert own["online"] is True
    async with refused("user_not_found"):
        await w.client.users_getPresence(user="U0NOBODY")


async def test_custom_emoji_are_listed_with_their_pictures() -> None:
    async with workspace(manifest(scopes=f"{SCOPES} emoji:read")) as w:
        w.sandbox.slack.world.custom_emoji.add("shipit")
        answer = await w.client.emoji_list()
    assert set(answer["emoji"]) == {"shipit", "simple_smile"}
    assert answer["emoji"]["shipit"].endswith("/shipit.png")
