"""The Web API by method name.

To add a family, write `methods/<family>.py` with functions `(call: Call) -> dict` that return the
answer's body (without `ok`) or raise `SlackError("code")`, and a table
`METHODS = {"family.method": function}`; then name the module in FAMILIES. Scopes, rate tiers,
faults, tokens and recording are done by `api` before and after the function. A family that needs
a URL of its own (uploads, downloads) also has `ROUTES`: pairs of HTTP method and path with an
aiohttp handler that takes `(slack, request)`, served under the sandbox's host (`slack.host`,
without a trailing slash).
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from app.sandbox.calls import Handler
from app.sandbox.methods import (
    apps,
    auth,
    blocks,
    bookmarks,
    canvases,
    chat,
    conversations,
    emoji,
    files,
    oauth,
    pins,
    reactions,
    reading,
    scheduling,
    usergroups,
    users,
    views,
)
from app.sandbox.slack import Slack

RouteHandler = Callable[[Slack, web.Request], Awaitable[web.StreamResponse]]

FAMILIES = (
    apps,
    auth,
    blocks,
    bookmarks,
    canvases,
    chat,
    conversations,
    emoji,
    files,
    oauth,
    pins,
    reactions,
    reading,
    scheduling,
    usergroups,
    users,
    views,
)
TOKENLESS = frozenset({"api.test", "blocks.validate", "oauth.v2.access"})
APP_LEVEL = frozenset({"apps.connections.open"})

METHODS: Mapping[str, Handler] = {
    name: handler for family in FAMILIES for name, handler in family.METHODS.items()
}
ROUTES: Mapping[tuple[str, str], RouteHandler] = {
    route: handler
    for family in FAMILIES
    for route, handler in getattr(family, "ROUTES", {}).items()
}
