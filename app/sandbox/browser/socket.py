"""`/browser/socket`: one WebSocket for each window, requests in, answers and news out."""

import asyncio
import logging

from aiohttp import WSMsgType, web

from app.sandbox.browser.asked import Asked, asked_of
from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.browser.desk import Desk
from app.sandbox.browser.forms import FormError
from app.sandbox.browser.sentences import REFUSALS, sentence
from app.sandbox.browser.verbs import VERBS
from app.sandbox.browser.window import Window
from app.sandbox.handshakes import is_taken_up, to_nobody
from app.sandbox.world import Json

LARGEST_FRAME = 64 * 1024 * 1024
HEARTBEAT_S = 20
GOODBYE_S = 1.0
"""How long the end of the sandbox waits for a window that has gone to sleep."""

log = logging.getLogger("onward.sandbox.browser")


async def serve(desk: Desk, request: web.Request) -> web.StreamResponse:
    """A window's whole life. `?as=` names the person it begins as."""
    user = desk.somebody(request.query.get("as"))
    ws = web.WebSocketResponse(
        timeout=GOODBYE_S, heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME, compress=False
    )
    if not await is_taken_up(ws, request):
        return to_nobody()
    window = Window(ws, user)
    window.send(desk.snapshot(window))
    desk.windows.add(window)
    writing = asyncio.create_task(window.write())
    try:
        await _listen(desk, window, ws)
    finally:
        desk.windows.remove(window)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    return ws


async def _listen(desk: Desk, window: Window, ws: web.WebSocketResponse) -> None:
    """Answer requests side by side: a command may wait for the app while somebody types on."""
    answering: set[asyncio.Task[None]] = set()
    try:
        async for frame in ws:
            if frame.type is WSMsgType.TEXT:
                task = asyncio.create_task(_answer(desk, window, frame.data))
                answering.add(task)
                task.add_done_callback(answering.discard)
    finally:
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


async def _answer(desk: Desk, window: Window, text: str) -> None:
    """Exactly one answer to every request that has an id."""
    asked = asked_of(text)
    try:
        result = await _do(desk, window, asked)
    except FormError as refusal:
        window.send(_refused(asked, str(refusal)) | {"errors": refusal.errors})
    except REFUSALS as refusal:
        window.send(_refused(asked, sentence(refusal)))
    except Exception:
        # The window must hear of it, and go on: the fault is the sandbox's own.
        log.exception("The sandbox failed to %s", asked.verb)
        told = "The sandbox itself failed at this; its terminal shows how."
        window.send(_refused(asked, told))
    else:
        window.send({"type": "done", "id": asked.id, "result": result})


async def _do(desk: Desk, window: Window, asked: Asked) -> object:
    verb = VERBS.get(asked.verb)
    if verb is None:
        raise NotPossibleError(f"The sandbox cannot “{asked.verb}”.")
    return await verb(desk, window, asked)


def _refused(asked: Asked, told: str) -> Json:
    return {"type": "refused", "id": asked.id, "sentence": told}
