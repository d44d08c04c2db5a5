"""Spans: what took how long, inside what, for whoever collects them. None unless the operator names
a collector; then otel.py hands them to OpenTelemetry.

A span's name and what is noted with it are names out of our code and Slack's, numbers and outcomes:
never an id, and nothing that somebody wrote.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol

from app.errors import ConfigurationError

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Span(Protocol):
    """One that has begun."""

    def note(self, **about: str) -> None:
        """Say more about it, as soon as it is known."""


class Trace(Protocol):
    """Makes spans; one that begins inside another belongs to it."""

    def span(self, name: str, /, **about: str) -> AbstractContextManager[Span]: ...

    def close(self) -> None:
        """Send what is left. May take seconds."""


class _Untold:
    """A span that nobody collects, and where they come from."""

    def span(self, name: str, /, **about: str) -> "_Untold":  # noqa: ARG002 - as Trace has it
        return self

    def note(self, **about: str) -> None:
        """Nobody asks."""

    def close(self) -> None:
        """There is nothing to send."""

    def __enter__(self) -> "_Untold":  # noqa: PYI034 - there is one
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """It was never begun."""


UNTOLD: Trace = _Untold()


def tracing(environment: Mapping[str, str]) -> Trace:
    """Where spans go, by OpenTelemetry's own variables.

    Raises ConfigurationError when a collector is named and the library is not installed.
    """
    named = next((name for name in ENDPOINTS if environment.get(name)), None)
    if named is None or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return UNTOLD
    try:
        from app.tracing.otel import collected  # noqa: PLC0415 - an extra, and a heavy one
    except ImportError as error:
        raise ConfigurationError(
            f"{named} is set, but OpenTelemetry is not installed: pip install --require-hashes -r "
            "requirements-otel.lock, or unset it."
        ) from error
    return collected()
