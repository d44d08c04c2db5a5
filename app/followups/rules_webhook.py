"""What another system is told of a change: the event and its JSON, as
docs/change-event.schema.json has it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.followups.rules import FollowUp
from app.slack.ids import TeamId
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline.rules_hooks import signature
from app.vocabulary import FollowUpState

SCHEMA = 1


class Event(StrEnum):
    """What became of a change."""

    CREATED = "change.created"
    UPDATED = "change.updated"
    DONE = "change.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event, with the change as it stands when it is told."""

    team: TeamId
    event: Event
    revision: int
    """Of the change, when this happened; it may have gone on since."""
    at: datetime
    label: str
    followup: FollowUp
    factors: Sequence[Mrkdwn] = ()

    @property
    def key(self) -> str:
        """The same however often it is sent."""
        return f"{self.team}-{self.followup.id}-{self.revision}"


def event_of(before: FollowUp | None, found: FollowUp) -> Event:
    if before is None:
        return Event.CREATED
    is_newly_done = found.state is FollowUpState.DONE and before.state is not found.state
    return Event.DONE if is_newly_done else Event.UPDATED


def body(telling: Telling) -> bytes:
    """The JSON, in UTF-8."""
    told = {
        "schema": SCHEMA,
        "id": telling.key,
        "event": telling.event.value,
        "revision": telling.revision,
        "at": telling.at.isoformat(),
        "workspace": telling.team,
        "change": _change(telling),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def headers(telling: Telling, signed: bytes, secret: str, now: datetime) -> Mapping[str, str]:
    """Signed as what arrives here is: `v1:`, the Unix time, `:` and the body."""
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Onward",
        "Idempotency-Key": telling.key,
        "X-Onward-Event": telling.event.value,
        "X-Onward-Timestamp": stamp,
        "X-Onward-Signature": signature(secret, stamp, signed),
    }


def _change(telling: Telling) -> Mapping[str, Any]:
    """Who is asked to own it is not told before they said yes."""
    found = telling.followup
    return {
        "id": found.id,
        "revision": found.revision,
        "incident": telling.label,
        "text": plain(found.text),
        "answers": [plain(one) for one in telling.factors],
        "strength": None if found.state is FollowUpState.DECIDED_NOT else found.strength.value,
        "state": found.state.value,
        "owner": found.owner if found.accepted_at is not None else None,
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "ticket": plain(found.ticket_url) if found.ticket_url else None,
        "how": plain(found.how) if found.how else None,
        "reason": plain(found.reason) if found.reason else None,
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
        "held": [
            {"after_days": one.days, "answer": one.holds.value, "done_at": one.done_at.isoformat()}
            for one in found.looked
        ],
    }
