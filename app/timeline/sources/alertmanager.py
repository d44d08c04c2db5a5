"""Prometheus Alertmanager's webhook, version 4; Grafana's alerting sends the same shape.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

import json
from collections.abc import Mapping, Sequence

from app.timeline.sources.arrivals import (
    Arrived,
    Delivery,
    as_text,
    moment_in,
    part,
    web_address,
    words,
)
from app.vocabulary import EntryKind


def recognizes(delivery: Delivery) -> bool:
    return isinstance(part(delivery.body, "alerts"), list) and bool(
        words(delivery.body, "receiver")
    )


def parse(delivery: Delivery) -> Sequence[Arrived]:
    """An entry for each alert of the group: when it began to fire, or when it was resolved."""
    alerts = part(delivery.body, "alerts")
    given = alerts if isinstance(alerts, list) else []
    return [_arrived(alert, delivery.stamp) for alert in given]


def _arrived(alert: object, stamp: str) -> Arrived:
    is_resolved = words(alert, "status") == "resolved"
    time = words(alert, "endsAt" if is_resolved else "startsAt")
    # Alertmanager repeats an alert that goes on firing; its beginning stays the same.
    state = ["resolved" if is_resolved else "firing", time or stamp]
    return Arrived(
        occurred_at=moment_in(time),
        text=as_text(f"{'Resolved' if is_resolved else 'Firing'}: {_said(alert)}"),
        link=web_address(words(alert, "generatorURL")),
        kind=EntryKind.SIGNAL,
        fingerprint=json.dumps([_name(alert), *state]),
    )


def _said(alert: object) -> str:
    """`High latency (HttpLatency, critical)`, and the description on a line of its own."""
    name = words(alert, "labels", "alertname") or "an alert without a name"
    labels = [name, words(alert, "labels", "severity")]
    summary = words(alert, "annotations", "summary")
    description = words(alert, "annotations", "description")
    headline, *rest = [text for text in (summary, description) if text] or [""]
    if not headline:
        severity = f" ({labels[1]})" if labels[1] else ""
        return f"{name}{severity}"
    first = f"{headline} ({', '.join(filter(None, labels))})"
    return "\n".join([first, *(text for text in rest if text != headline)])


def _name(alert: object) -> object:
    """Alertmanager's own name for an alert; before 0.16 it sent none, but labels name it too."""
    labels = part(alert, "labels")
    named = sorted(labels) if isinstance(labels, Mapping) else []
    return words(alert, "fingerprint") or [[name, words(labels, name)] for name in named]
