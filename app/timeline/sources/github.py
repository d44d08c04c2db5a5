"""GitHub's webhooks about deployments; its other events belong on no timeline.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status
"""

from collections.abc import Sequence

from app.errors import UserError
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

EVENT = "x-github-event"
NOTHING_YET = frozenset({"pending", "queued", "waiting"})
"""States in which nothing has reached the environment, besides what the deployment itself says."""

SHA_SHOWN = 7


def recognizes(delivery: Delivery) -> bool:
    return EVENT in delivery.headers


def parse(delivery: Delivery) -> Sequence[Arrived]:
    """A deployment's beginning and each state it comes to; nothing of other events, ping among
    them.
    """
    event, body = delivery.headers[EVENT], delivery.body
    if event == "deployment":
        return [_arrived(body, event, f"Deployment of {_what(body)} requested")]
    if event != "deployment_status":
        return []
    state = words(body, event, "state")
    if not state:
        raise _unreadable(event)
    if state in NOTHING_YET:
        return []
    begins = "Deployed" if state == "success" else "Deployment of"
    text = f"{begins} {_what(body)}: {state.replace('_', ' ')}"
    return [_arrived(body, event, text)]


def _arrived(body: object, about: str, text: str) -> Arrived:
    number = part(body, about, "id")
    at = moment_in(words(body, about, "created_at"))
    if not isinstance(number, int) or at is None or not words(body, "deployment", "ref"):
        raise _unreadable(about)
    link = words(body, about, "log_url") or words(body, about, "target_url")
    return Arrived(
        occurred_at=at,
        text=as_text(text),
        link=web_address(link),
        kind=EntryKind.CHANGE,
        fingerprint=f"{about}:{number}",
    )


def _unreadable(about: str) -> UserError:
    return UserError(
        f"This is no {about.replace('_', ' ')} as GitHub sends it: ref, id, created_at or state is "
        "missing."
    )


def _what(body: object) -> str:
    """`main (f95f852) of acme/web to production`"""
    sha = words(body, "deployment", "sha")[:SHA_SHOWN]
    repository = words(body, "repository", "full_name")
    environment = words(body, "deployment_status", "environment") or words(
        body, "deployment", "environment"
    )
    return "".join(
        [
            words(body, "deployment", "ref"),
            f" ({sha})" if sha else "",
            f" of {repository}" if repository else "",
            f" to {environment}" if environment else "",
        ]
    )
