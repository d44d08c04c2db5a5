"""Installing the app with OAuth: the consent page, which always consents, and `oauth.v2.access`,
which gives a token for a code, or a new one for a refresh token.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.tokens import Token
from app.sandbox.world import SLACKBOT, Json

TOKEN_LIVES_FOR = timedelta(hours=12)


async def authorize(slack: Slack, request: web.Request) -> web.StreamResponse:
    """Send the browser back to the app with a code that works once."""
    target = request.query.get("redirect_uri", "")
    if request.query.get("client_id") != slack.app.client_id or not target:
        return web.Response(status=400, text="invalid_client_id")
    code = f"{slack.world.team_id}-{slack.ids.next('code')}"
    slack.app.codes.add(code)
    answer = urlencode({"code": code, "state": request.query.get("state", "")})
    raise web.HTTPFound(f"{target}{'&' if '?' in target else '?'}{answer}")


def access(call: Call) -> Json:
    """A bot token for the code or the refresh token, each of which works once."""
    app = call.slack.app
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    is_renewal = call.text("grant_type") == "refresh_token"
    what = "refresh_token" if is_renewal else "code"
    known = app.refresh_tokens if is_renewal else app.codes
    return _answer(call, _spent(known, call.text(what), what))


def _spent(known: set[str], value: str | None, what: str) -> str:
    if value not in known:
        raise SlackError(f"invalid_{what}")
    known.remove(value)
    return value


def _answer(call: Call, spent: str) -> Json:
    app, world = call.slack.app, call.slack.world
    value = f"xoxb-sandbox-{spent.removeprefix('xoxe-1-')}"
    token = Token(kind="bot", scopes=app.manifest.scopes)
    app.tokens[value] = token
    people = [u.id for u in world.users.values() if not u.is_bot and u.id != SLACKBOT]
    return {
        **(_rotation(call, token) if app.has_rotation else {}),
        "app_id": app.id,
        "authed_user": {"id": people[0] if people else SLACKBOT},
        "scope": ",".join(sorted(app.manifest.scopes)),
        "token_type": "bot",
        "access_token": value,
        "bot_user_id": app.bot_user,
        "team": None if app.is_org_wide else {"id": world.team_id, "name": world.team_name},
        "enterprise": {"id": "E0ORG", "name": "Org"} if app.is_org_wide else None,
        "is_enterprise_install": app.is_org_wide,
    }


def _rotation(call: Call, token: Token) -> Json:
    token.expires_at = call.slack.clock.now() + TOKEN_LIVES_FOR
    refresh_token = f"xoxe-1-{call.slack.world.team_id}-{call.slack.ids.next('refresh')}"
    call.slack.app.refresh_tokens.add(refresh_token)
    return {"refresh_token": refresh_token, "expires_in": int(TOKEN_LIVES_FOR.total_seconds())}


METHODS: Mapping[str, Handler] = {"oauth.v2.access": access}
ROUTES = {("GET", "/oauth/v2/authorize"): authorize}
