"""What is counted while the bot works, for whoever watches it, in the form that Prometheus reads.

Labels are names out of our code and Slack's: never an id, and nothing that somebody wrote. Counting
stays in the memory of the process and costs some microseconds; the database is asked when somebody
reads the figures (health.py).
"""

from collections.abc import Callable, Mapping
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
_ANSWERED_WITHIN = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Slack takes an answer for lost after three seconds."""
_DONE_WITHIN = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Meter:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = self._counter(
            "onward_requests", "What Slack sent, and how it went.", "kind", "name", "outcome"
        )
        self._answers = cache(
            Histogram(
                "onward_answer_seconds",
                "Until Slack had its answer.",
                ["kind"],
                registry=self._registry,
                buckets=_ANSWERED_WITHIN,
            ).labels
        )
        self._calls = self._counter(
            "onward_slack_calls", "Calls to Slack: ok, or what Slack said.", "method", "result"
        )
        self._limits = self._counter(
            "onward_slack_rate_limited", "Calls that Slack asked to make later.", "method"
        )
        self._call_seconds = self._histogram(
            "onward_slack_call_seconds", "Until Slack answered a call.", _DONE_WITHIN
        )
        self._jobs = self._counter(
            "onward_jobs", "Work out of the outbox, and how it went.", "effect", "outcome"
        )
        self._job_seconds = self._histogram(
            "onward_job_seconds", "Until a piece of that work was over.", _DONE_WITHIN
        )
        self._checks = Gauge(
            "onward_check_ok", "As /readyz says: 1 is well.", ["check"], registry=self._registry
        )
        self._outbox = Gauge(
            "onward_outbox_rows",
            "Work in the outbox, of all processes: due now, due later, tried in vain so far.",
            ["state"],
            registry=self._registry,
        )
        self._oldest = Gauge(
            "onward_outbox_oldest_seconds",
            "How long the oldest work has been due that nobody has taken.",
            registry=self._registry,
        )

    def answered(self, kind: str, seconds: float) -> None:
        """Slack has the answer to a request."""
        self._answers(kind).observe(seconds)

    def handled(self, kind: str, name: str, outcome: str) -> None:
        """A request was handled; `name` is one that we listen to, or `other`."""
        self._requests(kind, name, outcome).inc()

    def called(self, method: str, result: str, seconds: float) -> None:
        """Slack answered a call, or did not; `result` is `ok` or the name of what went wrong."""
        self._calls(method, result).inc()
        self._call_seconds.observe(seconds)
        if result in RATE_LIMITED:
            self._limits(method).inc()

    def worked(self, effect: str, outcome: str, seconds: float) -> None:
        """A piece of work was delivered, put off or given up."""
        self._jobs(effect, outcome).inc()
        self._job_seconds.observe(seconds)

    def read(self, *, checks: Mapping[str, bool], outbox: Mapping[str, int], oldest: float) -> None:
        """What is so now, before `text` tells it."""
        for name, is_well in checks.items():
            self._checks.labels(name).set(is_well)
        for state, rows in outbox.items():
            self._outbox.labels(state).set(rows)
        self._oldest.set(oldest)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def _counter(self, name: str, says: str, *labels: str) -> Callable[..., Counter]:
        """By its labels, remembered: finding them takes the library longer than counting."""
        return cache(Counter(name, says, labels, registry=self._registry).labels)

    def _histogram(self, name: str, says: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, says, registry=self._registry, buckets=buckets)
