"""Every SELECT about the timeline. A page costs the same number of statements at any length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.db.tables import DecisionRow, EntryRow, HandoffRow, IncidentRow, MarkRow, TransitionRow
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Course, Decision, Entry, Handoff, phase_at
from app.vocabulary import Meaning, Source, State, TransitionKind


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
    details = _Details(_marks(session, ids), _decisions(session, ids), _handoffs(session, ids))
    course = _course(session, incident_id)
    return [
        _entry(row, number, course, details) for number, row in enumerate(rows, start=offset + 1)
    ]


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
    row = session.get_one(EntryRow, entry_id)
    if row.channel_id is None or row.message_ts is None:
        return None
    is_due = row.filled_at is not None and row.removed_at is None
    return Tick(ChannelId(row.channel_id), MessageTs(row.message_ts), is_due)


def notes_awaiting_zone(session: Session, team: TeamId, user: UserId) -> Sequence[EntryRow]:
    """Notes with a clock time of a person whose time zone was not known."""
    return session.scalars(
        select(EntryRow)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            EntryRow.recorded_by == user,
            EntryRow.typed_time.is_not(None),
        )
    ).all()


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


def _decisions(session: Session, entry_ids: Sequence[int]) -> dict[int, Decision]:
    rows = session.scalars(select(DecisionRow).where(DecisionRow.entry_id.in_(entry_ids)))
    return {
        row.entry_id: Decision(
            intent=_words(row.intent),
            known=_words(row.known),
            assumed=_words(row.assumed),
            alternatives=_words(row.alternatives),
            pressure=_words(row.pressure),
            outcome=_words(row.outcome),
        )
        for row in rows
    }


def _handoffs(session: Session, entry_ids: Sequence[int]) -> dict[int, Handoff]:
    rows = session.scalars(select(HandoffRow).where(HandoffRow.entry_id.in_(entry_ids)))
    return {
        row.entry_id: Handoff(
            subject=_words(row.subject),
            role=row.role,
            giver=UserId(row.giver_id) if row.giver_id else None,
            receiver=UserId(row.receiver_id) if row.receiver_id else None,
            state_given=_words(row.state_given),
            open_questions=_words(row.open_questions),
            given_at=row.given_at,
            read_back=_words(row.read_back),
            received_at=row.received_at,
        )
        for row in rows
    }


def _words(stored: str | None) -> Mrkdwn | None:
    return Mrkdwn(stored) if stored else None


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
    return Entry(
        id=row.id,
        number=number,
        occurred_at=row.occurred_at,
        kind=row.kind,
        phase=phase_at(row.occurred_at, course),
        text=Mrkdwn(row.text),
        author=UserId(row.author_id) if row.author_id else None,
        source=row.source,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        ts=MessageTs(row.message_ts) if row.message_ts else None,
        thread=MessageTs(row.thread_ts) if row.thread_ts else None,
        is_filled=row.filled_at is not None,
        files=row.files,
        marks=details.marks.get(row.id, {}),
        author_label=row.author_label,
        confidence=row.confidence,
        link=row.link,
        decision=details.decisions.get(row.id),
        handoff=details.handoffs.get(row.id),
    )
