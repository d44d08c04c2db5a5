"""What the browser fetches besides its socket: the page, its files, and the files in messages."""

import ipaddress
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from app.sandbox.browser.emoji_list import emoji_list
from app.sandbox.world import World

CLIENT = Path(__file__).parents[1] / "client"
CONTENT_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
SHOWN_INLINE = re.compile(r"image/(png|jpeg|gif|webp|svg\+xml)|text/plain|application/pdf")
CLIENT_PATH = re.compile(r"\w[\w./-]*")
NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def check_host(request: web.Request, named: str) -> None:
    """Refuse requests for names of other people: a page of theirs may point one at this machine.

    An address is nobody's name, `localhost` is always ours, and `named` is where we were told to
    listen.
    """
    host = urlsplit(f"//{request.host}").hostname or ""
    if host in {"localhost", named.lower()} or _is_address(host):
        return
    raise web.HTTPMisdirectedRequest(
        text=f"The sandbox answers to localhost or an address, not to {host!r}."
    )


def check_origin(request: web.Request) -> None:
    """Refuse sockets that were not opened by our own page."""
    origin = request.headers.get("Origin", "")
    if urlsplit(origin).netloc.lower() != request.host.lower():
        raise web.HTTPForbidden(text="This socket is only for the sandbox's own page.")


def page(client: Path) -> Handler:
    """The page itself."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return _client_file(request, client, "index.html")

    return serve


def client_file(client: Path) -> Handler:
    """A file of the page, by its path below `/client/`."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return _client_file(request, client, request.match_info["path"])

    return serve


async def emoji(_request: web.Request) -> web.StreamResponse:
    """The emoji for picker and texts."""
    return web.json_response(emoji_list(), headers=NO_STORE)


def download(world: World) -> Handler:
    """A file of a message. Whatever it holds, it cannot run anything in the page's name."""

    async def serve(request: web.Request) -> web.StreamResponse:
        file = world.files.get(request.match_info["file_id"])
        if file is None or file.deleted or not file.content:
            raise web.HTTPNotFound(text="This file is not there any more.")
        is_inline = SHOWN_INLINE.fullmatch(file.mimetype) and "download" not in request.query
        headers = NO_STORE | {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Content-Disposition": "inline" if is_inline else "attachment",
            "Content-Type": file.mimetype if is_inline else "application/octet-stream",
        }
        return web.Response(body=file.content, headers=headers)

    return serve


def _client_file(request: web.Request, client: Path, path: str) -> web.StreamResponse:
    root = client.resolve()
    file = (root / path).resolve() if CLIENT_PATH.fullmatch(path) else root
    content_type = CONTENT_TYPES.get(file.suffix)
    if not file.is_relative_to(root) or content_type is None or not file.is_file():
        raise web.HTTPNotFound(text="There is no such file.", headers=NO_STORE)
    headers = NO_STORE | {
        "Content-Type": f"{content_type}; charset=utf-8",
        "Content-Security-Policy": _policy(request),
        "Referrer-Policy": "no-referrer",
    }
    return web.FileResponse(file, headers=headers)


def _policy(request: web.Request) -> str:
    """Nothing from elsewhere, nothing inline; the socket by name for browsers that want it so."""
    scheme = "wss" if request.secure else "ws"
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data: blob:",
            f"connect-src 'self' {scheme}://{request.host}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
