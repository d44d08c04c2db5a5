"""A server on this machine that speaks as OpenAI's does. It says what a test wants, or
misbehaves.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Behavior = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class ModelServer:
    """`behavior` answers; `asked` is what was asked so far."""

    behavior: Behavior
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization", ""))
        return await self.behavior(request)

    @property
    def prompt(self) -> str:
        """All that was sent the last time."""
        return "\n".join(str(each["content"]) for each in self.asked[-1]["messages"])

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that were sent the last time."""
        found: dict[str, Any] = json.loads(
            self.prompt.rpartition("<facts>")[2].partition("</facts>")[0]
        )
        return found


@asynccontextmanager
async def model_server(behavior: Behavior) -> AsyncIterator[ModelServer]:
    server = ModelServer(behavior)
    app = web.Application()
    for path in ("chat/completions", "responses", "messages"):
        app.router.add_post(f"/v1/{path}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


def completion(content: str, *, finish: str = "stop", **message: object) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "test",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def saying(content: str | dict[str, Any], **more: Any) -> Behavior:  # noqa: ANN401 - any field of a message
    """Says this; values are said as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)

    async def behave(_: web.Request) -> web.Response:
        return web.json_response(completion(text, **more))

    return behave


def answering(make: Callable[[dict[str, Any]], dict[str, Any]]) -> Behavior:
    """Says what `make` makes of the facts that were sent."""

    async def behave(request: web.Request) -> web.Response:
        body = await request.json()
        sent = "\n".join(str(each["content"]) for each in body["messages"])
        facts = json.loads(sent.rpartition("<facts>")[2].partition("</facts>")[0])
        return web.json_response(completion(json.dumps(make(facts))))

    return behave


def failing(status: int, text: str = "no") -> Behavior:
    async def behave(_: web.Request) -> web.Response:
        return web.json_response({"error": {"message": text, "type": "x"}}, status=status)

    return behave


def raw(body: bytes) -> Behavior:
    """Answers with something else than a completion."""

    async def behave(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    return behave


async def silent(_: web.Request) -> web.Response:
    """Never answers in time."""
    await asyncio.Event().wait()
    raise AssertionError


async def hanging_up(request: web.Request) -> web.StreamResponse:
    """Begins to answer and closes the connection."""
    response = web.StreamResponse(headers={"Content-Length": "4000"})
    response.content_type = "application/json"
    await response.prepare(request)
    assert request.transport is not None
    request.transport.close()
    return response
