"""What a review asks of one person next. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_facilitator import is_pending
from app.reviews.rules_reflections import takes_answers
from app.reviews.rules_rewind import Rewind, steers
from app.slack.ids import UserId
from app.vocabulary import ReviewState


class NextStep(StrEnum):
    """What somebody can do for a review now."""

    BRING_BACK = "bring back"
    SET_DATE = "set date"
    ACCEPT = "accept"
    """Say whether one facilitates."""
    PREPARE = "prepare"
    REFLECT = "reflect"
    CHECK = "check"
    """Read back the entries that concern one."""
    REPLY = "reply"
    FINISH = "finish"
    SAY_MISSING = "say missing"
    DECIDE = "decide"
    """What to change; nothing is written down yet."""
    COMPLETE = "complete"
    READ = "read"
    TAKE = "take"
    """Say whether one takes a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What there is for one person in a review, and what they have done of it."""

    takes_part: bool = False
    has_answered: bool = False
    """With their name: without it, nobody can tell."""
    has_unread: bool = False
    """Entries concern them that they have not read back."""
    is_asked: bool = False
    """To take a change, or to take one over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What the page of a review says besides. From whom the answers are is never told."""

    answers: int = 0
    """To the questions before it."""
    has_unread: bool = False
    """Entries concern the viewer that they have not read back."""
    has_changes: bool = True
    """At least one is written down."""


NOTHING_BESIDES = Besides()


def next_step(
    incident: Incident,
    review: Review,
    rewind: Rewind,
    viewer: UserId,
    *,
    has_changes: bool = True,
) -> NextStep:
    """The one that comes first for this person."""
    leads = steers(viewer, review, incident, rewind)
    if rewind.is_under_way:
        return _step_within(rewind, leads=leads)
    if review.closed_at is None:
        return _step_before(review, viewer, leads=leads)
    finishes = leads or viewer == review.owner
    if not finishes or review.state is ReviewState.SHARED:
        return NextStep.READ
    return NextStep.COMPLETE if has_changes else NextStep.DECIDE


def waiting_steps(
    incident: Incident,
    review: Review,
    rewind: Rewind,
    viewer: UserId,
    share: Share,
    *,
    has_changes: bool = True,
) -> Iterator[NextStep]:
    """All that wait for this person, without what is merely possible."""
    first = next_step(incident, review, rewind, viewer, has_changes=has_changes)
    leads = steers(viewer, review, incident, rewind)
    if first in _FOR_ONE or (first is NextStep.SET_DATE and leads):
        yield first
    if first in _WITHIN and (leads or share.takes_part):
        yield first
    if share.takes_part and takes_answers(review) and not rewind.is_under_way:
        if not share.has_answered and viewer != review.facilitator:
            yield NextStep.REFLECT
        if share.has_unread:
            yield NextStep.CHECK
    if share.is_asked:
        yield NextStep.TAKE


_FOR_ONE = {NextStep.ACCEPT, NextStep.PREPARE, NextStep.DECIDE, NextStep.COMPLETE}
"""The rule names them to those alone who are to do them."""

_WITHIN = {NextStep.REPLY, NextStep.FINISH, NextStep.SAY_MISSING}


def _step_before(review: Review, viewer: UserId, *, leads: bool) -> NextStep:
    if review.state is ReviewState.SKIPPED:
        return NextStep.BRING_BACK
    if review.state is ReviewState.CALLED_OFF:
        return NextStep.SET_DATE
    if is_pending(review, viewer):
        return NextStep.ACCEPT
    return NextStep.PREPARE if leads else NextStep.REFLECT


def _step_within(rewind: Rewind, *, leads: bool) -> NextStep:
    if rewind.current is not None:
        return NextStep.REPLY
    return NextStep.FINISH if leads else NextStep.SAY_MISSING
