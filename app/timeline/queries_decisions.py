"""Every SELECT about decisions."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import DecisionRow, EntryRow, MarkRow
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Decision
from app.timeline.rules_decisions import Decided
from app.vocabulary import EntryKind, Meaning

LISTED_AT_MOST = 20
_LOOKED_AT = 200


def decisions_of(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Decision]:
    """What people told about the decisions among these entries."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.entry_id.in_(entry_ids)))
    return {row.entry_id: _decision(row) for row in rows}


def decision(session: Session, entry_id: int) -> Decided:
    """The decision that this entry tells, with or without anything known about it."""
    found = session.execute(
        select(EntryRow, DecisionRow)
        .outerjoin(DecisionRow, DecisionRow.entry_id == EntryRow.id)
        .where(EntryRow.id == entry_id)
    ).one()
    return _decided(*found)


def unexplained_decisions(session: Session, incident_id: int) -> Sequence[Decided]:
    """The newest decisions without an assumption, twenty at most, in the order of time."""
    rows = session.execute(
        select(EntryRow, DecisionRow)
        .outerjoin(DecisionRow, DecisionRow.entry_id == EntryRow.id)
        .where(
            EntryRow.incident_id == incident_id,
            EntryRow.kind == EntryKind.DECISION,
            EntryRow.removed_at.is_(None),
            EntryRow.filled_at.is_not(None),
            DecisionRow.assumed.is_(None),
        )
        .order_by(EntryRow.occurred_at.desc(), EntryRow.id.desc())
        .limit(_LOOKED_AT)
    )
    unexplained = [each for each in (_decided(*row) for row in rows) if not each.known.assumed]
    return unexplained[:LISTED_AT_MOST][::-1]


def who_marked_decision(session: Session, entry_id: int) -> UserId | None:
    """Who was the first to mark it as a decision; None when nobody does any more."""
    user = session.scalar(
        select(MarkRow.user_id)
        .where(MarkRow.entry_id == entry_id, MarkRow.meaning == Meaning.DECISION, MarkRow.is_on)
        .order_by(MarkRow.id)
        .limit(1)
    )
    return UserId(user) if user else None


def _decided(entry: EntryRow, row: DecisionRow | None) -> Decided:
    return Decided(
        entry_id=entry.id,
        incident_id=entry.incident_id,
        text=Mrkdwn(entry.text),
        author=UserId(entry.author_id) if entry.author_id else None,
        stored=_decision(row) if row else Decision(),
        is_kept=entry.removed_at is None and not entry.is_deleted,
        was_asked=row is not None and row.asked_at is not None,
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        intent=_words(row.intent),
        known=_words(row.known),
        assumed=_words(row.assumed),
        alternatives=_words(row.alternatives),
        pressure=_words(row.pressure),
        outcome=_words(row.outcome),
    )


def _words(stored: str | None) -> Mrkdwn | None:
    return Mrkdwn(stored) if stored else None
