"""Use cases of decisions: telling one, and what was meant, known and assumed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import DecisionRow, EntryRow
from app.db.upsert import AGAINST_CHANGES, upsert
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import TeamId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import service_entries
from app.timeline.rules import Decision
from app.timeline.rules_decisions import ANSWERS, merged
from app.timeline.rules_entries import Draft
from app.vocabulary import EntryKind


def decide(
    session: Session,
    incident: Incident,
    words: Mrkdwn,
    when: str,
    told: Decision,
    gesture: Gesture,
) -> datetime | None:
    """Keep a decision with what is known about it. Once a gesture; returns as `add_entry` does."""
    draft = Draft(text=words, when=when, kind=EntryKind.DECISION)
    decided_at = service_entries.add_entry(session, incident, draft, gesture)
    entry_id = session.scalars(
        select(EntryRow.id).where(
            EntryRow.incident_id == incident.id, EntryRow.source_key == gesture.key
        )
    ).one()
    if session.get(DecisionRow, entry_id) is None:
        values = {name: getattr(told, name) for name in ANSWERS}
        session.add(DecisionRow(entry_id=entry_id, **values))
    return decided_at


def explain(session: Session, entry_id: int, told: Decision, seen: Mapping[str, str]) -> None:
    """Keep what somebody told about a decision, in a form that showed each answer as `seen`.

    What another person told meanwhile stays beside it. Raises UserError when the message that told
    the decision was deleted.
    """
    entry = session.get_one(
        EntryRow, entry_id, populate_existing=True, with_for_update=AGAINST_CHANGES
    )
    if entry.is_deleted:
        raise UserError(
            "Its author deleted this message, so nothing of it is kept. `/incident decision` keeps "
            "the decision in your own words."
        )
    row = session.get(DecisionRow, entry_id) or DecisionRow(entry_id=entry_id)
    for name in ANSWERS:
        setattr(row, name, merged(getattr(row, name), getattr(told, name), seen.get(name, "")))
    session.add(row)


def reword(
    session: Session,
    team: TeamId,
    entry_id: int,
    name: str,
    text: Mrkdwn,
    gesture: Gesture,
    *,
    was: Mrkdwn,
) -> None:
    """Have one answer say this instead of what it `was`. Raises ChangedMeanwhileError when it says
    something else by now.
    """
    entry = session.get_one(
        EntryRow, entry_id, populate_existing=True, with_for_update=AGAINST_CHANGES
    )
    row = session.get(DecisionRow, entry_id) or DecisionRow(entry_id=entry_id)
    if getattr(row, name) not in {was, None}:  # an assumption may be one that the message states
        raise service_entries.ChangedMeanwhileError
    setattr(row, name, text)
    session.add(row)
    service_entries.tell_anew(session, team, entry.incident_id, gesture)


def was_asked(session: Session, entry_id: int, *, now: datetime) -> None:
    """Somebody was asked for the assumption; nobody is asked again."""
    asked = {"asked_at": now}
    upsert(
        session, DecisionRow, {"entry_id": entry_id, **asked}, unique=("entry_id",), update=asked
    )
