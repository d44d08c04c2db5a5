"""Who could facilitate a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.reviews.rules import Review
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, harmless, user_mention

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the facilitator pool, and when that person last facilitated a review."""

    user_id: UserId
    last_facilitated_at: datetime | None = None


def suggest_facilitator(
    pool: Sequence[Candidate], *, responders: frozenset[UserId], lead: UserId | None
) -> UserId | None:
    """The person of the pool whose last turn is longest ago, never the lead or a responder
    (domain.md §3). Of equals the first in the pool; None when nobody is left.
    """
    free = [each for each in pool if each.user_id != lead and each.user_id not in responders]
    if not free:
        return None
    return min(free, key=lambda each: each.last_facilitated_at or _NEVER).user_id


def is_pending(review: Review, user: UserId) -> bool:
    """Whether somebody is asked and has not answered."""
    is_over = review.closed_at is not None or review.is_off
    return review.facilitator == user and review.accepted_at is None and not is_over


def facilitating(review: Review) -> str:
    """Who facilitates, in a sentence for everybody. Who is asked is named once they have said yes,
    so that a no is nobody's.
    """
    if review.facilitator is None:
        return (
            "Nobody facilitates yet. If you were not part of the response and would like to, type "
            "`/incident facilitator me`."
        )
    if review.accepted_at is None and review.closed_at is not None:
        return "Nobody facilitated it."
    reason = (
        f" Part of the response: {harmless(review.facilitator_reason)}"
        if (review.facilitator_reason)
        else ""
    )
    if review.accepted_at is None:
        return f"Somebody is asked to facilitate.{reason}"
    return f"{user_mention(review.facilitator)} facilitates.{reason}"


def replacing_problem(
    before: Review, user: UserId, by: UserId, *, has_answers: bool, is_there: bool
) -> str | None:
    """Why somebody cannot name this facilitator now, in a sentence: once people have answered,
    nobody gets to read that by making themselves the facilitator. `is_there`: whoever facilitates
    has not left the workspace.
    """
    if before.closed_at is not None:
        return "This review is over, so it needs no facilitator any more. Thank you for offering."
    if not has_answers or by == before.facilitator:
        return None
    if before.accepted_at is not None and is_there:
        return (
            "People have answered in confidence to whoever facilitates, so only they hand this on; "
            "please ask them."
        )
    if user == by:
        return (
            "People have answered in confidence already, so somebody else names you; please ask a "
            "colleague."
        )
    return None


def naming_problems(*, is_bot: bool, is_responder: bool, reason: Mrkdwn | None) -> dict[str, str]:
    """What speaks against a facilitator: a sentence by field id."""
    if is_bot:
        return {"facilitator": "A bot can't facilitate. Please choose a person."}
    if is_responder and reason is None:
        return {
            "facilitator_reason": "This person was part of the response. Please say in one line "
            "what makes it fine, or choose somebody else."
        }
    return {}
