"""Use cases of looking back at a change that was done: whether it holds, and a line about that."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db.tables import LookBackRow
from app.db.upsert import upsert
from app.errors import UserError
from app.followups.rules import FollowUp
from app.followups.rules_look_backs import Asking
from app.followups.service import change, held
from app.slack.ids import TeamId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Holds

REOPENED = (
    "This one was opened again meanwhile, so there is nothing to look back at yet. "
    "`/incident changes` shows where it stands."
)


def answer(
    session: Session, team: TeamId, asking: Asking, holds: Holds, *, now: datetime
) -> FollowUp:
    """Whether it holds; a later answer to the same question takes the place of this one. Raises
    UserError when the change was opened again.
    """
    return _keep(session, team, asking, {"holds": holds}, now=now)


def add_line(
    session: Session,
    team: TeamId,
    asking: Asking,
    note: Mrkdwn | None,
    *,
    now: datetime,
) -> FollowUp:
    """What there is to say about it. Raises UserError when it was not answered."""
    return _keep(session, team, asking, {"note": note}, now=now)


def _keep(
    session: Session,
    team: TeamId,
    asking: Asking,
    said: dict[str, object],
    *,
    now: datetime,
) -> FollowUp:
    found = held(session, asking.followup_id)
    known = asking.answer_in(found)
    if found.closed_at != asking.done_at or ("holds" not in said and known is None):
        raise UserError(REOPENED)
    if known and all(getattr(known, name) == value for name, value in said.items()):
        return found
    named = {"followup_id": found.id, "done_at": asking.done_at, "days": asking.days}
    told = {"answered_at": now, "holds": known.holds if known else None, **said}
    upsert(session, LookBackRow, named | told, unique=tuple(named), update=said)
    return change(session, team, found, {}, now=now)
