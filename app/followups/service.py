"""Use cases of changes: keeping and revising them, who owns them, where they stand, and what
becomes of parked ideas. Handing over and putting off are in `service_moves`, what follows from a
change of a change in `service_telling`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db.tables import AnswersRow, FollowUpRow, ReviewRow
from app.db.upsert import AGAINST_CHANGES, insert_once
from app.errors import FieldError, UserError
from app.followups import queries
from app.followups.rules import Draft, FollowUp, draft_of, fingerprint
from app.followups.service_telling import ask, show, tell
from app.incidents.service import Gesture
from app.reviews import queries_findings
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState, Strength
from app.workspace import queries as workspace_queries

CHANGED = (
    "Somebody changed this meanwhile, and their words stay. Open it again to see them, then add "
    "yours."
)


def add(session: Session, team: TeamId, review_id: int, draft: Draft, gesture: Gesture) -> FollowUp:
    """Keep a change, or what was decided against; the same gesture keeps it once.

    Raises FieldError when nobody can be asked to own it, or its idea became one meanwhile.
    """
    _hold(session, review_id)
    known = queries.made_by(session, review_id, gesture.key)
    if known is not None:
        return known
    _check_owner(session, team, draft)
    _take_idea(session, draft)
    values: dict[str, Any] = {
        "review_id": review_id,
        "key": gesture.key,
        "made_by": gesture.by,
    }
    values |= _told(draft, None, gesture) | {
        "made_at": gesture.at,
        "idea_id": draft.idea_id,
        "revision": 1,
    }
    followup_id = insert_once(session, FollowUpRow, values, unique=("review_id", "key"))
    return _follow(session, team, None, followup_id or 0, draft, gesture)


def revise(
    session: Session, team: TeamId, followup_id: int, draft: Draft, shown: str, gesture: Gesture
) -> FollowUp:
    """Have a change say this, in the state that the draft names. `shown` is the fingerprint of what
    the form was filled in from; a form that is sent twice changes it once.

    Raises UserError when somebody changed it meanwhile, FieldError as `add` does.
    """
    found = held(session, followup_id)
    if fingerprint(draft_of(found)) == fingerprint(draft) and not found.is_declined:
        return found
    if fingerprint(draft_of(found)) != shown:
        raise UserError(CHANGED)
    _check_owner(session, team, draft)
    values = _told(draft, found, gesture)
    _write(session, followup_id, values)
    return _follow(session, team, found, followup_id, draft, gesture)


def reword(
    session: Session,
    team: TeamId,
    followup_id: int,
    name: str,
    text: Mrkdwn,
    *,
    was: Mrkdwn,
    now: datetime,
) -> FollowUp:
    """Have its text, or the reason against it, say this instead of what it `was`. Raises UserError
    when it says something else by now.
    """
    found = held(session, followup_id)
    if getattr(found, name) != was:
        raise UserError(CHANGED)
    return change(session, team, found, {name: text}, now=now)


def finish(session: Session, team: TeamId, followup_id: int, *, now: datetime) -> FollowUp:
    """It is done. Raises UserError when it was decided against meanwhile."""
    values = {"state": FollowUpState.DONE, "closed_at": now, "handed_to_id": None}
    return _move(session, team, followup_id, values, now=now)


def reopen(
    session: Session,
    team: TeamId,
    followup_id: int,
    *,
    now: datetime,
    due_on: date | None = None,
    note: Mrkdwn | None = None,
) -> FollowUp:
    """It is not done after all; if a new day is named, it is due then. What became of it so far
    stays in its history. Raises UserError when it was decided against meanwhile.
    """
    values: dict[str, Any] = {"state": FollowUpState.OPEN, "closed_at": None, "how": None}
    if due_on is not None:
        values["due_on"] = due_on
    return _move(session, team, followup_id, values, now=now, note=note)


def take(
    session: Session, team: TeamId, followup_id: int, user: UserId, *, now: datetime
) -> FollowUp:
    """Somebody owns the change from now on: who was asked, also to take it over, or anybody while
    it needs an owner.

    Raises UserError when it is closed, or somebody else owns it or is asked.
    """
    found = held(session, followup_id)
    check_open(found)
    if found.owner == user and found.accepted_at is not None:
        return found
    is_free = found.needs_owner(away=queries.away(session, team, [found]))
    if user not in (found.owner, found.handed_to) and not is_free:
        raise UserError(
            "Somebody else was asked for this one meanwhile, so there is nothing for you to do. "
            "`/incident changes` shows what still needs an owner."
        )
    values = {
        "owner_id": user,
        "accepted_at": now,
        "declined_at": None,
        "handed_to_id": None,
    }
    return change(session, team, found, values, now=now)


def decline(
    session: Session, team: TeamId, followup_id: int, user: UserId, *, now: datetime
) -> FollowUp:
    """Who was asked can't, also after having said yes; the change needs an owner then, and nothing
    shown to others says who it was. What somebody won't take over stays with its owner. Raises
    UserError when it is closed, or somebody else's.
    """
    found = held(session, followup_id)
    check_open(found)
    if found.handed_to == user:
        return change(session, team, found, {"handed_to_id": None}, now=now)
    if found.owner != user:
        raise UserError("This one is somebody else's meanwhile, so there is nothing to decline.")
    if found.is_declined:
        return found
    values = {"accepted_at": None, "declined_at": now}
    return change(session, team, found, values, now=now)


def leave_idea(session: Session, team: TeamId, idea_id: int, gesture: Gesture) -> int | None:
    """Offer a parked idea no more; it stays in the summary. The review's id, if the idea is there.

    Nothing happens to an idea that became a change.
    """
    idea = queries_findings.finding(session, idea_id)
    if idea is None:
        return None
    _hold(session, idea.review_id)
    if not queries.is_dealt_with(session, idea_id):
        values = {
            "review_id": idea.review_id,
            "key": f"idea:{idea_id}",
            "made_by": gesture.by,
            "made_at": gesture.at,
            "idea_id": idea_id,
        }
        left = _told(Draft(text=idea.text, state=FollowUpState.DECIDED_NOT), None, gesture)
        insert_once(session, FollowUpRow, {**left, **values}, unique=("review_id", "key"))
        show(session, team, idea.review_id, now=gesture.at)
    return idea.review_id


def offer_ideas_again(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Offer the parked ideas that were left."""
    _hold(session, review_id)
    session.execute(delete(FollowUpRow).where(FollowUpRow.review_id == review_id, queries.IS_LEFT))
    show(session, team, review_id, now=now)


