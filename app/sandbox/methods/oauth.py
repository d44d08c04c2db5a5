"""Installing the app with OAuth: the consent page, which always consents, and `oauth.v2.access`."""

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.tokens import Token
from app.sandbox.world import SLACKBOT, Json


async def authorize(slack: Slack, request: web.Request) -> web.StreamResponse:
    """Send the browser back to the app with a code that works once."""
    target = request.query.get("redirect_uri", "")
    if request.query.get("client_id") != slack.app.client_id or not target:
        return web.Response(status=400, text="invalid_client_id")
    code = slack.ids.next("code")
    slack.app.codes.add(code)
    answer = urlencode({"code": code, "state": request.query.get("state", "")})
    raise web.HTTPFound(f"{target}{'&' if '?' in target else '?'}{answer}")


def access(call: Call) -> Json:
    """A bot token for the code."""
    app, world = call.slack.app, call.slack.world
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    code = call.text("code") or ""
    if code not in app.codes:
        raise SlackError("invalid_code")
    app.codes.remove(code)
    value = f"xoxb-sandbox-{code}"
    app.tokens[value] = Token(kind="bot", scopes=app.manifest.scopes)
    people = [u.id for u in world.users.values() if not u.is_bot and u.id != SLACKBOT]
    return {
        "app_id": app.id,
        "authed_user": {"id": people[0] if people else SLACKBOT},
        "scope": ",".join(sorted(app.manifest.scopes)),
        "token_type": "bot",
        "access_token": value,
        "bot_user_id": app.bot_user,
        "team": {"id": world.team_id, "name": world.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


METHODS: Mapping[str, Handler] = {"oauth.v2.access": access}
ROUTES = {("GET", "/oauth/v2/authorize"): authorize}
