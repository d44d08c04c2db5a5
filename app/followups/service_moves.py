"""Use cases of whoever works on a change: saying how it was done, putting it off, handing it over,
deciding against it.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.errors import FieldError, UserError
from app.followups.rules import FollowUp
from app.followups.service import change, check_can_own, check_open, held
from app.followups.service_telling import ask
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState

NOT_YOURS = (
    "Somebody else owns this one, so handing it over is theirs. `/incident changes open` shows who "
    "it is, and *Edit* there names another owner."
)


def say_how(
    session: Session, team: TeamId, followup_id: int, how: Mrkdwn | None, *, now: datetime
) -> FollowUp:
    """How it was done: a line, or a link. Raises UserError when it is not done."""
    found = held(session, followup_id)
    if found.state is not FollowUpState.DONE:
        raise UserError("This one is open again, so how it was done can be told once it is done.")
    if found.how == how:
        return found
    return change(session, team, found, {"how": how}, now=now)


def put_off(
    session: Session,
    team: TeamId,
    followup_id: int,
    due_on: date,
    note: Mrkdwn | None,
    *,
    now: datetime,
) -> FollowUp:
    """Not now: it is due on that day instead. Raises UserError when it is closed."""
    found = held(session, followup_id)
    check_open(found)
    if found.due_on == due_on:
        return found
    return change(session, team, found, {"due_on": due_on}, now=now, note=note)


def hand_over(
    session: Session,
    team: TeamId,
    followup_id: int,
    giver: UserId,
    receiver: UserId,
    *,
    now: datetime,
) -> FollowUp:
    """Ask somebody to take a change over. It stays with its owner until they say yes.

    Raises UserError when it is closed or not the giver's, FieldError when the receiver cannot own
    it.
    """
    found = held(session, followup_id)
    check_open(found)
    if not found.is_owned_by(giver):
        raise UserError(NOT_YOURS)
    if receiver == giver:
        raise FieldError("owner", "It is yours already. Please choose somebody else.")
    check_can_own(session, team, receiver)
    if found.handed_to == receiver:
        return found
    handed = change(session, team, found, {"handed_to_id": receiver}, now=now)
    ask(session, team, handed, receiver, now=now)
    return handed


def decide_against(
    session: Session, team: TeamId, followup_id: int, reason: Mrkdwn, *, now: datetime
) -> FollowUp:
    """It is not done, for now, for this reason. Raises UserError when it is done already."""
    found = held(session, followup_id)
    if found.state is FollowUpState.DECIDED_NOT and found.reason == reason:
        return found
    check_open(found)
    values = {
        "state": FollowUpState.DECIDED_NOT,
        "reason": reason,
        "closed_at": now,
        "owner_id": None,
        "accepted_at": None,
        "declined_at": None,
        "handed_to_id": None,
        "due_on": None,
    }
    return change(session, team, found, values, now=now)
