"""Which of somebody's kept words may read as a judgment. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.language.detection import findings
from app.slack.mrkdwn import Mrkdwn


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What an entry says, in the words of its author."""

    entry_id: int
    text: Mrkdwn
    is_filled: bool
    """Whether the words have been read yet."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an entry that judge."""

    entry_id: int
    words: Mrkdwn


def judging_passages(own: Sequence[OwnWords]) -> Sequence[Passage]:
    """The first of each entry that has any."""
    found = [(one, findings(one.text)) for one in own]
    return [
        Passage(one.entry_id, Mrkdwn(one.text[some[0].start : some[0].end]))
        for one, some in found
        if some
    ]
