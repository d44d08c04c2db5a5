"""Every SELECT about the timeline. A page costs the same number of statements at any length."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, IncidentRow, MarkRow, TransitionRow
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.queries_decisions import decisions_of
from app.timeline.queries_handoffs import handoffs_of
from app.timeline.rules import Course, Decision, Entry, Handoff, phase_at
from app.timeline.rules_decisions import known_decision
from app.vocabulary import EntryKind, Meaning, Source, State, TransitionKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kept message whose text has not been read yet."""

    entry_id: int
    ts: MessageTs


@dataclass(frozen=True, slots=True)
class Tick:
    """Whether the bot's ✓ belongs on a message."""

    channel: ChannelId
    ts: MessageTs
    is_due: bool


@dataclass(frozen=True, slots=True)
class _Details:
    """What belongs to entries, by their id."""

    marks: Mapping[int, Mapping[Meaning, int]]
    decisions: Mapping[int, Decision]
    handoffs: Mapping[int, Handoff]


def timeline_length(session: Session, incident_id: int) -> int:
    return session.scalar(select(func.count()).where(*_shown(incident_id))) or 0


def timeline(
    session: Session, incident_id: int, *, offset: int = 0, limit: int | None = None
) -> Sequence[Entry]:
    """The entries that are kept, in the order of time, numbered from 1."""
    rows = session.scalars(
        select(EntryRow)
        .where(*_shown(incident_id))
        .order_by(EntryRow.occurred_at, EntryRow.id)
        .offset(offset)
        .limit(limit)
    ).all()
    ids = [row.id for row in rows]
    details = _Details(_marks(session, ids), decisions_of(session, ids), handoffs_of(session, ids))
    course = _course(session, incident_id)
    return [
        _entry(row, number, course, details) for number, row in enumerate(rows, start=offset + 1)
    ]


def entries(session: Session, incident_id: int, ids: Collection[int]) -> Mapping[int, Entry]:
    """These entries by id, kept still or not. They are not counted: their number is 0."""
    rows = session.scalars(
        select(EntryRow).where(EntryRow.incident_id == incident_id, EntryRow.id.in_(ids))
    ).all()
    found = [row.id for row in rows]
    details = _Details(
        _marks(session, found), decisions_of(session, found), handoffs_of(session, found)
    )
    course = _course(session, incident_id)
    return {row.id: _entry(row, 0, course, details) for row in rows}


def waiting_messages(session: Session, team: TeamId, channel: ChannelId) -> Sequence[Waiting]:
    """Kept messages of this channel that still have to be read, oldest first."""
    rows = session.execute(
        select(EntryRow.id, EntryRow.message_ts)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            EntryRow.channel_id == channel,
            EntryRow.filled_at.is_(None),
            EntryRow.removed_at.is_(None),
            EntryRow.source == Source.MESSAGE,
        )
        .order_by(EntryRow.message_ts)
    )
    return [Waiting(entry_id, MessageTs(ts)) for entry_id, ts in rows if ts is not None]


def tick(session: Session, entry_id: int) -> Tick | None:
    """What the message of this entry should show; None when it has none."""
    row, channel = session.execute(
        select(EntryRow, IncidentRow.channel_id)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(EntryRow.id == entry_id)
    ).one()
    if row.channel_id is None or row.message_ts is None or row.channel_id != channel:
        return None  # one from elsewhere stands where the bot need not be
    is_due = row.filled_at is not None and row.removed_at is None
    if (
        is_due and row.source is Source.SYSTEM
    ):  # nobody has to be told that it is stored but who marks
        is_due = bool(_marks(session, [row.id]))
    return Tick(ChannelId(row.channel_id), MessageTs(row.message_ts), is_due)


def _shown(incident_id: int) -> tuple[ColumnElement[bool], ...]:
    return EntryRow.incident_id == incident_id, EntryRow.removed_at.is_(None)


def _marks(session: Session, entry_ids: Sequence[int]) -> dict[int, dict[Meaning, int]]:
    rows = session.execute(
        select(MarkRow.entry_id, MarkRow.meaning, func.count(MarkRow.user_id.distinct()))
        .where(MarkRow.entry_id.in_(entry_ids), MarkRow.is_on)
        .group_by(MarkRow.entry_id, MarkRow.meaning)
    )
    found: dict[int, dict[Meaning, int]] = {}
    for entry_id, meaning, people in rows:
        found.setdefault(entry_id, {})[meaning] = people
    return found


def _course(session: Session, incident_id: int) -> Course:
    incident = session.get_one(IncidentRow, incident_id)
    states: list[tuple[datetime, State]] = [
        (at, State(became))
        for at, became in session.execute(
            select(TransitionRow.at, TransitionRow.became)
            .where(
                TransitionRow.incident_id == incident_id,
                TransitionRow.kind == TransitionKind.STATE,
            )
            .order_by(TransitionRow.at, TransitionRow.id)
        )
    ]
    return Course(incident.started_at, incident.declared_at, incident.resolved_at, states)


def _entry(row: EntryRow, number: int, course: Course, details: _Details) -> Entry:
    marks, text = details.marks.get(row.id, {}), Mrkdwn(row.text)
    is_decision = row.kind is EntryKind.DECISION or Meaning.DECISION in marks
    is_handoff = row.kind is EntryKind.HANDOFF or Meaning.HANDOFF in marks
    decision = known_decision(details.decisions.get(row.id), text)
    return Entry(
        id=row.id,
        number=number,
        occurred_at=row.occurred_at,
        kind=row.kind,
        phase=phase_at(row.occurred_at, course),
        text=text,
        author=UserId(row.author_id) if row.author_id else None,
        source=row.source,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        ts=MessageTs(row.message_ts) if row.message_ts else None,
        thread=MessageTs(row.thread_ts) if row.thread_ts else None,
        is_filled=row.filled_at is not None or row.worded_by is not None,
        files=row.files,
        marks=marks,
        author_label=row.author_label,
        confidence=row.confidence,
        link=row.link,
        decision=decision if is_decision else None,
        handoff=details.handoffs.get(row.id) if is_handoff else None,
    )
