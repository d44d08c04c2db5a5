"""What follows when a change has changed: its history, whoever is asked, and all that tells of
it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import FollowUpStepRow
from app.followups import queries, service_reminders, service_webhook
from app.followups.rules import FollowUp
from app.followups.rules_history import left_behind, steps_between
from app.posting import find_post, posted
from app.reviews.service import SHOW_CHANGES, write_summary
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.workspace import service_letters

ASK_OWNER = "followups.ask_owner"
SHOW_LETTER = "followups.show_letter"
TELL_GIVER = "followups.tell_giver"
SHOW_HOME = "home.show"
"""The last is an effect of App Home, which stands above this feature."""


def tell(
    session: Session,
    team: TeamId,
    before: FollowUp | None,
    found: FollowUp,
    *,
    now: datetime,
    note: Mrkdwn | None = None,
) -> None:
    """A change is not what it was `before`, or it is new: keep that, and have all that tells of it
    say what it is now. The note is what was said about it.
    """
    _keep_history(session, before, found, now=now, note=note)
    if queries.has_summary(session, found.review_id):
        write_summary(session, team, found.review_id, now=now)  # which shows the changes, too
    else:
        show(session, team, found.review_id, now=now)
    _show_letters(session, team, before, found, now=now)
    service_webhook.announce(session, team, before, found, now=now)
    service_reminders.plan(session, team, before, found, now=now)
    _tell_giver(session, team, before, found, now=now)
    _show_homes(session, team, before, found, now=now)


def show(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the changes' message say what is true now, where it stands already."""
    outbox.again(session, team, SHOW_CHANGES, key=review_id, due_at=now, review=review_id)


def ask(session: Session, team: TeamId, found: FollowUp, user: UserId, *, now: datetime) -> None:
    """Ask somebody to own a change, or to take it over: once, and once more when they are named
    again later.
    """
    first, _ = letter_keys(found.id, user)
    is_named_again = find_post(session, team, first) is not None
    key = f"{found.id}:again" if is_named_again else f"{found.id}"
    service_letters.plan(
        session, team, ASK_OWNER, user, key=key, due_at=now, now=now, followup=found.id
    )


def changes_key(review_id: int) -> str:
    """Under which the message stands in the channel; elsewhere see `posting.key_at`."""
    return f"changes:{review_id}"


def letter_keys(followup_id: int, user: UserId) -> tuple[str, str]:
    """Under which the two letters stand that may ask somebody to own a change."""
    return f"{ASK_OWNER}:{followup_id}:{user}", f"{ASK_OWNER}:{followup_id}:again:{user}"


def _note_on_last_step(session: Session, followup_id: int, note: Mrkdwn) -> None:
    its_last = (
        select(func.max(FollowUpStepRow.id))
        .where(FollowUpStepRow.followup_id == followup_id)
        .scalar_subquery()
    )
    session.execute(update(FollowUpStepRow).where(FollowUpStepRow.id == its_last).values(note=note))


def _keep_history(
    session: Session,
    before: FollowUp | None,
    found: FollowUp,
    *,
    now: datetime,
    note: Mrkdwn | None,
) -> None:
    if before is None:
        return
    if said := left_behind(before, found):
        _note_on_last_step(session, found.id, said)
    session.add_all(
        FollowUpStepRow(
            followup_id=found.id, step=one.step, note=one.note, due_on=one.due_on, at=one.at
        )
        for one in steps_between(before, found, now=now, note=note)
    )


def _show_letters(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    """Those that stand, with whoever was or is asked about it."""
    letters = {**(_letters(before) if before else {}), **_letters(found)}
    standing = posted(session, team, letters)
    arguments = {key: letters[key] for key in standing}
    outbox.again_each(session, team, SHOW_LETTER, due_at=now, arguments=arguments)


def _letters(found: FollowUp) -> Mapping[str, Mapping[str, object]]:
    """Those that may stand about it, with what brings them up to date."""
    asked = [user for user in (found.owner, found.handed_to) if user]
    keys = {key: user for user in asked for key in letter_keys(found.id, user)}
    asking = {
        key: {"followup": found.id, "user": user, "letter": key} for key, user in keys.items()
    }
    return {**asking, **service_reminders.letters(found)}


def _show_homes(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    """Of those whose change it is or was, where they ever looked at it."""
    theirs = {user for one in (before, found) if one for user in (one.owner, one.handed_to) if user}
    homes = {user: {"user": user} for user in outbox.known(session, team, SHOW_HOME, theirs)}
    outbox.again_each(session, team, SHOW_HOME, due_at=now, arguments=homes)


def _tell_giver(
    session: Session, team: TeamId, before: FollowUp | None, found: FollowUp, *, now: datetime
) -> None:
    """Whoever handed it over learns what became of that; when they ended it themselves, they
    know.
    """
    if before is None or before.handed_to is None or before.owner is None or not found.is_open:
        return
    if found.handed_to is None and before.is_owned_by(before.owner):
        key = f"{found.id}:{found.revision}"
        arguments = {"followup": found.id, "asked": before.handed_to}
        service_letters.plan(
            session, team, TELL_GIVER, before.owner, key=key, due_at=now, now=now, **arguments
        )
