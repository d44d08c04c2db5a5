"""The beginning of a WebSocket on our side of it."""

from aiohttp import web


async def is_taken_up(ws: web.WebSocketResponse, request: web.Request) -> bool:
    """Answer the handshake; False when whoever began it has gone, and there is nobody to tell."""
    try:
        await ws.prepare(request)
    except ConnectionError:
        return False
    return True


def to_nobody() -> web.Response:
    """What a handler has to return where no answer can arrive."""
    return web.Response()
