"""Planning what owners hear of a change's day, and what is asked once it is done. Each row says
what it was planned for; when it comes due for something that is true no more, it is nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.followups.rules import FollowUp
from app.followups.rules_look_backs import Asking
from app.followups.rules_reminders import LOOK_BACKS, Occasion, look_backs, reminders
from app.slack.ids import TeamId, UserId
from app.vocabulary import FollowUpState
from app.workspace import service_letters

REMIND = "followups.remind"
TELL_UNANSWERED = "followups.tell_unanswered"
FIND_OWNER = "followups.find_owner"
LOOK_BACK = "followups.look_back"


def plan(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    """What follows from a change's day and its owner, or from its being done, when one of them is
    new.
    """
    if before is not None and _occasion_of(before) == _occasion_of(found):
        return
    if found.is_open and found.due_on is not None:
        _plan_reminders(session, team, found, found.due_on, now=now)
    if found.state is FollowUpState.DONE and found.closed_at is not None:
        _plan_look_backs(session, team, found, found.closed_at, now=now)


def ask_for_owner(session: Session, team: TeamId, found: FollowUp, *, now: datetime) -> None:
    """Have somebody asked, once, to find an owner in the place of one who is not here any more."""
    key = f"{found.id}:{found.owner}"
    gone = {"followup": found.id, "gone": found.owner}
    outbox.once(session, team, FIND_OWNER, key=key, due_at=now, **gone)


def letters(found: FollowUp) -> Mapping[str, Mapping[str, object]]:
    """The letters that may stand about its day, or about whether it holds, with what brings them up
    to date.
    """
    return {**_reminder_letters(found), **_look_back_letters(found)}


def _reminder_letters(found: FollowUp) -> Mapping[str, Mapping[str, object]]:
    if found.owner is None or found.due_on is None:
        return {}
    about = {"followup": found.id, "user": found.owner, "due_on": found.due_on.isoformat()}
    keys = {
        f"{REMIND}:{_reminder_key(found.id, found.due_on, one)}:{found.owner}": one
        for one in (Occasion.AHEAD, Occasion.PASSED)
    }
    return {key: {**about, "occasion": one, "letter": key} for key, one in keys.items()}


def _look_back_letters(found: FollowUp) -> Mapping[str, Mapping[str, object]]:
    if found.state is not FollowUpState.DONE or found.closed_at is None:
        return {}
    about = {"followup": found.id, "user": found.owner or found.made_by}
    asked = [Asking(found.id, found.closed_at, days) for days in LOOK_BACKS]
    keys = {f"{LOOK_BACK}:{_look_back_key(found.id, one.done_at, one.days)}": one for one in asked}
    return {key: {**about, "asking": one.dump(), "letter": key} for key, one in keys.items()}


def _occasion_of(found: FollowUp) -> tuple[object, ...]:
    owner: UserId | None = found.owner if found.accepted_at is not None else None
    return (found.state, found.closed_at, found.due_on, owner)


def _plan_reminders(
    session: Session, team: TeamId, found: FollowUp, due_on: date, *, now: datetime
) -> None:
    """To its owner, once they have said yes; afterwards to whoever facilitated, in any case."""
    owner = found.owner if found.accepted_at is not None else None
    calendar = service_letters.calendar_for(session, team, owner or found.made_by, now=now)
    for occasion, at in reminders(due_on, calendar, now=now).items():
        key = _reminder_key(found.id, due_on, occasion)
        about = {"followup": found.id, "due_on": due_on.isoformat()}
        if occasion is Occasion.UNANSWERED:
            outbox.again(session, team, TELL_UNANSWERED, key=key, due_at=at, **about)
        elif owner is not None:
            about["occasion"] = occasion
            service_letters.plan(session, team, REMIND, owner, key=key, due_at=at, now=now, **about)


def _plan_look_backs(
    session: Session, team: TeamId, found: FollowUp, done_at: datetime, *, now: datetime
) -> None:
    for days, at in look_backs(done_at, now=now).items():
        about = {"followup": found.id, "done_at": done_at.isoformat(), "days": days}
        key = _look_back_key(found.id, done_at, days)
        outbox.again(session, team, LOOK_BACK, key=key, due_at=at, **about)


def _reminder_key(followup_id: int, due_on: date, occasion: Occasion) -> str:
    return f"{followup_id}:{due_on}:{occasion}"


def _look_back_key(followup_id: int, done_at: datetime, days: int) -> str:
    return f"{followup_id}:{int(done_at.timestamp())}:{days}"
