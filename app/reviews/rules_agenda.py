"""The agenda of a review meeting."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from app.slack.mrkdwn import Mrkdwn

SHORTEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part of the meeting, in whole minutes from its start."""

    starts_at_minute: int
    ends_at_minute: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A change that an earlier review asked for and that is not done; whose it is does not matter
    here.
    """

    label: str
    text: Mrkdwn
    url: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class _Part:
    minutes: int
    grows: bool
    title: str
    detail: str


_PARTS = (
    _Part(
        5,
        False,
        "Welcome and ground rules",
        "Everyone did what made sense with what they knew. We look forward, leave out "
        "second-guessing and park ideas for later. Then what is still open from earlier reviews.",
    ),
    _Part(
        35,
        True,
        "Rewind",
        "We walk the timeline forward, stop by stop: what was seen, and what it was taken to "
        "mean, before what we know today.",
    ),
    _Part(3, False, "What is missing?", "Anything that happened and is not on the timeline yet."),
    _Part(
        10,
        True,
        "How it was able to happen this way",
        "Factors, pressure points, blind spots, and what held.",
    ),
    _Part(4, False, "What we learned", "What is new to us, and which questions stay open."),
    _Part(
        3,
        False,
        "Two questions and thanks",
        "Did you learn something that affects your work? Would you come again?",
    ),
)
"""The 60 minutes of domain.md §3."""


def agenda(length: timedelta) -> tuple[AgendaItem, ...]:
    """The parts without a gap from 0 to `length` (whole minutes). A longer meeting gives the added
    time to the rewind and to the factors; a shorter one shortens every part.

    ValueError below half an hour: then a light review in threads serves better.
    """
    if length < SHORTEST:
        raise ValueError(f"a review meeting takes at least {SHORTEST}")
    ends = _ends(length // timedelta(minutes=1))
    return tuple(
        AgendaItem(start, end, part.title, part.detail)
        for (start, end), part in zip(pairwise([0, *ends]), _PARTS, strict=True)
    )


def _ends(minutes: int) -> list[int]:
    """The minute at which each part ends."""
    usual = sum(part.minutes for part in _PARTS)
    growing = sum(part.minutes for part in _PARTS if part.grows)
    if minutes < usual:
        lengths = [part.minutes * minutes / usual for part in _PARTS]
    else:
        factor = 1 + (minutes - usual) / growing
        lengths = [part.minutes * (factor if part.grows else 1) for part in _PARTS]
    return [round(end) for end in accumulate(lengths)]
