"""What a request says: query, form and JSON body merged, JSON inside form fields decoded."""

import base64
import json

from aiohttp import web

from app.sandbox.errors import SlackError
from app.sandbox.world import Json

JSON_FIELDS = frozenset(
    {
        "attachments",
        "blocks",
        "changes",
        "channel_ids",
        "criteria",
        "document_content",
        "files",
        "message",
        "metadata",
        "unfurls",
        "user_ids",
        "view",
    }
)


async def read_arguments(request: web.Request) -> Json:
    """All arguments of a call; where one comes twice, the body wins over the query.

    SlackError when the body claims to be JSON and is not, or not an object.
    """
    args: Json = dict(request.query) | _client(request)
    if request.content_type == "application/json":
        args |= _json_body(await request.text())
    elif request.body_exists:
        args |= dict(await request.post())
    return {name: _decoded(name, value) for name, value in args.items()}


def bearer_token(request: web.Request, args: Json) -> str | None:
    """The token of the header, or the `token` argument."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    token = args.get("token")
    return str(token) if token else None


def _client(request: web.Request) -> Json:
    """The app's own credentials, which oauth.v2.access takes as basic authentication."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    try:
        login = base64.b64decode(header.removeprefix("Basic ")).decode()
    except ValueError:
        return {}
    client_id, _, client_secret = login.partition(":")
    return {"client_id": client_id, "client_secret": client_secret}


def _json_body(text: str) -> Json:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def _decoded(name: str, value: object) -> object:
    """JSON that came as a string; what does not parse is left for the method to refuse."""
    if name not in JSON_FIELDS or not isinstance(value, str):
        return value
    try:
        decoded: object = json.loads(value)
    except ValueError:
        return value
    return decoded if isinstance(decoded, dict | list) else value
