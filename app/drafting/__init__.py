"""Have a language model word the summary, in a process of its own: see `__main__`.

The library that knows the providers takes seconds and much memory to load, so that it is loaded
only when something is asked, and gone afterwards. docs/adr/0007-drafts.md.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec

from pydantic import ValidationError

from app.config import Settings
from app.drafting.answer import Answer, Asked, Trouble
from app.errors import ConfigurationError

Ask = Callable[[str, str], Awaitable[Answer]]
"""Instructions and facts in, what the model says out. Raises DraftingError."""

STARTING_FOR = 12.0
"""Seconds that the process may take besides the model."""
_LEASED = 0.85
"""The part of the outbox's lease within which an effect has to end; the worker stops it later."""
_OWN = ("SLACK_", "DATABASE_")
_MODULES = {
    "pydantic_ai": "pydantic_ai",
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google.genai",
}
_KEYS = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
}


class DraftingError(Exception):
    """There is no answer. Says why without a word of what was asked or said."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def asker(settings: Settings) -> Ask | None:
    """Who is asked; nobody unless the operator chose a model."""
    model = settings.summary_model
    if model is None:
        return None

    async def ask(instructions: str, facts: str) -> Answer:
        return await answered(
            Asked(
                model=model,
                url=settings.summary_model_url,
                instructions=instructions,
                facts=facts,
                within=settings.summary_timeout_seconds,
            )
        )

    return ask


async def answered(asked: Asked) -> Answer:
    """What the model says. Raises DraftingError, also when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.drafting",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # libraries complain with what they were given
        env={name: it for name, it in os.environ.items() if not name.startswith(_OWN)},
    )
    told = json.dumps(asked.values()).encode()
    try:
        said, _ = await asyncio.wait_for(process.communicate(told), asked.within + STARTING_FOR)
    except TimeoutError:
        raise DraftingError(Trouble.TOO_LATE) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return read(said)


def read(said: bytes) -> Answer:
    """What the process wrote."""
    try:
        found = json.loads(said)
        if "trouble" not in found:
            return Answer.model_validate(found)
        trouble = Trouble(found["trouble"])
    except (ValueError, TypeError, ValidationError):  # it was killed half-way, or worse
        raise DraftingError(Trouble.UNUSABLE) from None
    raise DraftingError(trouble)


Find = Callable[[str], object | None]
"""The module of this name, or None where it is not installed."""


def require_model(settings: Settings, find: Find = find_spec) -> None:
    """Refuse settings with which the model that was chosen cannot be asked."""
    if settings.summary_model is None:
        return
    provider = settings.summary_model.partition(":")[0].partition("-")[0]
    if not _is_installed("pydantic_ai", find) or not _is_installed(provider, find):
        raise ConfigurationError(
            f"SUMMARY_MODEL is {settings.summary_model}, but what talks to {provider} is not "
            "installed: pip install --require-hashes -r requirements-llm.lock, or unset it."
        )
    _require_key(settings, provider)
    _require_time(settings)


def _is_installed(provider: str, find: Find) -> bool:
    """Of a provider that is not in our list, the first question tells."""
    parts = _MODULES.get(provider, "").split(".")
    modules = [".".join(parts[: n + 1]) for n in range(len(parts))]
    return all(find(module) for module in modules if module)


def _require_key(settings: Settings, provider: str) -> None:
    keys = _KEYS.get(provider, ())
    if keys and settings.summary_model_url is None and not any(map(os.environ.get, keys)):
        raise ConfigurationError(
            f"{keys[0]} is not set in the environment: SUMMARY_MODEL {settings.summary_model} "
            "cannot be asked without it."
        )


def _require_time(settings: Settings) -> None:
    most = settings.outbox_lease_seconds * _LEASED - STARTING_FOR
    if settings.summary_timeout_seconds > most:
        raise ConfigurationError(
            f"SUMMARY_TIMEOUT_SECONDS has to be {most:.0f} at most, or OUTBOX_LEASE_SECONDS higher."
        )
