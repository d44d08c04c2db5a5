"""What a review found: factors with their groups, and everything else it learned. No I/O."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FactorGroup, FindingKind, PollQuestion

KIND_LABELS = {
    FindingKind.FACTOR: "Factor that contributed",
    FindingKind.PRESSURE_POINT: "Pressure point",
    FindingKind.BLIND_SPOT: "Blind spot",
    FindingKind.HELPED: "What helped",
    FindingKind.LUCK: "Luck",
    FindingKind.LEARNING: "Learning",
    FindingKind.OPEN_QUESTION: "Open question",
    FindingKind.PARKED_IDEA: "Parked idea",
}

GROUP_LABELS = {
    FactorGroup.STRETCH: "How far we stretched",
    FactorGroup.PEOPLE: "Who knew and who owned",
    FactorGroup.PROCESS: "Process",
    FactorGroup.SIGHT: "What we could not see",
    FactorGroup.DESIGN: "Design and recovery",
}

CATEGORY_LABELS = {
    Category.STRETCH: "Stretched further than it reaches",
    Category.PRESSURE: "Pressure: load, time, other work",
    Category.EXPERTISE: "Expertise that reached us late",
    Category.HANDOFF: "A gap in a hand-off",
    Category.OWNERSHIP: "Ownership that was unclear",
    Category.PROCESS_MISSING: "Process: there was none",
    Category.PROCESS_BYPASSED: "Process: stepping around it made sense",
    Category.PROCESS_SCALE: "Process: it did not scale with us",
    Category.ASSUMPTION: "An assumption that did not hold",
    Category.BLIND_SPOT: "A blind spot",
    Category.DESIGN: "How it is designed",
    Category.RECOVERY: "How it recovers",
    Category.EXTERNAL: "From outside",
}

GROUP_OF = {
    Category.STRETCH: FactorGroup.STRETCH,
    Category.PRESSURE: FactorGroup.STRETCH,
    Category.EXPERTISE: FactorGroup.PEOPLE,
    Category.HANDOFF: FactorGroup.PEOPLE,
    Category.OWNERSHIP: FactorGroup.PEOPLE,
    Category.PROCESS_MISSING: FactorGroup.PROCESS,
    Category.PROCESS_BYPASSED: FactorGroup.PROCESS,
    Category.PROCESS_SCALE: FactorGroup.PROCESS,
    Category.ASSUMPTION: FactorGroup.SIGHT,
    Category.BLIND_SPOT: FactorGroup.SIGHT,
    Category.DESIGN: FactorGroup.DESIGN,
    Category.RECOVERY: FactorGroup.DESIGN,
    Category.EXTERNAL: FactorGroup.DESIGN,
}

POLL_QUESTIONS = {
    PollQuestion.LEARNED: "Did you learn something that affects your work?",
    PollQuestion.COME_AGAIN: "Would you come to a review like this again?",
}

COUNTS_SHOWN_FROM = 3
"""Answers: fewer would show how somebody answered."""


@dataclass(frozen=True, slots=True)
class Part:
    """A finding that another one tells now, together with its own."""

    id: int
    text: Mrkdwn


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something the review found, as it is told now.

    `evidence` are the ids of entries that are kept, in the order of the timeline, of this finding
    and of those merged into it. `new_to` counts heads; whose they are is told nowhere.
    """

    id: int
    review_id: int
    kind: FindingKind
    text: Mrkdwn
    found_by: UserId
    found_at: datetime
    category: Category | None = None
    """Of every factor; of what else it was given to."""
    reasonable: Mrkdwn | None = None
    """What made stepping around a process reasonable."""
    evidence: tuple[int, ...] = ()
    stop_id: int | None = None
    merged: tuple[Part, ...] = ()
    merged_into: int | None = None
    first_wording: Mrkdwn | None = None
    """What it said first, if it was reworded."""
    new_to: int = 0
    is_removed: bool = False

    @property
    def is_supported(self) -> bool:
        """A factor rests on an entry at least; everything else may stand by itself."""
        return self.kind is not FindingKind.FACTOR or bool(self.evidence)

    @property
    def group(self) -> FactorGroup | None:
        """Of a factor."""
        is_factor = self.kind is FindingKind.FACTOR and self.category is not None
        return GROUP_OF[self.category] if is_factor and self.category else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many said yes and no."""

    yes: int = 0
    no: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.no


Poll = Mapping[PollQuestion, Tally]


def empty_groups(findings: Sequence[Finding]) -> tuple[FactorGroup, ...]:
    """The groups in which there is no factor, in their order."""
    filled = {finding.group for finding in findings}
    return tuple(group for group in FactorGroup if group not in filled)


def open_groups(
    findings: Sequence[Finding], answered: Collection[FactorGroup]
) -> tuple[FactorGroup, ...]:
    """The empty groups of which nobody has said yet that this is so."""
    return tuple(group for group in empty_groups(findings) if group not in answered)
