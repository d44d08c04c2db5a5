"""The plain webhook: our own JSON, for scripts and for systems that can be told what to send.

`{"text": "…", "time": ISO 8601 or Unix seconds, "link": "https://…", "kind": "change"}`, or a list
of those. Only the text is required.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.errors import UserError
from app.timeline.sources.arrivals import Arrived, Delivery, as_text, moment_in, web_address, words
from app.vocabulary import EntryKind

ENTRIES_MAX = 50
KINDS = tuple(kind for kind in EntryKind if kind not in {EntryKind.DECISION, EntryKind.HANDOFF})
"""What a machine can tell of: deciding and handing over is for people."""


def recognizes(_delivery: Delivery) -> bool:
    return True


def parse(delivery: Delivery) -> Sequence[Arrived]:
    """An entry for each object, in the order given."""
    body = delivery.body
    given = body if isinstance(body, list) else [body]
    if len(given) > ENTRIES_MAX:
        raise UserError(
            f"These are {len(given)} entries; at most {ENTRIES_MAX} can be sent at once. "
            "Please send them in parts."
        )
    return [
        _arrived(one, delivery.stamp, f"Entry {number}" if isinstance(body, list) else "The entry")
        for number, one in enumerate(given, start=1)
    ]


def _arrived(given: object, stamp: str, which: str) -> Arrived:
    if not isinstance(given, Mapping):
        raise UserError(f'{which} has to be an object like {{"text": "Deployed web 2.14"}}.')
    text = as_text(words(given, "text"))
    if not text:
        raise UserError(f"{which} needs a “text” that says what happened.")
    return Arrived(
        occurred_at=_time(given.get("time"), which),
        text=text,
        link=_link(given.get("link"), which),
        kind=_kind(given.get("kind"), which),
        fingerprint=_fingerprint(given, stamp),
    )


def _time(given: object, which: str) -> datetime | None:
    if given is None:
        return None
    at = moment_in(given)
    if at is None:
        raise UserError(
            f"The “time” of {_small(which)} has to be like 2026-03-03T14:05:00Z, with its zone, "
            "or Unix seconds. Leave it out for now."
        )
    return at


def _link(given: object, which: str) -> str | None:
    if given is None:
        return None
    address = web_address(given.strip()) if isinstance(given, str) else None
    if address is None:
        raise UserError(f"The “link” of {_small(which)} has to be an http(s) address.")
    return address


def _kind(given: object, which: str) -> EntryKind:
    if given is None:
        return EntryKind.OBSERVATION
    kind = next((kind for kind in KINDS if kind == given), None)
    if kind is None:
        names = ", ".join(KINDS)
        raise UserError(f"The “kind” of {_small(which)} has to be one of {names}.")
    return kind


def _fingerprint(given: Mapping[str, object], stamp: str) -> str:
    """What was given; without a time, the same words in another request are another event."""
    told = {name: given.get(name) for name in ("time", "text", "link", "kind")}
    return json.dumps([told, stamp if told["time"] is None else None], sort_keys=True)


def _small(which: str) -> str:
    return which[0].lower() + which[1:]
