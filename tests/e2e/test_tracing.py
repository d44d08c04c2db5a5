"""Spans: what took how long, inside what; without a word or an id of anybody."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from app.errors import ConfigurationError
from app.stage import Stage
from app.tracing import UNTOLD, Span, tracing
from app.tracing.otel import OtelTrace
from tests.e2e.conftest import closing
from tests.e2e.office import START, Office, sketched


@dataclass
class Collector:
    """Whoever collects spans."""

    kept: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)

    def trace(self) -> OtelTrace:
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.kept))
        return OtelTrace(provider)

    def told(self, name: str, /, **about: str) -> list[str]:
        """The names of what the spans of this name, with this noted, belong to; none: `top`."""
        spans = self.kept.get_finished_spans()
        names = {span.context.span_id: span.name for span in spans if span.context}
        wanted = {f"onward.{key}": value for key, value in about.items()}
        return [
            names[span.parent.span_id] if span.parent else "top"
            for span in spans
            if span.name == name and wanted.items() <= dict(span.attributes or {}).items()
        ]


class Away:
    """The way to a collector that does not answer, until it is back."""

    def __init__(self) -> None:
        self.is_back = Event()

    def span(self, name: str, /, **about: str) -> AbstractContextManager[Span]:
        return UNTOLD.span(name, **about)

    def close(self) -> None:
        self.is_back.wait()


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
async def office(sqlite_url: str, collector: Collector) -> AsyncIterator[Office]:
    stage = Stage(START, sqlite_url, draw=sketched)
    stage.trace = collector.trace()
    async with closing(Office(stage)) as office:
        yield office


async def test_requests_transactions_effects_and_calls_are_told_inside_each_other(
    office: Office, collector: Collector
) -> None:
    channel = await office.declare("Search is down")
    await office.keep(channel, office.bob, "The disk is full")
    office.stage.slack.faults.refuse("pins.add", "too_many_pins")
    await office.typed(office.alice, "/incident status identified the disk", channel)

    assert collector.told("request", kind="command", name="start", outcome="done") == ["top"]
    assert "request" in collector.told("slack", method="views.open", result="ok")
    declare = {"use_case": "incidents.service.declare"}
    assert collector.told("transaction", **declare) == ["request"]
    made = collector.told("slack", method="conversations.create", result="ok")
    assert made == ["effect"]
    assert collector.told("effect", effect="incidents.open_channel", attempt="1", outcome="done")
    assert "effect" in collector.told("query")

    told = "\n".join(span.to_json() for span in collector.kept.get_finished_spans())
    for word in ("Search", "disk", channel.id, office.alice.id, office.bob.id, "T0ACME"):
        assert word not in told, word


async def test_a_collector_that_does_not_answer_keeps_no_process_from_ending(
    sqlite_url: str,
) -> None:
    stage = Stage(START, sqlite_url, draw=sketched)
    stage.trace = away = Away()
    async with closing(Office(stage)):
        async with asyncio.timeout(5):
            await stage.onward.stop(within=timedelta(seconds=1))
        away.is_back.set()
        stage.trace = UNTOLD
        await stage.start_bot()


def test_a_collector_that_is_named_is_sent_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    trace = tracing(os.environ)
    assert isinstance(trace, OtelTrace)
    trace.close()


def test_what_fails_is_told_by_its_kind_alone(collector: Collector) -> None:
    trace = collector.trace()
    with pytest.raises(ValueError, match="secret"), trace.span("effect"):
        raise ValueError("a secret")
    (span,) = collector.kept.get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "ValueError")
    assert "secret" not in span.to_json()


NAMED = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    "environment",
    [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, NAMED | {"OTEL_SDK_DISABLED": "true"}],
)
def test_nothing_is_collected_unless_somebody_collects(environment: Mapping[str, str]) -> None:
    trace = tracing(environment)
    assert trace is UNTOLD
    with trace.span("effect", effect="x") as span:
        span.note(outcome="done")
    trace.close()


def test_a_collector_without_the_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.tracing.otel", None)
    with pytest.raises(ConfigurationError, match="requirements-otel"):
        tracing({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"})
