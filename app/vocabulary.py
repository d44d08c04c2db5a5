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
    SHARED = "shared"
    SKIPPED = "skipped"
    CALLED_OFF = "called_off"
    """The meeting was called off; the review waits for another date."""


class ReviewDepth(StrEnum):
    """How a review is held: in a meeting, or in threads over two working days."""

    FULL = "full"
    LIGHT = "light"


class Stance(StrEnum):
    """What somebody is to a review, other than what their part in the incident makes them."""

    ADDED = "added"
    REMOVED = "removed"
    DECLINED = "declined"


class Question(StrEnum):
    """What is asked before the review, in domain.md's order."""

    SAW = "saw"
    DECIDED = "decided"
    PRESSURE = "pressure"
    PROCESS = "process"
    SURPRISED = "surprised"
    HELPED = "helped"
    CONTRIBUTED = "contributed"
    QUESTION = "question"


class Audience(StrEnum):
    """Who may see an answer, and whether it says whose it is."""

    FACILITATOR = "facilitator"
    UNNAMED = "unnamed"
    """May be quoted, and nothing leads back to who wrote it."""
    NAMED = "named"


class Openness(StrEnum):
    """Who can see an incident: everybody of the workspace, or those who were invited."""

    OPEN = "open"
    PRIVATE = "private"


class Letter(StrEnum):
    """What reaches a person unasked; each kind can be switched off. All are direct messages but for
    WORDING: notes about wording stand in forms, and in whispers.
    """

    FACILITATING = "facilitating"
    REFLECTION = "reflection"
    CALIBRATION = "calibration"
    BRIEF = "brief"
    CHANGES = "changes"
    WORDING = "wording"


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

    FACTOR = "factor"
    PRESSURE_POINT = "pressure_point"
    BLIND_SPOT = "blind_spot"
    HELPED = "helped"
    LUCK = "luck"
    LEARNING = "learning"
    OPEN_QUESTION = "open_question"
    PARKED_IDEA = "parked_idea"


class Category(StrEnum):
    """What kind of factor contributed; there is none for a person."""

    STRETCH = "stretch"
    EXPERTISE = "expertise"
    HANDOFF = "handoff"
    OWNERSHIP = "ownership"
    PROCESS_MISSING = "process_missing"
    PROCESS_BYPASSED = "process_bypassed"
    PROCESS_SCALE = "process_scale"
    ASSUMPTION = "assumption"
    BLIND_SPOT = "blind_spot"
    DESIGN = "design"
    PRESSURE = "pressure"
    RECOVERY = "recovery"
    EXTERNAL = "external"


class FactorGroup(StrEnum):
    """The five groups in which factors are looked for."""

    STRETCH = "stretch"
    PEOPLE = "people"
    """Who knew and who owned."""
    PROCESS = "process"
    SIGHT = "sight"
    """What could not be seen."""
    DESIGN = "design"


class Strength(StrEnum):
    """How a change works, the strongest first; the last one alone answers no factor."""

    ELIMINATE = "eliminate"
    ENGINEER = "engineer"
    RECOVER = "recover"
    PROCESS = "process"
    REMIND = "remind"


class FollowUpState(StrEnum):
    """Where a change stands."""

    OPEN = "open"
    DONE = "done"
    DECIDED_NOT = "decided_not"


class ChangeStep(StrEnum):
    """What became of a change on its way."""

    DONE = "done"
    REOPENED = "reopened"
    PUT_OFF = "put_off"
    HANDED_OVER = "handed_over"
    DECIDED_NOT = "decided_not"


class Holds(StrEnum):
    """Whether a change that is done keeps what it was made for."""

    HOLDS = "holds"
    PARTLY = "partly"
    NO = "no"
    CANT_TELL = "cant_tell"


class PollQuestion(StrEnum):
    """The two questions at the end of a review."""

    LEARNED = "learned"
    COME_AGAIN = "come_again"
