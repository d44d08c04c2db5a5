"""Spans as OpenTelemetry has them, sent by OTLP over HTTP. Imported only when they are wanted."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

SERVICE = "onward"
_PREFIX = "onward."


def collected() -> "OtelTrace":
    """To the collector of the environment, in the background."""
    # Whoever opened it closes it: at the exit of the process that would take as long as it likes.
    provider = TracerProvider(
        resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OtelTrace(provider)


class OtelTrace:
    """Spans of one provider."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE)

    @contextmanager
    def span(self, name: str, /, **about: str) -> Iterator["_Begun"]:
        # An exception's message can hold what somebody wrote: only its kind is told.
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:
            begun = _Begun(span)
            begun.note(**about)
            try:
                yield begun
            except BaseException as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def close(self) -> None:
        self._provider.shutdown()


class _Begun:
    """A span under way."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, **about: str) -> None:
        self._span.set_attributes({_PREFIX + name: value for name, value in about.items()})
