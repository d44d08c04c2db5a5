"""What marks on a message make besides keeping it: a decision to ask about, a hand-off or the
answer to one. The messages' own words stay in their entries and are followed there.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import DecisionRow, EntryRow, HandoffRow, IncidentRow, MarkRow
from app.db.upsert import AGAINST_CHANGES
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn, mentioned_users
from app.timeline import queries_handoffs
from app.timeline.rules_handoffs import answers, quotes_of, receiver_in, without_quotes
from app.vocabulary import Meaning, Source
from app.workspace import queries as workspace_queries

ASK_ASSUMPTION = "timeline.ask_assumption"
SHOW_HANDOFF = "timeline.show_handoff"

TELLING = frozenset({Meaning.DECISION, Meaning.HANDOFF})
"""The meanings that say more than that a message is kept."""


def follow_meanings(
    session: Session, team: TeamId, rows: Sequence[EntryRow], *, now: datetime
) -> None:
    """Entries of an incident, locked by the caller, have other words or marks than before.

    The same number of statements for any number of entries, but for what really changes.
    """
    session.flush()
    told = {row.id: row for row in rows if row.filled_at is not None and not row.is_deleted}
    on = _telling_marks(session, list(told))
    for entry_id in on.get(Meaning.DECISION, ()):
        outbox.again(session, team, ASK_ASSUMPTION, key=entry_id, due_at=now, entry=entry_id)
    marked = [told[entry_id] for entry_id in on.get(Meaning.HANDOFF, ())]
    known = _known_handoffs(session, [row.id for row in rows])
    _note_ends(session, marked, known)
    # In one order for all: two that lock the same incidents must not wait for each other.
    for incident_id in sorted(
        {row.incident_id for row in rows if row in marked or row.id in known}
    ):
        pair_handoffs(session, team, incident_id, now=now)


def forget_meanings(session: Session, team: TeamId, row: EntryRow, *, now: datetime) -> None:
    """A message was deleted: what was told about its decision goes with it, and its hand-off."""
    session.execute(delete(DecisionRow).where(DecisionRow.entry_id == row.id))
    gone = session.scalar(
        delete(HandoffRow).where(HandoffRow.entry_id == row.id).returning(HandoffRow.entry_id)
    )
    if gone is not None:
        pair_handoffs(session, team, row.incident_id, now=now)


def forget_quotes(
    session: Session, team: TeamId, incident_id: int, texts: Collection[Mrkdwn], *, now: datetime
) -> None:
    """A message that said this was deleted: hand-offs whose form was filled in from it lose those
    lines.
    """
    mentioned = {user for text in texts for user in mentioned_users(text)}
    people = workspace_queries.people(session, team, mentioned)
    names = {user: person.name for user, person in people.items()}
    quoted = {line for text in texts for line in quotes_of(text, names)}
    rows = session.scalars(
        select(HandoffRow)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .where(EntryRow.incident_id == incident_id, EntryRow.source != Source.MESSAGE)
    ).all()
    for row in rows:
        for part in ("state_given", "open_questions"):
            told = getattr(row, part)
            left = without_quotes(Mrkdwn(told), quoted) if told else told
            if left != told:
                setattr(row, part, left or None)
                show_handoff(session, team, row.entry_id, now=now)


def pair_handoffs(session: Session, team: TeamId, incident_id: int, *, now: datetime) -> None:
    """Let each hand-off have the marked message that answers it. Whatever the order in which marks
    and words come, the last of them leads here and the outcome is the same.
    """
    lock_handoffs(session, incident_id)
    pairs = answers(queries_handoffs.handshakes(session, incident_id))
    is_other = EntryRow.incident_id == incident_id
    rows = session.execute(
        select(HandoffRow, EntryRow.source)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .where(is_other)
        .execution_options(populate_existing=True)
    ).all()
    for row, source in rows:
        answer = pairs.get(row.entry_id)
        is_new = row.answer_entry_id != answer
        row.answer_entry_id = answer
        if source is not Source.MESSAGE and (is_new or answer is not None):
            show_handoff(session, team, row.entry_id, now=now)


def lock_handoffs(session: Session, incident_id: int) -> None:
    """Who changes hand-offs of an incident waits for whoever does so already."""
    session.get_one(IncidentRow, incident_id, with_for_update=AGAINST_CHANGES)


def show_handoff(session: Session, team: TeamId, entry_id: int, *, now: datetime) -> None:
    """Have the channel see the hand-off as it stands."""
    outbox.again(session, team, SHOW_HANDOFF, key=entry_id, due_at=now, entry=entry_id)


def _telling_marks(session: Session, entry_ids: Sequence[int]) -> dict[Meaning, list[int]]:
    rows = session.execute(
        select(MarkRow.entry_id, MarkRow.meaning)
        .join(EntryRow, EntryRow.id == MarkRow.entry_id)
        .where(
            MarkRow.entry_id.in_(entry_ids),
            MarkRow.meaning.in_(TELLING),
            MarkRow.is_on,
            EntryRow.removed_at.is_(None),
            EntryRow.source == Source.MESSAGE,
        )
        .distinct()
        .order_by(MarkRow.entry_id)
    )
    found: dict[Meaning, list[int]] = {}
    for entry_id, meaning in rows:
        found.setdefault(meaning, []).append(entry_id)
    return found


def _known_handoffs(session: Session, entry_ids: Sequence[int]) -> Mapping[int, HandoffRow]:
    rows = session.scalars(select(HandoffRow).where(HandoffRow.entry_id.in_(entry_ids)))
    return {row.entry_id: row for row in rows}


def _note_ends(
    session: Session, marked: Sequence[EntryRow], known: Mapping[int, HandoffRow]
) -> None:
    """Who gives and who receives, as these messages have it now."""
    for entry in marked:
        row = known.get(entry.id) or HandoffRow(entry_id=entry.id)
        author = UserId(entry.author_id) if entry.author_id else None
        row.giver_id = author
        row.receiver_id = receiver_in(Mrkdwn(entry.text), author)
        row.given_at = entry.occurred_at
        session.add(row)
    session.flush()
