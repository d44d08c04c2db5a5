"""`python -m app.drafting`: a question on its input, the model's answer on its output, both JSON.

One call, never repeated here. Nothing of the question, the answer or the key is printed anywhere
else.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from app.drafting.answer import Answer, Asked, Trouble

if TYPE_CHECKING:
    from pydantic_ai.models import Model

_NO_KEY = "none"
"""For a server of one's own that asks for none."""


async def said(asked: Asked) -> dict[str, Any]:
    """The answer as plain values, or `trouble`."""
    try:
        answer = await _answer(asked)
    except Exception as error:  # noqa: BLE001 - each provider's library has errors of its own
        return {"trouble": trouble_of(error).value}
    return answer.model_dump()


async def _answer(asked: Asked) -> Answer:
    from pydantic_ai import Agent, PromptedOutput  # noqa: PLC0415
    from pydantic_ai.usage import UsageLimits  # noqa: PLC0415

    # Small servers know neither tools nor schemas; the schema in words is understood by all.
    shape = PromptedOutput(Answer) if asked.url else Answer
    async with _model(asked) as model, asyncio.timeout(asked.within):
        agent = Agent(model, output_type=shape, instructions=asked.instructions, retries=0)
        run = await agent.run(asked.facts, usage_limits=UsageLimits(request_limit=1))
    return run.output


@asynccontextmanager
async def _model(asked: Asked) -> "AsyncIterator[Model | str]":
    """The clients of OpenAI and Anthropic would ask again by themselves, unless they are told."""
    provider, _, name = asked.model.partition(":")
    if asked.url or provider == "openai":
        async with _openai(name, asked.url) as model:
            yield model
    elif provider == "anthropic":
        async with _anthropic(name) as model:
            yield model
    else:
        yield asked.model


@asynccontextmanager
async def _openai(name: str, url: str | None) -> "AsyncIterator[Model]":
    from openai import AsyncOpenAI  # noqa: PLC0415
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel  # noqa: PLC0415
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415

    key = os.environ.get("OPENAI_API_KEY") or (_NO_KEY if url else None)
    kind = OpenAIChatModel if url else OpenAIResponsesModel
    async with AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as client:
        yield kind(name, provider=OpenAIProvider(openai_client=client))


@asynccontextmanager
async def _anthropic(name: str) -> "AsyncIterator[Model]":
    from anthropic import AsyncAnthropic  # noqa: PLC0415
    from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415

    async with AsyncAnthropic(max_retries=0) as client:
        yield AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))


def trouble_of(error: Exception) -> Trouble:
    """What an error means for whoever asked."""
    from pydantic_ai import exceptions as of  # noqa: PLC0415

    troubles: list[tuple[tuple[type[Exception], ...], Trouble]] = [
        ((TimeoutError, of.ModelTimeoutError, of.ModelRequestTimeout), Trouble.TOO_LATE),
        ((of.ModelRateLimitError, of.ModelQuotaExceededError), Trouble.LIMITED),
        ((of.ModelUnavailableError, of.ModelServerError), Trouble.FAILING),
        ((of.ModelConnectionError, ConnectionError), Trouble.UNREACHABLE),
        ((of.ModelAPIError, of.ContentFilterError), Trouble.REFUSED),
        ((of.UserError, ImportError), Trouble.NOT_SET_UP),
    ]
    return next((it for kinds, it in troubles if isinstance(error, kinds)), Trouble.UNUSABLE)


def main() -> None:
    asked = Asked(**json.loads(sys.stdin.buffer.read()))
    json.dump(asyncio.run(said(asked)), sys.stdout)


if __name__ == "__main__":
    main()