def required(session: Session, followup_id: int) -> FollowUp:
    """The change with this id. Raises UserError when it is not there."""
    found = queries.followup(session, followup_id)
    if found is None:
        raise UserError(
            "This change is not there any more. `/incident changes` shows those that are."
        )
    return found


def _follow(
    session: Session,
    team: TeamId,
    before: FollowUp | None,
    followup_id: int,
    draft: Draft,
    gesture: Gesture,
) -> FollowUp:
    """Keep which factors a change answers, ask whoever is named, and have all that tells of it say
    what it is now.
    """
    session.execute(delete(AnswersRow).where(AnswersRow.followup_id == followup_id))
    session.add_all(AnswersRow(followup_id=followup_id, finding_id=one) for one in draft.factors)
    session.flush()
    found = required(session, followup_id)
    if found.owner and found.awaits_owner and _is_newly_named(draft, before):
        ask(session, team, found, found.owner, now=gesture.at)
    tell(session, team, before, found, now=gesture.at)
    return found


def _told(draft: Draft, before: FollowUp | None, gesture: Gesture) -> dict[str, Any]:
    """The columns that a draft decides. Whoever names themself has accepted by that."""
    is_against = draft.state is FollowUpState.DECIDED_NOT
    is_newly_named = _is_newly_named(draft, before)
    values: dict[str, Any] = {
        "text": draft.text,
        "strength": draft.strength or Strength.PROCESS,
        "state": draft.state,
        "owner_id": None if is_against else draft.owner,
        "due_on": None if is_against else draft.due_on,
        "ticket_url": draft.ticket_url,
        "reason": draft.reason if is_against else None,
    }
    if is_newly_named or draft.state is not FollowUpState.OPEN:
        values["handed_to_id"] = None
    if draft.state is FollowUpState.OPEN:
        values["how"] = None
    if before is None or before.state is not draft.state:
        values["closed_at"] = None if draft.state is FollowUpState.OPEN else gesture.at
    accepted_at = None if before is None or is_newly_named else before.accepted_at
    if draft.owner == gesture.by and not is_against:
        accepted_at = accepted_at or gesture.at
    if is_against or is_newly_named or accepted_at:
        values |= {"accepted_at": None if is_against else accepted_at, "declined_at": None}
    return values


