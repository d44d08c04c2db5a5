"""Use cases of reading the timeline back: confirming, correcting, a second account."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.db.tables import ConfirmationRow
from app.db.upsert import insert_all_once
from app.incidents.service import Gesture
from app.reviews import service_contributions
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import service_entries
from app.timeline.rules_entries import Draft, Seen


def confirm(session: Session, entry_id: int, user: UserId) -> None:
    """Somebody saw it as the entry tells it."""
    values = {"entry_id": entry_id, "user_id": user}
    insert_all_once(session, ConfirmationRow, [values], unique=("entry_id", "user_id"))


def correct(
    session: Session, team: TeamId, entry_id: int, draft: Draft, seen: Seen, gesture: Gesture
) -> None:
    """Somebody words what they said themselves anew, and by that confirms it.

    Raises what `service_entries.edit_entry` does.
    """
    service_entries.edit_entry(session, team, entry_id, draft, seen, gesture)
    confirm(session, entry_id, gesture.by)


def add_beside(
    session: Session, team: TeamId, entry_id: int, text: Mrkdwn, gesture: Gesture
) -> None:
    """Somebody saw it differently; both accounts stay, and what they confirmed before counts no
    more.
    """
    is_it = ConfirmationRow.entry_id == entry_id, ConfirmationRow.user_id == gesture.by
    session.execute(delete(ConfirmationRow).where(*is_it))
    service_contributions.add_account(session, team, entry_id, text, gesture)
