"""What an incident is and which changes make sense. No I/O."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.vocabulary import ChannelState, Role, Severity, State, TransitionKind

TITLE_MAX = 150
CHANNEL_NAME_MAX = 80
CLOSED = frozenset({State.RESOLVED, State.CANCELLED})

STATE_LABELS = {
    State.INVESTIGATING: "Investigating",
    State.IDENTIFIED: "Identified",
    State.MONITORING: "Monitoring",
    State.RESOLVED: "Resolved",
    State.CANCELLED: "Canceled",
}
SEVERITY_LABELS = {
    Severity.SEV1: "sev1",
    Severity.SEV2: "sev2",
    Severity.SEV3: "sev3",
    Severity.NEAR_MISS: "near miss",
}
SEVERITY_MEANINGS = {
    Severity.SEV1: "most users, or something that must never stop",
    Severity.SEV2: "many users, or an important part",
    Severity.SEV3: "few users, or a workaround exists",
    Severity.NEAR_MISS: "nobody noticed, this time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the start form says."""

    title: Mrkdwn
    severity: Severity
    impact: Mrkdwn | None
    is_private: bool
    lead: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as it stands now."""

    id: int
    team: TeamId
    number: int
    title: Mrkdwn
    severity: Severity
    state: State
    is_private: bool
    impact: Mrkdwn | None
    eased_by: Mrkdwn | None
    declared_by: UserId
    declared_at: datetime
    started_at: datetime
    resolved_at: datetime | None
    channel: ChannelId | None
    channel_name: str | None
    channel_state: ChannelState
    lead: UserId | None
    has_own_channel: bool = True
    """False when it was started in a channel that had been there before."""

    @property
    def label(self) -> str:
        return f"INC-{self.number}"

    @property
    def open_channel(self) -> ChannelId | None:
        """The channel while it can be written to."""
        return self.channel if self.channel_state is ChannelState.OPEN else None

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBefore:
    """An incident of before, as a later one that is like it shows it. Without a title where that
    waits to be reworded.
    """

    label: str
    title: Mrkdwn | None
    url: str | None
    helped: Mrkdwn | None = None
    """What helped then."""
    changed: Mrkdwn | None = None
    """What was changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What a person changed, and when."""

    id: int
    incident_id: int
    kind: TransitionKind
    became: str
    note: Mrkdwn | None
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Who held a role, from when, until when (None: still)."""

    role: Role
    user: UserId
    since_at: datetime
    until_at: datetime | None


def declaration_problems(title: Mrkdwn | None) -> dict[str, str]:
    """What is missing before an incident can be declared: a sentence by field id."""
    if title is None:
        return {"title": "Please say in a few words what is going wrong."}
    return {}


def channel_names(number: int, title: Mrkdwn) -> Iterator[str]:
    """Names to try for the incident's channel, the best first.

    Slack allows a–z, 0–9, - and _, at most 80 characters; names are never reused, archived
    channels keep theirs. https://docs.slack.dev/reference/methods/conversations.create
    """
    base = f"inc-{number}-{slug(title)}".strip("-")
    yield base[:CHANNEL_NAME_MAX].rstrip("-")
    for suffix in range(2, 100):
        tail = f"-{suffix}"
        yield base[: CHANNEL_NAME_MAX - len(tail)].rstrip("-") + tail


def slug(title: Mrkdwn, limit: int = 50) -> str:
    """The title in a channel name's letters; letters that have no such form are left out."""
    ascii_only = unicodedata.normalize("NFKD", plain(title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > limit:
            break
        kept = longer
    return kept or "-".join(words)[:limit]


def severity_named(text: str) -> Severity | None:
    """`sev2`, `SEV-2`, `2` or `near miss` as a severity."""
    squeezed = re.sub(r"[\s_-]+", "", text.lower())
    names = {severity.value.replace("_", ""): severity for severity in Severity}
    return names.get(squeezed) or names.get(f"sev{squeezed}")


def state_named(text: str) -> State | None:
    """A state by its name, whatever its case, also in British spelling."""
    by_name = {label.lower(): state for state, label in STATE_LABELS.items()}
    lowered = text.lower()
    return by_name.get(lowered) or (State(lowered) if lowered in set(State) else None)


def spoken_title(title: Mrkdwn) -> tuple[Mrkdwn, Severity | None]:
    """A title as typed after `/incident start`: on one line, without quotes around it and a
    severity behind it.
    """
    line = " ".join(title.split())
    words, _, last = line.rpartition(" ")
    severity = severity_named(last) if words and last.lower().startswith("sev") else None
    shown = words if severity else line
    return Mrkdwn(shown.strip("\"“”'")), severity
