"""Somebody who asks for a WebSocket and does not stay until it is there."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

HANDSHAKE = (
    "GET /{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


async def left_before_the_answer(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]], query: str = ""
) -> web.StreamResponse:
    """What `handler` returns, or raises, when its caller has hung up before it begins."""
    arrived = asyncio.Event()
    answer: asyncio.Future[web.StreamResponse] = asyncio.get_running_loop().create_future()

    async def late(request: web.Request) -> web.StreamResponse:
        arrived.set()
        while request.transport is not None:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
        try:
            answer.set_result(await handler(request))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test has to see it
            answer.set_exception(problem)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", late)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        _, caller = await asyncio.open_connection(*runner.addresses[0][:2])
        caller.write(HANDSHAKE.format(query=query).encode())
        await arrived.wait()
        caller.transport.abort()
        return await asyncio.wait_for(answer, 10)
    finally:
        await runner.cleanup()
