"""Pure decisions about the timeline; here are the words it is told in."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry tells about, as domain.md §2 lists it."""

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


class Phase(StrEnum):
    """The part of an incident that an entry belongs to, in the order they follow one another."""

    BEFORE = "before"
    DETECT = "detect"
    DIAGNOSE = "diagnose"
    MITIGATE = "mitigate"
    RECOVER = "recover"
    AFTER = "after"
