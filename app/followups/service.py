"""Use cases of changes: keeping and revising them, who owns them, where they stand, and what
becomes of parked ideas.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import AnswersRow, FollowUpRow, ReviewRow
from app.db.upsert import AGAINST_CHANGES, insert_once
from app.errors import FieldError, UserError
from app.followups import queries
from app.followups.rules import Draft, FollowUp, draft_of, fingerprint
from app.incidents.service import Gesture
from app.posting import find_post
from app.reviews import queries_findings
from app.reviews.service import SHOW_CHANGES, write_summary
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState, Strength
from app.workspace import queries as workspace_queries
from app.workspace import service_letters

ASK_OWNER = "followups.ask_owner"
SHOW_LETTER = "followups.show_letter"
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
    values |= _told(draft, None, gesture) | {"made_at": gesture.at, "idea_id": draft.idea_id}
    followup_id = insert_once(session, FollowUpRow, values, unique=("review_id", "key"))
    return _follow(session, team, None, followup_id or 0, draft, gesture)


def revise(
    session: Session, team: TeamId, followup_id: int, draft: Draft, shown: str, gesture: Gesture
) -> FollowUp:
    """Have a change say this, in the state that the draft names. `shown` is the fingerprint of what
    the form was filled in from; a form that is sent twice changes it once.

    Raises UserError when somebody changed it meanwhile, FieldError as `add` does.
    """
    found = _held(session, followup_id)
    if fingerprint(draft_of(found)) == fingerprint(draft) and not found.is_declined:
        return found
    if fingerprint(draft_of(found)) != shown:
        raise UserError(CHANGED)
    _check_owner(session, team, draft)
    values = _told(draft, found, gesture)
    session.execute(update(FollowUpRow).where(FollowUpRow.id == followup_id).values(**values))
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
    found = _held(session, followup_id)
    if getattr(found, name) != was:
        raise UserError(CHANGED)
    return _change(session, team, found, {name: text}, now=now)


def finish(session: Session, team: TeamId, followup_id: int, *, now: datetime) -> FollowUp:
    """It is done. Raises UserError when it was decided against meanwhile."""
    return _move(session, team, followup_id, FollowUpState.DONE, now=now)


def reopen(session: Session, team: TeamId, followup_id: int, *, now: datetime) -> FollowUp:
    """It is not done after all. Raises UserError when it was decided against meanwhile."""
    return _move(session, team, followup_id, FollowUpState.OPEN, now=now)


def take(
    session: Session, team: TeamId, followup_id: int, user: UserId, *, now: datetime
) -> FollowUp:
    """Somebody owns the change from now on: who was asked, or anybody while it needs an owner.

    Raises UserError when it is closed, or somebody else owns it or is asked.
    """
    found = _held(session, followup_id)
    _check_open(found)
    if found.owner == user and found.accepted_at is not None:
        return found
    is_free = found.needs_owner(away=queries.away(session, team, [found]))
    if found.owner != user and not is_free:
        raise UserError(
            "Somebody else was asked for this one meanwhile, so there is nothing for you to do. "
            "`/incident changes` shows what still needs an owner."
        )
    values = {"owner_id": user, "accepted_at": now, "declined_at": None}
    return _change(session, team, found, values, now=now)


def decline(
    session: Session, team: TeamId, followup_id: int, user: UserId, *, now: datetime
) -> FollowUp:
    """Who was asked can't, also after having said yes; the change needs an owner then, and nothing
    shown to others says who it was. Raises UserError when it is closed, or somebody else's.
    """
    found = _held(session, followup_id)
    _check_open(found)
    if found.owner != user:
        raise UserError("This one is somebody else's meanwhile, so there is nothing to decline.")
    if found.is_declined:
        return found
    values = {"accepted_at": None, "declined_at": now}
    return _change(session, team, found, values, now=now)


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


def show(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the changes' message say what is true now, where it stands already."""
    outbox.again(session, team, SHOW_CHANGES, key=review_id, due_at=now, review=review_id)


def required(session: Session, followup_id: int) -> FollowUp:
    """The change with this id. Raises UserError when it is not there."""
    found = queries.followup(session, followup_id)
    if found is None:
        raise UserError(
            "This change is not there any more. `/incident changes` shows those that are."
        )
    return found


def changes_key(review_id: int) -> str:
    """Under which the message stands in the channel; elsewhere see `posting.key_at`."""
    return f"changes:{review_id}"


def letter_keys(followup_id: int, owner: UserId) -> tuple[str, str]:
    """Under which the two letters stand that may ask somebody to own a change."""
    return f"{ASK_OWNER}:{followup_id}:{owner}", f"{ASK_OWNER}:{followup_id}:again:{owner}"


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
    if found.awaits_owner and _is_newly_named(draft, before):
        _ask(session, team, found, now=gesture.at)
    _tell(session, team, before, found, now=gesture.at)
    return found


def _tell(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    if queries.has_summary(session, found.review_id):
        write_summary(session, team, found.review_id, now=now)  # which shows the changes, too
    else:
        show(session, team, found.review_id, now=now)
    for user in {one.owner for one in (before, found) if one and one.owner}:
        for key in letter_keys(found.id, user):
            if find_post(session, team, key) is not None:
                letter = {"followup": found.id, "user": user, "letter": key}
                outbox.again(session, team, SHOW_LETTER, key=key, due_at=now, **letter)


def _ask(session: Session, team: TeamId, found: FollowUp, *, now: datetime) -> None:
    """Once, and once more when they are named again later."""
    if found.owner is None:
        return
    first, _ = letter_keys(found.id, found.owner)
    is_named_again = find_post(session, team, first) is not None
    key = f"{found.id}:again" if is_named_again else f"{found.id}"
    service_letters.plan(
        session, team, ASK_OWNER, found.owner, key=key, due_at=now, now=now, followup=found.id
    )


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
    state: FollowUpState,
    *,
    now: datetime,
) -> FollowUp:
    """Between open and done."""
    before = _held(session, followup_id)
    if before.state is state:
        return before
    if before.state is FollowUpState.DECIDED_NOT:
        raise UserError(
            "Meanwhile it was decided not to do this one. *Make it a change* in its menu takes "
            "that back."
        )
    closed_at = None if state is FollowUpState.OPEN else now
    return _change(session, team, before, {"state": state, "closed_at": closed_at}, now=now)


def _change(
    session: Session, team: TeamId, before: FollowUp, values: dict[str, Any], *, now: datetime
) -> FollowUp:
    session.execute(update(FollowUpRow).where(FollowUpRow.id == before.id).values(**values))
    found = required(session, before.id)
    _tell(session, team, before, found, now=now)
    return found


def _check_owner(session: Session, team: TeamId, draft: Draft) -> None:
    if draft.owner is None or draft.state is not FollowUpState.OPEN:
        return
    if workspace_queries.is_bot(session, team, draft.owner):
        raise FieldError("owner", "A bot can't own a change. Please choose a person.")
    person = workspace_queries.person(session, team, draft.owner)
    if person is not None and not person.is_active:
        raise FieldError("owner", "They left the workspace. Please choose somebody who is here.")


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


def _check_open(found: FollowUp) -> None:
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


def _held(session: Session, followup_id: int) -> FollowUp:
    _hold(session, required(session, followup_id).review_id)
    return required(session, followup_id)
