"""What became of a change on its way, told from what it was and what it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.followups.rules import FollowUp
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ChangeStep, FollowUpState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that became of a change. It names nobody."""

    step: ChangeStep
    at: datetime
    note: Mrkdwn | None = None
    due_on: date | None = None
    """Of one that was put off, the new day."""


def steps_between(
    before: FollowUp, after: FollowUp, *, now: datetime, note: Mrkdwn | None = None
) -> Iterator[Step]:
    """What happened to a change, with the line that was said about it. How it was done, and why it
    was decided against, stay with the change itself for as long as they are true.
    """
    if before.state is not after.state:
        yield Step(step=_STEPS[after.state], at=now, note=note)
    if not (before.is_open and after.is_open):
        return
    if before.accepted_at and after.accepted_at and before.owner != after.owner:
        yield Step(step=ChangeStep.HANDED_OVER, at=now)
    if before.due_on and after.due_on and before.due_on != after.due_on:
        yield Step(step=ChangeStep.PUT_OFF, at=now, note=note, due_on=after.due_on)


def left_behind(before: FollowUp, after: FollowUp) -> Mrkdwn | None:
    """What was said when it was closed, and is true no more because it was opened again."""
    if before.state is after.state:
        return None
    return {FollowUpState.DONE: before.how, FollowUpState.DECIDED_NOT: before.reason}.get(
        before.state
    )


_STEPS = {
    FollowUpState.DONE: ChangeStep.DONE,
    FollowUpState.OPEN: ChangeStep.REOPENED,
    FollowUpState.DECIDED_NOT: ChangeStep.DECIDED_NOT,
}