def _is_newly_named(draft: Draft, before: FollowUp | None) -> bool:
    return before is None or before.owner != draft.owner or before.is_declined


def _move(
    session: Session,
    team: TeamId,
    followup_id: int,
    values: dict[str, Any],
    *,
    now: datetime,
    note: Mrkdwn | None = None,
) -> FollowUp:
    """Between open and done."""
    before = held(session, followup_id)
    if before.state is values["state"]:
        return before
    if before.state is FollowUpState.DECIDED_NOT:
        raise UserError(
            "Meanwhile it was decided not to do this one. *Make it a change* in its menu takes "
            "that back."
        )
    return change(session, team, before, values, now=now, note=note)


def change(
    session: Session,
    team: TeamId,
    before: FollowUp,
    values: dict[str, Any],
    *,
    now: datetime,
    note: Mrkdwn | None = None,
) -> FollowUp:
    """Have a change that is held say this from now on, and all that tells of it; the note is what
    was said about it.
    """
    _write(session, before.id, values)
    found = required(session, before.id)
    tell(session, team, before, found, now=now, note=note)
    return found


def _write(session: Session, followup_id: int, values: dict[str, Any]) -> None:
    rises = {"revision": FollowUpRow.revision + 1}
    session.execute(
        update(FollowUpRow).where(FollowUpRow.id == followup_id).values(**values, **rises)
    )


def check_can_own(session: Session, team: TeamId, user: UserId) -> None:
    """Raises FieldError at `owner` when nobody can be asked there."""
    if workspace_queries.is_bot(session, team, user):
        raise FieldError("owner", "A bot can't own a change. Please choose a person.")
    person = workspace_queries.person(session, team, user)
    if person is not None and not person.is_active:
        raise FieldError("owner", "They left the workspace. Please choose somebody who is here.")


def _check_owner(session: Session, team: TeamId, draft: Draft) -> None:
    if draft.owner is not None and draft.state is FollowUpState.OPEN:
        check_can_own(session, team, draft.owner)


def _take_idea(session: Session, draft: Draft) -> None:
    """It is one that was left no more. FieldError when it became a change meanwhile."""
    if draft.idea_id is None:
        return
    session.execute(
        delete(FollowUpRow).where(FollowUpRow.idea_id == draft.idea_id, queries.IS_LEFT)
    )
    if queries.is_dealt_with(session, draft.idea_id):
        raise FieldError(
            "text",
            "Somebody took this idea up meanwhile. `/incident changes` shows what became of it.",
        )


def check_open(found: FollowUp) -> None:
    """Raises UserError when it is done, or was decided against."""
    if found.state is FollowUpState.DONE:
        raise UserError("This change is done already, so there is nothing left to do. Thank you.")
    if found.state is FollowUpState.DECIDED_NOT:
        raise UserError(
            "Meanwhile it was decided not to do this one, so there is nothing left to do. "
            "`/incident changes` shows the others."
        )


def _hold(session: Session, review_id: int) -> None:
    """Of two who change the changes of a review, one waits."""
    session.get_one(ReviewRow, review_id, with_for_update=AGAINST_CHANGES)


def held(session: Session, followup_id: int) -> FollowUp:
    """The change with this id, which nobody else changes meanwhile. Raises UserError when it is not
    there.
    """
    _hold(session, required(session, followup_id).review_id)
    return required(session, followup_id)
