"""The closed lists of the domain's words, as stored and as shown. docs/glossary.md explains them.

They stand below everything else because the tables, the rules and the views all speak them.
"""

from enum import StrEnum


class State(StrEnum):
    """Where an incident stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


class Severity(StrEnum):
    """How much users notice. Reviews do not depend on it."""

    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    NEAR_MISS = "near_miss"


class Role(StrEnum):
    """What somebody takes care of during an incident."""

    LEAD = "lead"
    SCRIBE = "scribe"
    COMMUNICATIONS = "communications"


class ChannelState(StrEnum):
    """Whether the incident's channel can be written to."""

    OPENING = "opening"
    OPEN = "open"
    ARCHIVED = "archived"
    LEFT = "left"
    GONE = "gone"
    REFUSED = "refused"


class TransitionKind(StrEnum):
    """What a person changed about an incident."""

    DECLARED = "declared"
    STATE = "state"
    SEVERITY = "severity"
    LEAD = "lead"


class EntryKind(StrEnum):
    """What an entry of the timeline is about."""

    SIGNAL = "signal"
    OBSERVATION = "observation"
    HYPOTHESIS = "hypothesis"
    DECISION = "decision"
    ACTION = "action"
    CHANGE = "change"
    HANDOFF = "handoff"
    STATUS = "status"
    COMMUNICATION = "communication"
    HELP = "help"
    IMPACT = "impact"
    CONTEXT = "context"


class Meaning(StrEnum):
    """What a mark says about a message, in the order in which the telling ones decide."""

    DECISION = "decision"
    HANDOFF = "handoff"
    KEEP = "keep"
    INSIGHT = "insight"
    LUCK = "luck"
    HELPED = "helped"


class Confidence(StrEnum):
    """Whether somebody saw it happen, or remembers it from before or afterwards."""

    OBSERVED = "observed"
    RECALLED = "recalled"


class Automatic(StrEnum):
    """What becomes an entry by itself, unless the workspace has switched it off."""

    STATE = "state"
    SEVERITY = "severity"
    ROLES = "roles"
    JOINS = "joins"
    RENAMES = "renames"
    REVIEW = "review"


class Phase(StrEnum):
    """The part of an incident that an entry belongs to."""

    BEFORE = "before"
    DETECT = "detect"
    DIAGNOSE = "diagnose"
    MITIGATE = "mitigate"
    RECOVER = "recover"
    AFTER = "after"


class Source(StrEnum):
    """How an entry came to be."""

    MESSAGE = "message"
    NOTE = "note"
    SYSTEM = "system"
    HOOK = "hook"


class ReviewState(StrEnum):
    """Where a review stands: building forward begins when the summary is out."""

    SCHEDULED = "scheduled"
    REWINDING = "rewinding"
    BUILDING_FORWARD = "building_forward"


class StopReason(StrEnum):
    """Why the rewind stops at an entry."""

    HALF_HANDOFF = "half_handoff"
    DECISION = "decision"
    HANDOFF = "handoff"
    ACCOUNTS = "accounts"
    GAP = "gap"
    SIGNAL = "signal"
    MARKS = "marks"
    KEPT = "kept"


class FindingKind(StrEnum):
    """What the review found. A parked idea waits until changes are decided."""

    PARKED_IDEA = "parked_idea"
